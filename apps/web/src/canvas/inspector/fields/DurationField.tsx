import { Button, NumberInput, Select } from '@mantine/core';
import { durationMs } from '@volna/node-sdk';
import { useEffect, useId, useState } from 'react';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';

type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months';
const letters: Readonly<Record<Unit, readonly [before: string, letter: string]>> = {
	seconds: ['PT', 'S'],
	minutes: ['PT', 'M'],
	hours: ['PT', 'H'],
	days: ['P', 'D'],
	weeks: ['P', 'W'],
	months: ['P', 'M'],
};
const units = Object.keys(letters) as Unit[];

/** A duration as a number and a unit: days and longer follow the calendar, so they are never turned into hours. */
export function DurationField(props: FieldProps) {
	const { field, value, disabled, onChange, bare } = props;
	const texts = useTexts();
	const id = useId();
	const label = useFieldName(props);
	const read = readDuration(value);
	const [unit, setUnit] = useState<Unit>(read?.unit ?? readDuration(field.options.suggest)?.unit ?? 'hours');
	useEffect(() => {
		if (read) setUnit(read.unit);
	}, [read?.unit, read]);
	const { min, max, suggest } = field.options;
	const offered = units.filter((one) => fits(one, min, max) || one === unit);
	const write = (count: number | string, next: Unit) => {
		if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) onChange(undefined);
		else onChange(`${letters[next][0]}${count}${letters[next][1]}`);
	};
	return (
		<>
			{!bare && <FieldLabel {...props} htmlFor={id} />}
			<div className={styles.duration}>
				<NumberInput
					id={id}
					aria-label={label}
					value={read?.count ?? ''}
					min={0}
					allowDecimal={false}
					allowNegative={false}
					disabled={disabled}
					onChange={(count) => write(count, unit)}
				/>
				<Select
					aria-label={texts.t('form.unit')}
					data={offered.map((one) => ({
						value: one,
						label: texts.t(`form.units.${one}`, { count: read?.count ?? 5 }),
					}))}
					value={unit}
					disabled={disabled}
					allowDeselect={false}
					onChange={(next) => {
						setUnit((next ?? 'hours') as Unit);
						if (read) write(read.count, (next ?? 'hours') as Unit);
					}}
				/>
			</div>
			{value === undefined && typeof suggest === 'string' && !disabled && (
				<Button variant="subtle" size="compact-xs" className={styles.suggest} onClick={() => onChange(suggest)}>
					{texts.t('form.suggest', { value: texts.duration(suggest) })}
				</Button>
			)}
		</>
	);
}

function readDuration(value: unknown): { readonly count: number; readonly unit: Unit } | null {
	if (typeof value !== 'string') return null;
	for (const unit of units) {
		const [before, letter] = letters[unit];
		const match = new RegExp(`^${before}(\\d+)${letter}$`).exec(value);
		if (match) return { count: Number(match[1]), unit };
	}
	const ms = durationMs(value);
	if (ms === undefined) return null;
	const [unit, size] = (
		[
			['hours', 3_600_000],
			['minutes', 60_000],
			['seconds', 1_000],
		] as const
	).find(([, one]) => ms % one === 0) ?? ['seconds', 1_000];
	return { count: ms / size, unit };
}

function fits(unit: Unit, min: unknown, max: unknown): boolean {
	const one = durationMs(`${letters[unit][0]}1${letters[unit][1]}`) ?? 0;
	const most = typeof max === 'string' ? (durationMs(max) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
	const least = typeof min === 'string' ? (durationMs(min) ?? 0) : 0;
	return one <= most && one * 1_000 >= least;
}
