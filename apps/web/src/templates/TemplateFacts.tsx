import { Skeleton } from '@mantine/core';
import { type ActionTemplate, type ActionTemplateSummary, routes } from '@volna/contract';
import { Card, ErrorState, KeyValues } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { useRead } from '../reading/use-read.ts';
import css from './templates.module.css';
import { UsesList } from './UsesList.tsx';

/** Beside the form: how often the template was issued, and what refers to it. */
export function TemplateFacts(props: { template: ActionTemplate | null; counts: ActionTemplateSummary | null }) {
	const { t } = useTranslation('templates');
	const format = useFormat();
	const errorText = useErrorText();
	const { template, counts } = props;
	const uses = useRead(
		routes.listTemplateUses,
		{ params: { template: template?.id ?? '' } },
		{ enabled: template !== null },
	);
	return (
		<div className={css.column}>
			{template ? (
				<Card title={t('issued')}>
					<KeyValues
						items={[
							{ label: t('column.issued'), value: counts ? format.number(counts.issued30d) : '—' },
							{ label: t('column.last'), value: <When at={counts?.lastIssuedAt ?? null} none={t('never')} /> },
							{ label: t('firstIssued'), value: <When at={template.firstIssuedAt} none={t('never')} /> },
							{ label: t('changed'), value: <When at={template.updatedAt} /> },
							...(template.updatedBy ? [{ label: t('changedBy'), value: template.updatedBy }] : []),
						]}
					/>
				</Card>
			) : null}
			<Card title={t('usedIn')} aside={<AsOf at={uses.data?.asOf} />}>
				{template === null ? (
					<p className={css.hint}>{t('usedInNew')}</p>
				) : uses.error ? (
					<ErrorState text={errorText(uses.error)} retryLabel={t('common:retry')} onRetry={() => void uses.refetch()} />
				) : uses.data === undefined ? (
					<Skeleton height={40} />
				) : uses.data.items.length === 0 ? (
					<p className={css.hint}>{t('usedNowhere')}</p>
				) : (
					<UsesList uses={uses.data.items} />
				)}
			</Card>
		</div>
	);
}
