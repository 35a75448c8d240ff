import {
	IconDatabase,
	IconFolder,
	IconHome,
	IconMessage2,
	IconPlug,
	IconRoute,
	IconSettings,
	IconUsers,
} from '@tabler/icons-react';
import type { NavEntry } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/use-session.ts';

/** What stands in the navigation for who is signed in; entries without the right are hidden. */
export function useNavEntries(path: string): NavEntry[] {
	const { t } = useTranslation('shell');
	const { rights } = useSession().staff;
	const within = (href: string) => path === href || path.startsWith(`${href}/`);
	const entries: (NavEntry | null)[] = [
		{ key: 'home', label: t('nav.home'), icon: IconHome, href: '/', active: path === '/' },
		{
			key: 'campaigns',
			label: t('nav.campaigns'),
			icon: IconFolder,
			href: '/campaigns',
			active: within('/campaigns'),
		},
		{
			key: 'flows',
			label: t('nav.flows'),
			icon: IconRoute,
			href: '/flows',
			active: within('/flows') || within('/runs'),
		},
		rights.includes('read-customers')
			? {
					key: 'messages',
					label: t('nav.messages'),
					icon: IconMessage2,
					href: '/messages',
					active: within('/messages'),
				}
			: null,
		rights.includes('read-customers')
			? {
					key: 'customers',
					label: t('nav.customers'),
					icon: IconUsers,
					href: '/customers',
					active: within('/customers'),
				}
			: null,
		{
			key: 'data',
			label: t('nav.data'),
			icon: IconDatabase,
			href: '/data/segmentations',
			active: within('/data'),
			children: [
				{
					key: 'segmentations',
					label: t('nav.segmentations'),
					href: '/data/segmentations',
					active: within('/data/segmentations'),
				},
				{
					key: 'fields',
					label: t('nav.fields'),
					href: '/data/fields',
					active: within('/data/fields'),
				},
				{
					key: 'topics',
					label: t('nav.topics'),
					href: '/data/topics',
					active: within('/data/topics'),
				},
				...(rights.includes('import')
					? [
							{
								key: 'imports',
								label: t('nav.imports'),
								href: '/data/imports',
								active: within('/data/imports'),
							},
						]
					: []),
			],
		},
		{
			key: 'integrations',
			label: t('nav.integrations'),
			icon: IconPlug,
			href: '/integrations/operations',
			active: within('/integrations'),
			children: [
				{
					key: 'action-templates',
					label: t('nav.actionTemplates'),
					href: '/integrations/action-templates',
					active: within('/integrations/action-templates'),
				},
				{
					key: 'operations',
					label: t('nav.operations'),
					href: '/integrations/operations',
					active: within('/integrations/operations'),
				},
				{ key: 'sigma', label: t('nav.sigma'), href: '/integrations/sigma', active: within('/integrations/sigma') },
			],
		},
		{
			key: 'settings',
			label: t('nav.settings'),
			icon: IconSettings,
			href: '/settings/numbering',
			active: within('/settings'),
			children: [
				{
					key: 'numbering',
					label: t('nav.numbering'),
					href: '/settings/numbering',
					active: within('/settings/numbering'),
				},
			],
		},
	];
	return entries.filter((entry) => entry !== null);
}
