import { ActionIcon } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { type ReactNode, use } from 'react';
import { useTranslation } from 'react-i18next';
import { Bell } from './Bell.tsx';
import { Environment } from './Environment.tsx';
import { SearchButton } from './SearchButton.tsx';
import { ShellContext } from './shell-context.ts';
import css from './TopBar.module.css';
import { UserMenu } from './UserMenu.tsx';

/**
 * The bar above a screen, 52 px: `start` (breadcrumbs, a name), `center` (tabs), `end` (buttons), the search where there
 * are no tabs, then where messages go, one's own tasks and who is signed in, which every screen shows.
 */
export function TopBar({ start, center, end }: { start: ReactNode; center?: ReactNode; end?: ReactNode }) {
	const { t } = useTranslation('shell');
	const { openNav } = use(ShellContext);
	return (
		<section className={css.bar} aria-label={t('topBar')}>
			{openNav ? (
				<ActionIcon variant="subtle" size="lg" aria-label={t('nav.open')} onClick={openNav}>
					<IconMenu2 size={18} stroke={1.75} />
				</ActionIcon>
			) : null}
			<div className={css.start}>{start}</div>
			{center ? <div className={css.center}>{center}</div> : null}
			<div className={css.end}>
				{end}
				{center ? null : <SearchButton />}
				<Environment />
				<Bell />
				<UserMenu />
			</div>
		</section>
	);
}
