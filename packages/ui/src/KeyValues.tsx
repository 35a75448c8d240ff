import type { ReactNode } from 'react';
import css from './KeyValues.module.css';

/** Labels and values in two columns, a line per pair. A hint stands under the pointer and in the label's title. */
export function KeyValues({ items }: { items: readonly { label: string; value: ReactNode; hint?: string }[] }) {
	return (
		<dl className={css.list}>
			{items.map((item) => (
				<div key={item.hint ?? item.label} className={css.pair}>
					<dt className={css.label} title={item.hint}>
						{item.label}
					</dt>
					<dd className={css.value}>{item.value}</dd>
				</div>
			))}
		</dl>
	);
}
