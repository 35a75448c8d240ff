import clsx from 'clsx';
import css from './FilterChips.module.css';

export interface FilterChip<V extends string> {
	readonly value: V;
	readonly label: string;
	readonly count?: string;
}

/** Chips of which one is chosen; the choice belongs to the caller, best in the address. */
export function FilterChips<V extends string>(props: {
	label: string;
	chips: readonly FilterChip<V>[];
	value: V;
	onChange: (value: V) => void;
}) {
	return (
		<fieldset className={css.chips}>
			<legend className={css.legend}>{props.label}</legend>
			{props.chips.map((chip) => (
				<button
					key={chip.value}
					type="button"
					className={clsx(css.chip, chip.value === props.value && css.on)}
					aria-pressed={chip.value === props.value}
					onClick={() => props.onChange(chip.value)}
				>
					{chip.label}
					{chip.count === undefined ? null : <span className={css.count}>{chip.count}</span>}
				</button>
			))}
		</fieldset>
	);
}
