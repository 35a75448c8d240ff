import { NumberInput } from '@mantine/core';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';

/** Two numbers, from and to; a gap is kept as an empty text until it is filled. */
export function NumberPair({
	label,
	value,
	whole,
	onChange,
}: {
	label: string;
	value: unknown;
	whole?: boolean;
	onChange: (value: (number | string)[] | undefined) => void;
}) {
	const { t } = useFilterForm().speech;
	const [low, high] = Array.isArray(value) ? value : [];
	const set = (index: 0 | 1, next: unknown) => {
		const given = typeof next === 'number' ? next : '';
		const both = index === 0 ? [given, high ?? ''] : [low ?? '', given];
		onChange(both.every((part) => part === '') ? undefined : both);
	};
	const part = (index: 0 | 1, one: unknown, side: string) => (
		<NumberInput
			aria-label={`${side}, ${label}`}
			placeholder={side}
			hideControls
			decimalSeparator=","
			allowDecimal={!whole}
			{...(whole && { min: 0 })}
			value={typeof one === 'number' ? one : ''}
			onChange={(next) => set(index, next)}
		/>
	);
	return (
		<span className={css.values}>
			{part(0, low, t('fromLabel'))}
			{part(1, high, t('toLabel'))}
		</span>
	);
}
