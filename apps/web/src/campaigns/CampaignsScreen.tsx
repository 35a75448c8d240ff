import { Button, Skeleton } from '@mantine/core';
import { IconFolder, IconPlus } from '@tabler/icons-react';
import { useParams, useRouter, useSearch } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { Card, EmptyState, ErrorState, FilterChips, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { CampaignFacts } from './CampaignFacts.tsx';
import { CampaignTreeView } from './CampaignTreeView.tsx';
import { campaignTree } from './campaign-tree.ts';
import css from './campaigns.module.css';
import { useCampaignDeeds } from './use-campaign-deeds.tsx';

/** The tree of folders that own flows and action templates, and set their scope. */
export function CampaignsScreen() {
	const { t } = useTranslation('campaigns');
	const errorText = useErrorText();
	const router = useRouter();
	const may = useRight('edit');
	const { campaign: chosen } = useParams({ from: '/shell/campaigns/{-$campaign}' });
	const { show } = useSearch({ from: '/shell/campaigns/{-$campaign}' });
	const withArchive = show === 'archived';
	const read = useRead(routes.listCampaigns, {});
	const campaigns = read.data?.items ?? [];
	const branches = campaignTree(campaigns, withArchive);
	const deeds = useCampaignDeeds(campaigns);
	const opened = campaigns.find((one) => one.id === chosen) ?? (chosen ? undefined : branches[0]?.campaign);
	const search = withArchive ? { show: 'archived' } : {};
	const create = (
		<WithReason reason={may ? null : t('common:noRight.edit')}>
			<Button disabled={!may} leftSection={<IconPlus size={16} stroke={1.75} />} onClick={deeds.create}>
				{t('create')}
			</Button>
		</WithReason>
	);
	return (
		<Screen crumbs={[{ label: t('title') }]}>
			<PageHeader
				title={t('title')}
				meta={read.data ? t('found', { count: campaigns.filter((one) => !one.archived).length }) : null}
				below={t('says')}
				actions={create}
			/>
			<FilterLine>
				<FilterChips<'live' | 'archived'>
					label={t('byState')}
					value={withArchive ? 'archived' : 'live'}
					onChange={(value) =>
						void router.navigate({
							to: '/campaigns/{-$campaign}',
							params: { campaign: chosen },
							search: value === 'archived' ? { show: 'archived' } : {},
						})
					}
					chips={[
						{ value: 'live', label: t('live') },
						{ value: 'archived', label: t('withArchive') },
					]}
				/>
			</FilterLine>
			<ScreenBody>
				{read.error && !read.data ? (
					<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
				) : read.data && branches.length === 0 ? (
					<EmptyState icon={IconFolder} text={t('empty')} action={create} />
				) : (
					<div className={css.columns}>
						<Card flush>
							{read.data ? (
								<CampaignTreeView
									branches={branches}
									chosen={opened?.id ?? null}
									deeds={deeds}
									onChoose={(one) =>
										void router.navigate({ to: '/campaigns/{-$campaign}', params: { campaign: one.id }, search })
									}
								/>
							) : (
								<div className={css.tree}>
									{[70, 55, 62, 48].map((width) => (
										<Skeleton key={width} height={14} width={`${width}%`} my={13} mx={8} />
									))}
								</div>
							)}
						</Card>
						{opened ? (
							<CampaignFacts campaign={opened} campaigns={campaigns} deeds={deeds} />
						) : chosen && read.data ? (
							<Card>
								<p className={css.none}>{t('gone')}</p>
							</Card>
						) : null}
					</div>
				)}
			</ScreenBody>
			{deeds.dialogs}
		</Screen>
	);
}
