import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Crumbs.module.css';

export interface Crumb {
	readonly label: string;
	readonly href?: string;
}

/** Where this screen lies; the last one is the screen itself. */
export function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
	const { t } = useTranslation('shell');
	return (
		<nav aria-label={t('crumbs')} className={css.crumbs}>
			{crumbs.map((crumb, index) => (
				<Fragment key={crumb.label}>
					{index > 0 ? <IconChevronRight size={14} stroke={1.75} aria-hidden className={css.between} /> : null}
					{crumb.href ? (
						<Link to={crumb.href as '/'} className={css.link}>
							{crumb.label}
						</Link>
					) : index < crumbs.length - 1 ? (
						<span className={css.link}>{crumb.label}</span>
					) : (
						<b className={css.here} aria-current="page">
							{crumb.label}
						</b>
					)}
				</Fragment>
			))}
		</nav>
	);
}
