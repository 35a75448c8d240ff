import { routes } from '@volna/contract';
import type { ProjectSnapshot } from '@volna/flow';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { valueName } from './value-names.ts';

/** Names a run's values in the reader's language, custom fields by their own title; the hint is how a text writes it. */
export function useValueWords(): (path: string) => { label: string; hint: string } {
	const { t } = useTranslation('runs');
	const snapshot = useRead(routes.readSnapshot, { query: {} });
	const { actionTemplates = [] } = (snapshot.data ?? {}) as Partial<ProjectSnapshot>;
	const titles = new Map(
		actionTemplates.flatMap((template) => (template.fields ?? []).map((field) => [field.name, field.title] as const)),
	);
	return (path) => {
		const found = valueName(path);
		if (!found) return { label: path, hint: path };
		const hint = found.path === null ? path : t('valueInText', { path: found.path });
		if (found.key === 'run.action-id') return { label: t('valueName.action-id'), hint };
		if (found.key === 'run.order-ref') return { label: t('valueName.order-ref'), hint };
		const title = found.key === 'action.custom-field' ? titles.get(found.name ?? '') : undefined;
		return { label: title ?? t(`canvas:template.param.${found.key}`, { name: found.name }), hint };
	};
}
