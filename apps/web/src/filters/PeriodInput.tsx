import { NumberInput, Select } from '@mantine/core';
import { type FilterPeriod, type FilterUnit, filterUnits } from '@volna/node-sdk';
import { useState } from 'react';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';

/** A number of minutes, hours, days …; `byDays` leaves the shorter ones out. */
export function PeriodInput({
	label,
	value,
	byDays,
	onChange,
}: {
	label: string;
	value: unknown;
	byDays: boolean;
	onChange: (value: FilterPeriod | undefined) => void;
}) {
	const { t } = useFilterForm().speech;
	const period = typeof value === 'object' && value !== null && 'unit' in value ? (value as FilterPeriod) : undefined;
	const [unit, setUnit] = useState<FilterUnit>(period?.unit ?? 'days');
	const shown = period?.unit ?? unit;
	const units = filterUnits.filter((one) => !byDays || (one !== 'minutes' && one !== 'hours'));
	return (
		<span className={css.values}>
			<NumberInput
				w={72}
				flex="0 0 72px"
				aria-label={`${t('valueLabel')}, ${label}`}
				hideControls
				min={1}
				max={3650}
				allowDecimal={false}
				value={period?.n ?? ''}
				onChange={(n) => onChange(typeof n === 'number' && n > 0 ? { n, unit: shown } : undefined)}
			/>
			<Select
				aria-label={`${t('unitLabel')}, ${label}`}
				allowDeselect={false}
				data={units.map((one) => ({ value: one, label: t(`unit.${one}`, { count: period?.n ?? 5 }) }))}
				value={shown}
				onChange={(next) => {
					const chosen = (next ?? 'days') as FilterUnit;
					setUnit(chosen);
					if (period) onChange({ n: period.n, unit: chosen });
				}}
			/>
		</span>
	);
}
