import { ActionIcon, Menu } from '@mantine/core';
import {
	IconArchive,
	IconArchiveOff,
	IconBolt,
	IconFolderPlus,
	IconFolderSymlink,
	IconPencil,
	IconRoute,
	IconSettings,
	type TablerIcon,
} from '@tabler/icons-react';
import type { Campaign } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { WithReason } from '../shell/WithReason.tsx';
import type { CampaignDeed, CampaignDeeds } from './use-campaign-deeds.tsx';

const icons: Readonly<Record<CampaignDeed, TablerIcon>> = {
	flow: IconRoute,
	template: IconBolt,
	inside: IconFolderPlus,
	rename: IconPencil,
	move: IconFolderSymlink,
	archive: IconArchive,
	restore: IconArchiveOff,
};

/** The gear of a row. In the tree the keys of the row open it, so it is no tab stop there. */
export function CampaignMenu(props: {
	campaign: Campaign;
	deeds: CampaignDeeds;
	opened: boolean;
	onChange: (opened: boolean) => void;
	tabIndex?: number;
}) {
	const { t } = useTranslation('campaigns');
	const { campaign, deeds } = props;
	return (
		<Menu position="bottom-end" width={230} opened={props.opened} onChange={props.onChange} withinPortal>
			<Menu.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					tabIndex={props.tabIndex}
					aria-label={t('menuOf', { name: campaign.name })}
					onClick={(event) => event.stopPropagation()}
				>
					<IconSettings size={16} stroke={1.75} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
				{deeds.list(campaign).map(({ deed, reason }) => {
					const Icon = icons[deed];
					return (
						<WithReason key={deed} reason={reason}>
							<Menu.Item
								disabled={reason !== null}
								leftSection={<Icon size={16} stroke={1.75} />}
								onClick={() => deeds.start(deed, campaign)}
							>
								{t(`deed.${deed}`)}
							</Menu.Item>
						</WithReason>
					);
				})}
			</Menu.Dropdown>
		</Menu>
	);
}
