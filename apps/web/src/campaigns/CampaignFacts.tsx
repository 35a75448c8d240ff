import { Button } from '@mantine/core';
import { type Campaign, routes } from '@volna/contract';
import { Card, FlowStatePill, KeyValues } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useRead } from '../reading/use-read.ts';
import { Go } from '../shell/Go.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { campaignPath } from './campaign-tree.ts';
import css from './campaigns.module.css';
import type { CampaignDeeds } from './use-campaign-deeds.tsx';

const most = 8;

/** One campaign: where it lies, what it owns, what can be done with it. */
export function CampaignFacts(props: { campaign: Campaign; campaigns: readonly Campaign[]; deeds: CampaignDeeds }) {
	const { t } = useTranslation('campaigns');
	const format = useFormat();
	const { campaign, campaigns, deeds } = props;
	const flows = useRead(routes.listFlows, { query: {} });
	const templates = useRead(routes.listActionTemplates, { query: { campaign: campaign.id } });
	const ownFlows = flows.data?.items.filter((one) => one.campaign.id === campaign.id && one.state !== 'archived') ?? [];
	const ownTemplates = templates.data?.items.filter((one) => one.campaign.id === campaign.id) ?? [];
	return (
		<Card title={campaign.name}>
			<div className={css.facts}>
				<p className={css.path}>{campaignPath(campaigns, campaign.id).join(' / ')}</p>
				<KeyValues items={[{ label: t('systemName'), value: <code>{campaign.systemName}</code> }]} />
				<section className={css.group}>
					<h3 className={css.groupHead}>
						{t('ownFlows')} <span>{format.number(campaign.flows)}</span>
					</h3>
					<ul className={css.list}>
						{ownFlows.slice(0, most).map((flow) => (
							<li key={flow.id}>
								<Go href={`/flows/${flow.id}`}>{flow.name}</Go>{' '}
								<FlowStatePill state={flow.state} label={t(`flows:state.${flow.state}`)} />
							</li>
						))}
					</ul>
					{ownFlows.length > most ? <Go href="/flows">{t('all')}</Go> : null}
				</section>
				<section className={css.group}>
					<h3 className={css.groupHead}>
						{t('ownTemplates')} <span>{format.number(campaign.templates)}</span>
					</h3>
					<ul className={css.list}>
						{ownTemplates.slice(0, most).map((template) => (
							<li key={template.id}>
								<Go href={`/integrations/action-templates/${template.id}`}>{template.name}</Go>
							</li>
						))}
					</ul>
					{ownTemplates.length > most ? (
						<Go href={`/integrations/action-templates?campaign=${campaign.id}`}>{t('all')}</Go>
					) : null}
				</section>
				<section className={css.group}>
					<h3 className={css.groupHead}>
						<Go href="/integrations/operations">{t('ownOperations')}</Go>{' '}
						<span>{format.number(campaign.operations)}</span>
					</h3>
				</section>
				<div className={css.actions}>
					{deeds.list(campaign).map(({ deed, reason }) => (
						<WithReason key={deed} reason={reason}>
							<Button
								size="xs"
								variant="default"
								disabled={reason !== null}
								onClick={() => deeds.start(deed, campaign)}
							>
								{t(`deed.${deed}`)}
							</Button>
						</WithReason>
					))}
				</div>
			</div>
		</Card>
	);
}
