import { Autocomplete, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import type { FilterField, FilterSegmentsOn, FilterValue } from '@volna/node-sdk';
import { choiceOptions, segmentOptions, suggestionsFor } from './choice-options.ts';
import { DayOfYearInput } from './DayOfYearInput.tsx';
import { useFilterForm } from './filter-form-context.ts';
import { shapeFor } from './filter-query.ts';
import css from './filters.module.css';
import { MomentInput } from './MomentInput.tsx';
import { NumberPair } from './NumberPair.tsx';
import { PeriodInput } from './PeriodInput.tsx';

interface Part {
	readonly field: FilterField;
	readonly op: string;
	/** Which row it belongs to, for whoever hears it. */
	readonly label: string;
	readonly value: FilterValue | undefined;
	readonly onChange: (value: FilterValue | undefined) => void;
}

/** The value of a row, by the type of its field and what its operator takes. */
export function FilterValueInput(props: Part) {
	const { field, op, value, onChange } = props;
	const { t } = useFilterForm().speech;
	const label = `${t('valueLabel')}, ${props.label}`;
	switch (shapeFor(field, op)) {
		case 'none':
			return null;
		case 'period':
			return <PeriodInput label={props.label} value={value} byDays={field.type === 'date'} onChange={onChange} />;
		case 'segments':
			return <SegmentsOn {...props} />;
		case 'on':
			return <MomentInput label={label} value={value} timed={false} onChange={onChange} />;
		case 'pair':
			return <Pair {...props} />;
		case 'list':
			return <List {...props} label={label} />;
		case 'one':
			return <One {...props} label={label} />;
	}
}

function One({ field, op, label, value, onChange }: Part) {
	const { speech, words } = useFilterForm();
	const { t } = speech;
	switch (field.type) {
		case 'boolean':
			return (
				<Select
					className={css.value}
					aria-label={label}
					data={truths(t)}
					value={value === true ? 'yes' : value === false ? 'no' : null}
					onChange={(next) => onChange(next === null ? undefined : next === 'yes')}
				/>
			);
		case 'enum':
			return <Choice field={field} label={label} value={value} onChange={onChange} />;
		case 'instant':
		case 'date':
			return <MomentInput label={label} value={value} timed={field.type === 'instant'} onChange={onChange} />;
		case 'number':
		case 'aggregate':
		case 'birthday': {
			const whole = op === 'inNextDays' || (field.type === 'aggregate' && field.aggregate?.of === 'count');
			return (
				<NumberInput
					className={css.value}
					aria-label={label}
					placeholder={t('placeholder.value')}
					hideControls
					decimalSeparator=","
					allowDecimal={!whole}
					{...(whole && { min: op === 'inNextDays' ? 1 : 0 })}
					{...(op === 'inNextDays' && { max: 366 })}
					value={typeof value === 'number' ? value : ''}
					onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
				/>
			);
		}
	}
	const shared = {
		className: css.value,
		'aria-label': label,
		placeholder: t('placeholder.value'),
		value: value === undefined || value === null ? '' : String(value),
	};
	const suggestions = suggestionsFor(field, words);
	if (suggestions.length > 0)
		return <Autocomplete {...shared} data={[...suggestions]} onChange={(next) => onChange(next || undefined)} />;
	return <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value || undefined)} />;
}

function List({ field, label, value, onChange }: Part) {
	const { speech, words } = useFilterForm();
	const { t } = speech;
	const chosen = (value === undefined || value === null ? [] : [value].flat()) as (string | number | boolean)[];
	const some = (next: readonly (string | boolean)[]) => onChange(next.length > 0 ? [...next] : undefined);
	if (field.type === 'segment' || field.type === 'enum')
		return <Choice field={field} label={label} value={value} many onChange={onChange} />;
	if (field.type === 'boolean') {
		return (
			<MultiSelect
				className={css.value}
				aria-label={label}
				data={truths(t)}
				value={chosen.map((one) => (one === true ? 'yes' : 'no'))}
				onChange={(next) => some(next.map((one) => one === 'yes'))}
			/>
		);
	}
	return (
		<TagsInput
			className={css.value}
			aria-label={label}
			placeholder={chosen.length === 0 ? t('placeholder.many') : ''}
			data={[...suggestionsFor(field, words)]}
			splitChars={[',', ';', '\n', '\t']}
			maxTags={10_000}
			value={chosen.map(String)}
			onChange={some}
		/>
	);
}

function Choice({ field, label, value, many, onChange }: Omit<Part, 'op'> & { many?: boolean }) {
	const { speech, words, flows } = useFilterForm();
	const chosen = (value === undefined || value === null ? [] : [value].flat()).map(String);
	const data = choiceOptions(field, words, speech, chosen, flows);
	if (many) {
		return (
			<MultiSelect
				className={css.value}
				aria-label={label}
				searchable
				data={data}
				value={chosen}
				onChange={(next) => onChange(next.length > 0 ? next : undefined)}
			/>
		);
	}
	return (
		<Select
			className={css.value}
			aria-label={label}
			searchable
			data={data}
			value={chosen[0] ?? null}
			onChange={(next) => onChange(next ?? undefined)}
		/>
	);
}

function Pair({ field, label, value, onChange }: Part) {
	const { t } = useFilterForm().speech;
	if (field.type === 'number' || field.type === 'aggregate' || field.type === 'age') {
		const whole = field.type === 'age' || field.aggregate?.of === 'count';
		return <NumberPair label={label} value={value} whole={whole} onChange={onChange} />;
	}
	const [low, high] = (Array.isArray(value) ? value : []) as string[];
	const set = (index: 0 | 1, next: string | undefined) => {
		const both = index === 0 ? [next ?? '', high ?? ''] : [low ?? '', next ?? ''];
		onChange(both.every((one) => one === '') ? undefined : both);
	};
	const part = (index: 0 | 1, one: string | undefined) => {
		const shared = {
			label: `${t(index === 0 ? 'fromLabel' : 'toLabel')}, ${label}`,
			value: one,
			onChange: (next: string | undefined) => set(index, next),
		};
		return field.type === 'birthday' ? (
			<DayOfYearInput {...shared} />
		) : (
			<MomentInput {...shared} timed={field.type === 'instant'} />
		);
	};
	return (
		<span
			className={field.type === 'birthday' || field.type === 'instant' || field.type === 'date' ? css.pair : css.values}
		>
			{part(0, low)}
			{part(1, high)}
		</span>
	);
}

function SegmentsOn({ label, value, onChange }: Part) {
	const { speech, words } = useFilterForm();
	const { t } = speech;
	const given =
		typeof value === 'object' && value !== null && 'segments' in value
			? (value as FilterSegmentsOn)
			: { segments: [], on: '' };
	const set = (next: FilterSegmentsOn) => onChange(next.segments.length === 0 && next.on === '' ? undefined : next);
	return (
		<span className={css.pair}>
			<MultiSelect
				aria-label={`${t('segmentLabel')}, ${label}`}
				searchable
				data={segmentOptions(words, speech, given.segments)}
				value={[...given.segments]}
				onChange={(segments) => set({ ...given, segments })}
			/>
			<MomentInput
				label={`${t('dayLabel')}, ${label}`}
				value={given.on}
				timed={false}
				onChange={(on) => set({ ...given, on: on ?? '' })}
			/>
		</span>
	);
}

function truths(t: (key: string) => string) {
	return [
		{ value: 'yes', label: t('value.yes') },
		{ value: 'no', label: t('value.no') },
	];
}
