import { Skeleton } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { Card, ErrorState } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useRead } from '../reading/use-read.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';
import css from './templates.module.css';

/** One action template, or a new one (`new`), of the campaign that the address names. */
export function ActionTemplateScreen() {
	const { t } = useTranslation('templates');
	const errorText = useErrorText();
	const { template: id } = useParams({ from: '/shell/integrations/action-templates/$template' });
	const { campaign } = useSearch({ from: '/shell/integrations/action-templates/$template' });
	const isNew = id === 'new';
	const read = useRead(routes.readActionTemplate, { params: { template: id } }, { enabled: !isNew });
	const categories = useRead(routes.listCategories, {});
	const campaigns = useRead(routes.listCampaigns, {});
	const list = useRead(routes.listActionTemplates, { query: {} });
	const template = isNew ? null : read.data?.id === id ? read.data : undefined;
	const failed = read.error ?? categories.error ?? campaigns.error;
	const first = campaigns.data?.items.find((one) => !one.archived && one.parent === null)?.id ?? null;
	return (
		<Screen
			crumbs={[
				{ label: t('shell:nav.integrations') },
				{ label: t('title'), href: '/integrations/action-templates' },
				{ label: isNew ? t('new') : (template?.name ?? t('one')) },
			]}
		>
			{failed ? (
				<ScreenBody>
					<Card>
						<ErrorState
							text={errorText(failed)}
							retryLabel={t('common:retry')}
							onRetry={() => {
								void read.refetch();
								void categories.refetch();
								void campaigns.refetch();
							}}
						/>
					</Card>
				</ScreenBody>
			) : template === undefined || !categories.data || !campaigns.data ? (
				<ScreenBody>
					<Card>
						<div className={css.loading}>
							{[180, 320, 240, 420].map((width) => (
								<Skeleton key={width} height={32} width={width} />
							))}
						</div>
					</Card>
				</ScreenBody>
			) : (
				<TemplateEditor
					key={id}
					template={template}
					categories={categories.data.items}
					campaign={campaigns.data.items.find((one) => one.id === campaign)?.id ?? first}
					knownTags={list.data?.tags ?? []}
					counts={list.data?.items.find((one) => one.id === id) ?? null}
				/>
			)}
		</Screen>
	);
}
