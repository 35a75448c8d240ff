import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { type Filter, type FilterPeriod, filterFieldOf } from '@volna/node-sdk';
import { useState } from 'react';
import type { ValueEditorProps } from 'react-querybuilder';
import { useFacts } from '../../canvas-context.ts';
import { useTexts } from '../../model/texts.ts';
import styles from './filter.module.css';
import type { AggregateValue } from './filter-query.ts';

/** The value of a row, by the type of its field and its operator. */
export function FilterValueEditor({ field, operator, value, handleOnChange }: ValueEditorProps) {
	const texts = useTexts();
	const type = filterFieldOf(field)?.type ?? 'string';
	const label = texts.t('filter.value-label');
	if (operator === 'empty' || operator === 'filled') return null;
	if (type === 'aggregate')
		return <ActionsValue operator={operator} value={value as AggregateValue | undefined} onChange={handleOnChange} />;
	if (type === 'segment') return <SegmentValue value={value} onChange={handleOnChange} />;
	if (operator === 'between') return <BetweenValue type={type} value={value} onChange={handleOnChange} />;
	if (operator === 'inLast' || operator === 'notInLast')
		return <PeriodValue value={value as FilterPeriod | undefined} onChange={handleOnChange} />;
	if (type === 'boolean') {
		return (
			<Select
				aria-label={label}
				data={[
					{ value: 'yes', label: texts.t('filter.value.yes') },
					{ value: 'no', label: texts.t('filter.value.no') },
				]}
				value={value === true ? 'yes' : value === false ? 'no' : null}
				onChange={(next) => handleOnChange(next === null ? undefined : next === 'yes')}
			/>
		);
	}
	if (type === 'enum')
		return <EnumValue field={field} many={operator === 'in'} value={value} onChange={handleOnChange} />;
	if (operator === 'in') {
		return (
			<TagsInput
				aria-label={label}
				value={Array.isArray(value) ? value.map(String) : []}
				onChange={(next) => handleOnChange(next.length > 0 ? next : undefined)}
			/>
		);
	}
	if (type === 'number') return <NumberValue label={label} value={value} onChange={handleOnChange} />;
	if (type === 'instant' || type === 'date') {
		return (
			<TextInput
				aria-label={label}
				type="date"
				value={typeof value === 'string' ? value.slice(0, 10) : ''}
				onChange={(event) => handleOnChange(event.currentTarget.value || undefined)}
			/>
		);
	}
	return (
		<TextInput
			aria-label={label}
			value={typeof value === 'string' ? value : ''}
			onChange={(event) => handleOnChange(event.currentTarget.value || undefined)}
		/>
	);
}

interface Part {
	readonly value: any;
	readonly onChange: (value: any) => void;
}

function NumberValue({ label, value, onChange }: Part & { label: string }) {
	return (
		<NumberInput
			aria-label={label}
			hideControls
			value={typeof value === 'number' ? value : ''}
			decimalSeparator=","
			onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
		/>
	);
}

function BetweenValue({ type, value, onChange }: Part & { type: string }) {
	const texts = useTexts();
	const [low, high] = Array.isArray(value) ? value : [];
	const set = (index: 0 | 1, next: unknown) => {
		const both = index === 0 ? [next, high] : [low, next];
		onChange(both.every((one) => one === undefined || one === '') ? undefined : both.map((one) => one ?? ''));
	};
	const part = (index: 0 | 1, one: unknown, label: string) =>
		type === 'number' ? (
			<NumberValue label={label} value={one} onChange={(next) => set(index, next)} />
		) : (
			<TextInput
				aria-label={label}
				type="date"
				value={typeof one === 'string' ? one.slice(0, 10) : ''}
				onChange={(event) => set(index, event.currentTarget.value || undefined)}
			/>
		);
	return (
		<span className={styles.values}>
			{part(0, low, texts.t('filter.from'))}
			{part(1, high, texts.t('filter.to'))}
		</span>
	);
}

const units = ['minutes', 'hours', 'days', 'weeks', 'months'] as const;

function PeriodValue({ value, onChange }: Part & { value: FilterPeriod | undefined }) {
	const texts = useTexts();
	const [unit, setUnit] = useState(value?.unit ?? 'days');
	return (
		<span className={styles.values}>
			<NumberInput
				aria-label={texts.t('filter.value-label')}
				hideControls
				min={1}
				max={3650}
				allowDecimal={false}
				value={value?.n ?? ''}
				onChange={(n) => onChange(typeof n === 'number' && n > 0 ? { n, unit } : undefined)}
			/>
			<Select
				aria-label={texts.t('form.unit')}
				data={units.map((one) => ({ value: one, label: texts.t(`form.units.${one}`, { count: value?.n ?? 5 }) }))}
				value={unit}
				allowDeselect={false}
				onChange={(next) => {
					const chosen = (next ?? 'days') as FilterPeriod['unit'];
					setUnit(chosen);
					if (value) onChange({ n: value.n, unit: chosen });
				}}
			/>
		</span>
	);
}

function EnumValue({ field, many, value, onChange }: Part & { field: string; many: boolean }) {
	const texts = useTexts();
	const values = filterFieldOf(field)?.values ?? [];
	const data = values.map((one) => ({ value: one, label: texts.t(`filter.value.${one}`) }));
	const label = texts.t('filter.value-label');
	if (many)
		return (
			<MultiSelect
				aria-label={label}
				data={data}
				value={Array.isArray(value) ? value : []}
				onChange={(next) => onChange(next.length > 0 ? next : undefined)}
			/>
		);
	return (
		<Select
			aria-label={label}
			data={data}
			value={typeof value === 'string' ? value : null}
			onChange={(next) => onChange(next ?? undefined)}
		/>
	);
}

function SegmentValue({ value, onChange }: Part) {
	const texts = useTexts();
	const { snapshot } = useFacts();
	const owners = new Map(snapshot.segmentations?.map((one) => [one.id, one.name]));
	const groups = [...owners].map(([id, group]) => ({
		group,
		items: (snapshot.segments ?? [])
			.filter((one) => one.segmentationId === id)
			.map((one) => ({ value: one.id, label: one.name })),
	}));
	const chosen = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
	return (
		<MultiSelect
			aria-label={texts.t('filter.value-label')}
			searchable
			data={groups}
			value={chosen}
			onChange={(next) => onChange(next.length > 0 ? next : undefined)}
		/>
	);
}

/** How often, which action, within what time. */
function ActionsValue({ operator, value, onChange }: Part & { operator: string; value: AggregateValue | undefined }) {
	const texts = useTexts();
	const { snapshot } = useFacts();
	const parts = partsOf(value?.where);
	const write = (next: { count?: unknown; template?: string | undefined; period?: FilterPeriod | undefined }) => {
		const template = 'template' in next ? next.template : parts?.template;
		const period = 'period' in next ? next.period : parts?.period;
		const where: Filter[] = [
			...(template === undefined ? [] : [{ field: 'action.template', op: 'is', value: template }]),
			...(period === undefined ? [] : [{ field: 'action.at', op: 'inLast', value: period }]),
		];
		const count = 'count' in next ? next.count : value?.count;
		onChange({ count, where: parts === null ? value?.where : where.length > 0 ? { all: where } : undefined });
	};
	return (
		<span className={styles.actions}>
			{operator === 'between' ? (
				<BetweenValue type="number" value={value?.count} onChange={(count) => write({ count })} />
			) : (
				<NumberValue
					label={texts.t('filter.value-label')}
					value={value?.count}
					onChange={(count) => write({ count })}
				/>
			)}
			{parts !== null && (
				<>
					<Select
						aria-label={texts.t('filter.field.action-template')}
						placeholder={texts.t('filter.any-action')}
						searchable
						clearable
						data={(snapshot.actionTemplates ?? []).map((one) => ({ value: one.id, label: one.name }))}
						value={parts.template ?? null}
						onChange={(template) => write({ template: template ?? undefined })}
					/>
					<span className={styles.values}>
						<span>{texts.t('filter.op.inLast')}</span>
						<PeriodValue value={parts.period} onChange={(period) => write({ period })} />
					</span>
				</>
			)}
			{parts === null && <small>{texts.t('filter.kept-as-is')}</small>}
		</span>
	);
}

/** The two conditions the row can show; null where the filter says more than that. */
function partsOf(where: Filter | undefined): { readonly template?: string; readonly period?: FilterPeriod } | null {
	if (where === undefined) return {};
	const list = 'all' in where ? where.all : 'field' in where ? [where] : null;
	if (list === null) return null;
	const parts: { template?: string; period?: FilterPeriod } = {};
	for (const one of list) {
		if (!('field' in one)) return null;
		if (one.field === 'action.template' && one.op === 'is' && typeof one.value === 'string' && !parts.template)
			parts.template = one.value;
		else if (
			one.field === 'action.at' &&
			one.op === 'inLast' &&
			typeof one.value === 'object' &&
			one.value &&
			'unit' in one.value &&
			!parts.period
		) {
			parts.period = one.value;
		} else return null;
	}
	return parts;
}
