import type { ReactNode } from 'react';
import css from './KeyValues.module.css';

/** Labels and values in two columns, a line per pair. */
export function KeyValues({ items }: { items: readonly { label: string; value: ReactNode }[] }) {
	return (
		<dl className={css.list}>
			{items.map((item) => (
				<div key={item.label} className={css.pair}>
					<dt className={css.label}>{item.label}</dt>
					<dd className={css.value}>{item.value}</dd>
				</div>
			))}
		</dl>
	);
}
