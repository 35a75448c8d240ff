import { useRouter } from '@tanstack/react-router';
import { type Campaign, campaignDepth, routes } from '@volna/contract';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import { useRight } from '../session/use-right.ts';
import { InUseDialog } from '../templates/InUseDialog.tsx';
import { lineageOf } from './campaign-tree.ts';
import { MoveDialog } from './MoveDialog.tsx';
import { NameDialog } from './NameDialog.tsx';

export type CampaignDeed = 'flow' | 'template' | 'inside' | 'rename' | 'move' | 'archive' | 'restore';

export interface CampaignDeeds {
	/** What may be done with a campaign, and why not: null when it may. */
	readonly list: (campaign: Campaign) => readonly { deed: CampaignDeed; reason: string | null }[];
	readonly start: (deed: CampaignDeed, campaign: Campaign) => void;
	/** Asks for the name of a campaign that lies in no other. */
	readonly create: () => void;
	readonly dialogs: ReactNode;
}

/** Everything a row of the tree can be asked to do, with the dialogs it takes. */
export function useCampaignDeeds(campaigns: readonly Campaign[]): CampaignDeeds {
	const { t } = useTranslation('campaigns');
	const router = useRouter();
	const may = useRight('edit');
	const [open, setOpen] = useState<{ deed: CampaignDeed | 'create'; campaign: Campaign | null } | null>(null);
	const close = () => setOpen(null);
	const stale = ['listCampaigns', 'listRefs'] as const;
	const show = (id: string) => void router.navigate({ to: '/campaigns/{-$campaign}', params: { campaign: id } });
	const createFlow = useChange(routes.createFlow, {
		stale: ['listFlows', 'listCampaigns'],
		done: (flow) => void router.navigate({ to: '/flows/$flow', params: { flow: flow.id } }),
	});
	const create = useChange(routes.createCampaign, {
		stale,
		done: (made) => {
			close();
			show(made.id);
		},
	});
	const rename = useChange(routes.updateCampaign, { stale, done: close });
	const archive = useChange(routes.archiveCampaign, { stale, quiet: true });
	const restore = useChange(routes.restoreCampaign, { stale });

	function start(deed: CampaignDeed, campaign: Campaign) {
		const params = { campaign: campaign.id };
		if (deed === 'archive') archive.mutate({ params });
		else if (deed === 'restore') restore.mutate({ params });
		else if (deed === 'template')
			void router.navigate({
				to: '/integrations/action-templates/$template',
				params: { template: 'new' },
				search: { campaign: campaign.id },
			});
		else setOpen({ deed, campaign });
	}

	const { deed, campaign } = open ?? { deed: null, campaign: null };
	return {
		start,
		create: () => setOpen({ deed: 'create', campaign: null }),
		list: (one) => {
			const right = may ? null : t('common:noRight.edit');
			if (one.archived) return [{ deed: 'restore', reason: right }];
			const deep = lineageOf(campaigns, one.id).length >= campaignDepth ? t('why.deep') : null;
			return [
				{ deed: 'flow', reason: right },
				{ deed: 'template', reason: right },
				{ deed: 'inside', reason: right ?? deep },
				{ deed: 'rename', reason: right },
				{ deed: 'move', reason: right },
				{ deed: 'archive', reason: right },
			];
		},
		dialogs: (
			<>
				<NameDialog
					key={`${deed} ${campaign?.id}`}
					opened={deed === 'create' || deed === 'inside' || deed === 'rename' || deed === 'flow'}
					onClose={close}
					title={t(`dialog.${deed ?? 'create'}`, { name: campaign?.name })}
					label={t(deed === 'flow' ? 'flowName' : 'name')}
					name={deed === 'rename' ? (campaign?.name ?? '') : ''}
					submit={t(deed === 'rename' ? 'common:save' : 'createIt')}
					busy={create.isPending || rename.isPending || createFlow.isPending}
					onSubmit={(name) => {
						if (deed === 'flow') createFlow.mutate({ body: { name, campaign: campaign!.id } });
						else if (deed === 'rename')
							rename.mutate({ params: { campaign: campaign!.id }, revision: campaign!.revision, body: { name } });
						else create.mutate({ body: { name, parent: campaign?.id ?? null } });
					}}
				/>
				{deed === 'move' && campaign ? <MoveDialog campaign={campaign} campaigns={campaigns} onClose={close} /> : null}
				<InUseDialog error={archive.error} onClose={() => archive.reset()} />
			</>
		),
	};
}
