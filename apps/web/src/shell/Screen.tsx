import type { ReactNode } from 'react';
import { type Crumb, Crumbs } from './Crumbs.tsx';
import css from './Screen.module.css';
import { TopBar } from './TopBar.tsx';
import { useTitle } from './use-title.ts';

/** An ordinary screen: breadcrumbs in the top bar, content below that scrolls. `fit` leaves scrolling to what lies inside. */
export function Screen({ crumbs, children, fit }: { crumbs: readonly Crumb[]; children: ReactNode; fit?: boolean }) {
	useTitle(crumbs.at(-1)?.label);
	return (
		<>
			<TopBar start={<Crumbs crumbs={crumbs} />} />
			<main id="screen" tabIndex={-1} className={fit ? css.fit : css.scroll}>
				{children}
			</main>
		</>
	);
}

/** The part of a screen below its header: page margins, cards 12 px apart. */
export function ScreenBody({ children, fit }: { children: ReactNode; fit?: boolean }) {
	return <div className={fit ? css.bodyFit : css.body}>{children}</div>;
}

/** A line of filters above a list. */
export function FilterLine({ children }: { children: ReactNode }) {
	return <div className={css.filters}>{children}</div>;
}
