import clsx from 'clsx';
import type { ReactNode } from 'react';
import css from './Card.module.css';

/** A white card with a border and no shadow. `flush` leaves the padding to what lies inside. */
export function Card(props: {
	title?: ReactNode;
	aside?: ReactNode;
	children: ReactNode;
	flush?: boolean;
	className?: string;
}) {
	return (
		<section className={clsx(css.card, props.className)}>
			{props.title ? (
				<div className={css.head}>
					<h2 className={css.title}>{props.title}</h2>
					{props.aside ? <div className={css.aside}>{props.aside}</div> : null}
				</div>
			) : null}
			<div className={props.flush ? undefined : css.body}>{props.children}</div>
		</section>
	);
}
