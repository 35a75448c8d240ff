import { Checkbox, NumberInput, Select } from '@mantine/core';
import type { FilterAggregate, FilterCount } from '@volna/node-sdk';
import { useMemo } from 'react';
import { FilterBuilder } from './FilterBuilder.tsx';
import { useFilterForm } from './filter-form-context.ts';
import { isBlank, type RowValue } from './filter-query.ts';
import css from './filters.module.css';
import { NumberPair } from './NumberPair.tsx';

const comparisons = ['ge', 'le', 'eq', 'gt', 'lt', 'ne', 'between'] as const;

/** Which rows an aggregate is made of, and how many there must be. */
export function FilterRows({
	aggregate,
	value,
	label,
	onChange,
}: {
	aggregate: FilterAggregate;
	value: RowValue;
	label: string;
	onChange: (value: RowValue) => void;
}) {
	const { speech, words } = useFilterForm();
	const { t } = speech;
	const scopes = useMemo(() => [aggregate.rows], [aggregate.rows]);
	const speaking = useMemo(() => ({ speech, words, failed: false }), [speech, words]);
	const { count } = value;
	const setCount = (next: FilterCount | undefined) => onChange({ ...value, count: next });
	return (
		<section className={css.where} aria-label={`${t('whereLabel')}, ${label}`}>
			<span className={css.caption}>{t('whereLabel')}</span>
			<FilterBuilder
				filter={value.where}
				scopes={scopes}
				speaking={speaking}
				onChange={(where) => onChange({ ...value, where: isBlank(where) ? undefined : where })}
			/>
			{(aggregate.of !== 'count' || count) && (
				<div className={css.line}>
					<Checkbox
						size="xs"
						label={t('countToggle')}
						checked={count !== undefined}
						onChange={(event) => setCount(event.currentTarget.checked ? { op: 'ge', value: 1 } : undefined)}
					/>
					{count && (
						<>
							<Select
								size="xs"
								w={130}
								aria-label={`${t('operatorLabel')}, ${t('countToggle')}`}
								allowDeselect={false}
								data={comparisons.map((op) => ({ value: op, label: t(`op.${op}`) }))}
								value={count.op}
								onChange={(next) => {
									const op = (next ?? 'ge') as FilterCount['op'];
									setCount({ op, value: op === 'between' ? [1, 2] : firstOf(count) });
								}}
							/>
							{count.op === 'between' ? (
								<NumberPair
									label={t('countToggle')}
									value={count.value}
									whole
									onChange={(next) => setCount({ op: count.op, value: (next ?? []) as number[] })}
								/>
							) : (
								<NumberInput
									size="xs"
									w={80}
									hideControls
									min={0}
									allowDecimal={false}
									aria-label={`${t('valueLabel')}, ${t('countToggle')}`}
									value={firstOf(count)}
									onChange={(next) => typeof next === 'number' && setCount({ op: count.op, value: next })}
								/>
							)}
						</>
					)}
				</div>
			)}
		</section>
	);
}

function firstOf({ value }: FilterCount): number {
	return typeof value === 'number' ? value : (value[0] ?? 1);
}
