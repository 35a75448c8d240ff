import { Drawer } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { Outlet, useMatchRoute, useRouter, useRouterState } from '@tanstack/react-router';
import { AppRail, SideNav, Wordmark } from '@volna/ui';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { TaskNotices } from '../tasks/TaskNotices.tsx';
import css from './Shell.module.css';
import { ShellContext } from './shell-context.ts';
import { useNavEntries } from './use-nav-entries.ts';

const SearchDialog = lazy(async () => ({ default: (await import('./SearchDialog.tsx')).SearchDialog }));

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
	const [searching, search] = useDisclosure(false);
	useHotkeys([['mod+K', search.open]], []);
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
		<ShellContext value={{ openNav: phone ? drawer.open : null, openSearch: search.open }}>
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
				{searching ? (
					<Suspense>
						<SearchDialog onClose={search.close} />
					</Suspense>
				) : null}
				<TaskNotices />
				<div className={css.main}>
					<Suspense>
						<Outlet />
					</Suspense>
				</div>
			</div>
		</ShellContext>
	);
}
