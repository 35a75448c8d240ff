import type { ReactNode } from 'react';
import css from './PageHeader.module.css';

/** The head of a page: its name, what is counted and as of when, at most one primary button at the right. */
export function PageHeader(props: {
	title: ReactNode;
	meta?: ReactNode;
	pill?: ReactNode;
	actions?: ReactNode;
	below?: ReactNode;
}) {
	return (
		<header className={css.header}>
			<div className={css.line}>
				<h1 className={css.title}>{props.title}</h1>
				{props.pill}
				{props.meta ? <span className={css.meta}>{props.meta}</span> : null}
				<span className={css.gap} />
				{props.actions}
			</div>
			{props.below ? <div className={css.below}>{props.below}</div> : null}
		</header>
	);
}
