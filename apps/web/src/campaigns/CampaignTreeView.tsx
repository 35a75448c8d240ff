import { getTreeExpandedState, Tree, type TreeNodeData, useTree } from '@mantine/core';
import { IconChevronRight, IconFolder, IconFolderOpen } from '@tabler/icons-react';
import type { Campaign } from '@volna/contract';
import { StatePill } from '@volna/ui';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CampaignMenu } from './CampaignMenu.tsx';
import type { CampaignBranch } from './campaign-tree.ts';
import css from './campaigns.module.css';
import type { CampaignDeeds } from './use-campaign-deeds.tsx';

/**
 * Campaigns as folders. Keys: arrows move and open, Enter chooses, F2 renames, the menu key or Shift F10 opens the
 * row's menu.
 */
export function CampaignTreeView(props: {
	branches: readonly CampaignBranch[];
	chosen: string | null;
	onChoose: (campaign: Campaign) => void;
	deeds: CampaignDeeds;
}) {
	const { t } = useTranslation('campaigns');
	const { branches, chosen, deeds } = props;
	const [menuOf, setMenuOf] = useState<string | null>(null);
	const data = branches.map(nodeOf);
	const tree = useTree({ initialExpandedState: getTreeExpandedState(data, '*') });
	const byId = new Map(flat(branches).map((one) => [one.id, one]));
	const keys = [...byId.keys()].join(' ');
	// biome-ignore lint/correctness/useExhaustiveDependencies: folders that appear are open, those closed by hand stay so
	useEffect(() => {
		tree.setExpandedState({ ...getTreeExpandedState(data, '*'), ...tree.expandedState });
	}, [keys]);

	function onKey(event: KeyboardEvent) {
		const id = (event.target as HTMLElement).closest('[role=treeitem]')?.getAttribute('data-value');
		const campaign = id ? byId.get(id) : undefined;
		if (!campaign || (event.target as HTMLElement).getAttribute('role') !== 'treeitem') return;
		if (event.key === 'Enter') props.onChoose(campaign);
		else if (event.key === 'F2') {
			const rename = deeds.list(campaign).find((one) => one.deed === 'rename');
			if (rename && rename.reason === null) deeds.start('rename', campaign);
		} else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) setMenuOf(campaign.id);
		else return;
		event.preventDefault();
	}

	return (
		<Tree
			className={css.tree}
			aria-label={t('title')}
			data={data}
			tree={tree}
			levelOffset={24}
			expandOnClick={false}
			onKeyDown={onKey}
			renderNode={({ node, expanded, hasChildren, elementProps }) => {
				const campaign = byId.get(node.value);
				if (!campaign) return null;
				const Folder = expanded && hasChildren ? IconFolderOpen : IconFolder;
				return (
					// biome-ignore lint/a11y/noStaticElementInteractions: the row of a tree item, which has the keys
					// biome-ignore lint/a11y/useKeyWithClickEvents: the tree has them
					<div
						{...elementProps}
						className={`${elementProps.className} ${css.row}`}
						data-chosen={campaign.id === chosen || undefined}
						onClick={(event) => {
							elementProps.onClick(event);
							props.onChoose(campaign);
						}}
					>
						{/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the item do the same */}
						{/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the item do the same */}
						<span
							className={css.toggle}
							data-open={expanded || undefined}
							onClick={(event) => {
								event.stopPropagation();
								if (hasChildren) tree.toggleExpanded(node.value);
							}}
						>
							{hasChildren ? <IconChevronRight size={16} stroke={1.75} aria-hidden /> : null}
						</span>
						<Folder size={18} stroke={1.75} aria-hidden />
						<span className={css.name}>{campaign.name}</span>
						{campaign.archived ? <StatePill tone="neutral" label={t('archived')} /> : null}
						<span className={css.counts}>
							{[
								campaign.flows > 0 && t('flows', { count: campaign.flows }),
								campaign.templates > 0 && t('templates', { count: campaign.templates }),
								campaign.operations > 0 && t('operations', { count: campaign.operations }),
							]
								.filter(Boolean)
								.join(' · ')}
						</span>
						<CampaignMenu
							campaign={campaign}
							deeds={deeds}
							tabIndex={-1}
							opened={menuOf === campaign.id}
							onChange={(opened) => setMenuOf(opened ? campaign.id : null)}
						/>
					</div>
				);
			}}
		/>
	);
}

function nodeOf({ campaign, children }: CampaignBranch): TreeNodeData {
	return {
		value: campaign.id,
		label: campaign.name,
		...(children.length > 0 && { children: children.map(nodeOf) }),
	};
}

function flat(branches: readonly CampaignBranch[]): Campaign[] {
	return branches.flatMap((branch) => [branch.campaign, ...flat(branch.children)]);
}
