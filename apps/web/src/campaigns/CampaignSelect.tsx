import { Select } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { type Campaign, routes } from '@volna/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { type CampaignBranch, campaignPath, campaignTree } from './campaign-tree.ts';
import css from './campaigns.module.css';

/** Chooses a campaign from the tree of folders; typed words are looked for in the whole path. */
export function CampaignSelect(props: {
	label?: ReactNode;
	ariaLabel?: string;
	description?: ReactNode;
	placeholder?: string;
	value: string | null;
	onChange: (campaign: string | null) => void;
	error?: ReactNode;
	disabled?: boolean;
	clearable?: boolean;
	width?: number;
	/** Why a campaign cannot be chosen; null when it can. */
	whyNot?: (campaign: Campaign) => string | null;
}) {
	const { t } = useTranslation('campaigns');
	const read = useRead(routes.listCampaigns, {});
	const campaigns = read.data?.items ?? [];
	const rows = flat(campaignTree(campaigns));
	const chosen = campaigns.find((one) => one.id === props.value);
	// One that was archived meanwhile keeps its name.
	const all = chosen?.archived ? [...rows, { campaign: chosen, level: 0 }] : rows;
	const levels = new Map(all.map(({ campaign, level }) => [campaign.id, level]));
	const reasons = new Map(all.map(({ campaign }) => [campaign.id, props.whyNot?.(campaign) ?? null]));
	return (
		<Select
			label={props.label}
			aria-label={props.ariaLabel}
			description={props.description}
			placeholder={props.placeholder}
			w={props.width}
			leftSection={<IconFolder size={16} stroke={1.75} />}
			searchable
			clearable={props.clearable ?? false}
			allowDeselect={false}
			disabled={props.disabled}
			error={props.error ?? (read.isError ? t('listFailed') : undefined)}
			nothingFoundMessage={t('nothingFound')}
			comboboxProps={{ width: 'target' }}
			value={props.value}
			onChange={props.onChange}
			data={all.map(({ campaign }) => ({
				value: campaign.id,
				label: campaign.name,
				disabled: reasons.get(campaign.id) !== null,
			}))}
			filter={({ options, search }) => {
				const words = search.trim().toLowerCase();
				return options.filter(
					(option) =>
						'value' in option &&
						(words === '' || campaignPath(campaigns, option.value).join(' / ').toLowerCase().includes(words)),
				);
			}}
			renderOption={({ option }) => (
				<span className={css.option} style={{ paddingLeft: (levels.get(option.value) ?? 0) * 16 }}>
					<IconFolder size={16} stroke={1.75} aria-hidden />
					<span>{option.label}</span>
					{reasons.get(option.value) ? <span className={css.why}>{reasons.get(option.value)}</span> : null}
				</span>
			)}
		/>
	);
}

function flat(branches: readonly CampaignBranch[], level = 0): { campaign: Campaign; level: number }[] {
	return branches.flatMap((branch) => [{ campaign: branch.campaign, level }, ...flat(branch.children, level + 1)]);
}
