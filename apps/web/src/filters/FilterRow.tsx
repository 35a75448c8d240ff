import { Select } from '@mantine/core';
import { filterFieldOf } from '@volna/node-sdk';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { RuleProps } from 'react-querybuilder';
import { BoundsText } from './BoundsText.tsx';
import { fieldName } from './explain-filter.ts';
import { FilterRows } from './FilterRows.tsx';
import { FilterValueInput } from './FilterValueInput.tsx';
import { operatorOptions } from './field-options.ts';
import { useFilterForm } from './filter-form-context.ts';
import { type RowValue, valueFor } from './filter-query.ts';
import css from './filters.module.css';
import { RowMenu } from './RowMenu.tsx';

/** One condition. `Enter` adds another below, `Alt ↑↓` moves it. */
export function FilterRow(props: RuleProps & { onAdd?: () => void }) {
	const { rule, path, actions, context, onAdd } = props;
	const { speech, fields, focus, announce } = useFilterForm();
	const { t } = speech;
	const field = filterFieldOf(rule.field, speech.declared) ?? filterFieldOf(rule.field);
	const value = (rule.value ?? {}) as RowValue;
	const number = (path.at(-1) ?? 0) + 1;
	const row = useRef<HTMLDivElement>(null);
	const first = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (focus.current !== props.id) return;
		focus.current = null;
		first.current?.focus();
	}, [focus, props.id]);
	const set = (next: RowValue) => actions.onPropChange('value', next, path, context);
	const move = (where: 'up' | 'down') => {
		const at = document.activeElement as HTMLElement | null;
		actions.moveRule(path, where, false, context);
		announce(t('moved', { number: number + (where === 'up' ? -1 : 1) }));
		// Its element may be put elsewhere in the document, and an element that moves loses the focus.
		requestAnimationFrame(() => {
			if (at?.isConnected && row.current?.contains(at)) at.focus();
			else first.current?.focus();
		});
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
			event.preventDefault();
			event.stopPropagation();
			const where = event.key === 'ArrowUp' ? 'up' : 'down';
			if (!(where === 'up' ? props.shiftUpDisabled : props.shiftDownDisabled)) move(where);
			return;
		}
		const target = event.target as HTMLElement;
		const isChoosing = target.getAttribute('aria-expanded') === 'true' || target.tagName !== 'INPUT';
		if (event.key !== 'Enter' || event.defaultPrevented || isChoosing || !onAdd) return;
		event.preventDefault();
		event.stopPropagation();
		onAdd();
	};
	const known = fields.some((group) => group.items.some((item) => item.value === rule.field));
	const label = t('conditionLabel', { number });
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset inside the group's would be read as another group of conditions
		<div ref={row} role="group" aria-label={label} className={css.row} onKeyDown={onKeyDown}>
			<div className={css.top}>
				<div className={css.line}>
					<Select
						ref={first}
						className={css.field}
						aria-label={`${t('fieldLabel')}, ${label}`}
						placeholder={t('placeholder.field')}
						searchable
						allowDeselect={false}
						maxDropdownHeight={360}
						data={[
							...fields.map((group) => ({ group: group.group, items: [...group.items] })),
							...(known || rule.field === ''
								? []
								: [{ group: '—', items: [{ value: rule.field, label: fieldName(rule.field, speech) }] }]),
						]}
						value={rule.field === '' ? null : rule.field}
						onChange={(next) => next !== null && actions.onPropChange('field', next, path, context)}
					/>
					{field && (
						<Select
							className={css.operator}
							aria-label={`${t('operatorLabel')}, ${label}`}
							allowDeselect={false}
							data={[...operatorOptions(rule.field, speech)]}
							value={rule.operator}
							onChange={(next) => {
								if (next === null) return;
								actions.onPropChange('operator', next, path, context);
								actions.onPropChange('value', valueFor(field, next, value), path, context);
							}}
						/>
					)}
					{field && (
						<FilterValueInput
							field={field}
							op={rule.operator}
							label={label}
							value={value.value}
							onChange={(next) => set({ ...value, value: next })}
						/>
					)}
				</div>
				<RowMenu
					label={label}
					shiftUpDisabled={props.shiftUpDisabled}
					shiftDownDisabled={props.shiftDownDisabled}
					onMove={move}
					onRemove={() => {
						actions.onRuleRemove(path);
						announce(t('removed'));
					}}
				/>
			</div>
			{field && <BoundsText field={field} op={rule.operator} value={value.value} />}
			{field?.aggregate && <FilterRows aggregate={field.aggregate} value={value} label={label} onChange={set} />}
		</div>
	);
}
