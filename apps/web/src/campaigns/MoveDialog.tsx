import { Button, Modal } from '@mantine/core';
import { type Campaign, routes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { refusedUses } from '../templates/refused-uses.ts';
import { UsesList } from '../templates/UsesList.tsx';
import { CampaignSelect } from './CampaignSelect.tsx';
import { whyNotInto } from './campaign-tree.ts';
import css from './campaigns.module.css';

/** Puts a campaign into another, or outermost; what would lose reach of a template is listed in place. */
export function MoveDialog(props: { campaign: Campaign; campaigns: readonly Campaign[]; onClose: () => void }) {
	const { t } = useTranslation('campaigns');
	const errorText = useErrorText();
	const { campaign, campaigns, onClose } = props;
	const [into, setInto] = useState(campaign.parent);
	const move = useChange(routes.moveCampaign, { stale: ['listCampaigns', 'listRefs'], quiet: true, done: onClose });
	const uses = refusedUses(move.error);
	const why = whyNotInto(campaigns, campaign.id, into);
	return (
		<Modal
			opened
			onClose={onClose}
			title={t('moveTitle', { name: campaign.name })}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<div className={css.dialog}>
				<CampaignSelect
					label={t('moveInto')}
					description={t('moveHint')}
					placeholder={t('outermost')}
					clearable
					value={into}
					onChange={(next) => {
						move.reset();
						setInto(next);
					}}
					error={why === null || why === 'here' ? undefined : t(`why.${why}`)}
					whyNot={(one) => {
						const reason = whyNotInto(campaigns, campaign.id, one.id);
						return reason === null ? null : t(`why.${reason}`);
					}}
				/>
				{move.error ? (
					<Notice tone="danger">
						{errorText(move.error)}
						{uses ? <UsesList uses={uses} /> : null}
					</Notice>
				) : null}
				<div className={css.foot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button
						disabled={why !== null}
						loading={move.isPending}
						onClick={() => move.mutate({ params: { campaign: campaign.id }, body: { parent: into } })}
					>
						{t('move')}
					</Button>
				</div>
			</div>
		</Modal>
	);
}
