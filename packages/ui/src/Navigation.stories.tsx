import { IconHome, IconPlug, IconRoute } from '@tabler/icons-react';
import { AppRail, SideNav } from './SideNav.tsx';
import { Wordmark } from './Wordmark.tsx';

const shared = {
	label: 'Разделы',
	brandLabel: 'Volna',
	onNavigate: () => undefined,
	entries: [
		{ key: 'home', label: 'Главная', icon: IconHome, href: '/', active: false },
		{ key: 'flows', label: 'Сценарии', icon: IconRoute, href: '/flows', active: true },
		{
			key: 'integrations',
			label: 'Интеграции',
			icon: IconPlug,
			href: '/integrations',
			active: false,
			children: [
				{ key: 'operations', label: 'Операции и ключи', href: '/integrations/operations', active: false },
				{ key: 'sigma', label: 'SIGMA', href: '/integrations/sigma', active: false },
			],
		},
	],
};

export default { title: 'ui/Navigation', parameters: { layout: 'fullscreen' } };

export const Wide = () => (
	<div style={{ height: 480 }}>
		<SideNav {...shared} brand={<Wordmark name="Volna" />} />
	</div>
);

export const Rail = () => (
	<div style={{ height: 480 }}>
		<AppRail {...shared} brand={<Wordmark name={null} />} />
	</div>
);
