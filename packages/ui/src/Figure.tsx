import { Tooltip } from '@mantine/core';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import css from './Figure.module.css';

/** A figure with its label above and a line below. `value` comes formatted; `href` opens whom it counts. */
export function Figure(props: {
	label: string;
	value: string;
	hint?: ReactNode;
	exact?: string;
	href?: string;
	onOpen?: (event: React.MouseEvent) => void;
	dimmed?: boolean;
}) {
	const value = props.href ? (
		<a className={css.value} href={props.href} onClick={props.onOpen}>
			{props.value}
		</a>
	) : (
		<span className={css.value}>{props.value}</span>
	);
	return (
		<div className={clsx(css.figure, props.dimmed && css.dimmed)}>
			<div className={css.label}>{props.label}</div>
			{props.exact ? <Tooltip label={props.exact}>{value}</Tooltip> : value}
			{props.hint ? <div className={css.hint}>{props.hint}</div> : null}
		</div>
	);
}

/** Figures side by side in one card, parted by lines. */
export function FigureRow({ children }: { children: ReactNode }) {
	return <div className={css.row}>{children}</div>;
}
