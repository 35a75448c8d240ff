import { Drawer } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { Outlet, useMatchRoute, useRouter, useRouterState } from '@tanstack/react-router';
import { AppRail, SideNav, Wordmark } from '@volna/ui';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Shell.module.css';
import { ShellContext } from './shell-context.ts';
import { useNavEntries } from './use-nav-entries.ts';

/** Navigation at the left, the screen beside it. A screen brings its own top bar: see `Screen` and `TopBar`. */
export function Shell() {
	const { t } = useTranslation('shell');
	const router = useRouter();
	const path = useRouterState({ select: (state) => state.location.pathname });
	const onCanvas = useMatchRoute()({ to: '/flows/$flow' }) !== false;
	const narrow = useMediaQuery('(max-width: 1279px)', undefined, { getInitialValueInEffect: false });
	const phone = useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false });
	const [drawn, drawer] = useDisclosure(false);
	const entries = useNavEntries(path);
	const close = drawer.close;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the address changes
	useEffect(close, [path]);
	const rail = !phone && (narrow || onCanvas);
	const nav = {
		label: t('nav.label'),
		entries,
		brand: <Wordmark name={rail ? null : t('brand')} />,
		brandLabel: t('nav.brand'),
		onNavigate: (href: string) => void router.navigate({ href }),
	};
	return (
		<ShellContext value={{ openNav: phone ? drawer.open : null }}>
			<div className={css.shell}>
				<a className={css.skip} href="#screen">
					{t('skip')}
				</a>
				{phone ? (
					<Drawer
						opened={drawn}
						onClose={drawer.close}
						size={208}
						withCloseButton={false}
						title={t('nav.label')}
						styles={{ body: { padding: 0, height: '100%' }, header: { display: 'none' } }}
					>
						<SideNav {...nav} />
					</Drawer>
				) : rail ? (
					<AppRail {...nav} />
				) : (
					<SideNav {...nav} />
				)}
				<div className={css.main}>
					<Suspense>
						<Outlet />
					</Suspense>
				</div>
			</div>
		</ShellContext>
	);
}
