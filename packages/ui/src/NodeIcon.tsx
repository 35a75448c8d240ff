import {
	IconArrowsSplit2,
	IconBell,
	IconBellRinging,
	IconBolt,
	IconCalendar,
	IconClock,
	IconDatabase,
	IconFlag3,
	IconGauge,
	IconGift,
	IconGitBranch,
	IconHourglass,
	IconMail,
	IconMessage2,
	IconNote,
	IconPuzzle,
	IconRepeat,
	IconRoute,
	IconShoppingCart,
	IconTag,
	IconTags,
	IconUserEdit,
	IconUsers,
	IconUsersGroup,
	IconWebhook,
	type TablerIcon,
} from '@tabler/icons-react';

/** Node types' icons by Tabler name, as declarations say them. */
const icons: Readonly<Record<string, TablerIcon>> = {
	'arrows-split-2': IconArrowsSplit2,
	bell: IconBell,
	'bell-ringing': IconBellRinging,
	bolt: IconBolt,
	calendar: IconCalendar,
	clock: IconClock,
	database: IconDatabase,
	'flag-3': IconFlag3,
	gauge: IconGauge,
	gift: IconGift,
	'git-branch': IconGitBranch,
	hourglass: IconHourglass,
	mail: IconMail,
	'message-2': IconMessage2,
	note: IconNote,
	repeat: IconRepeat,
	route: IconRoute,
	'shopping-cart': IconShoppingCart,
	tag: IconTag,
	tags: IconTags,
	'user-edit': IconUserEdit,
	users: IconUsers,
	'users-group': IconUsersGroup,
	webhook: IconWebhook,
};

/** A node's icon by its Tabler name; a puzzle piece for one that is not bundled. */
export function NodeIcon({ name, size = 18 }: { name: string | undefined; size?: number }) {
	const Icon = icons[name ?? ''] ?? IconPuzzle;
	return <Icon size={size} stroke={1.75} aria-hidden />;
}
