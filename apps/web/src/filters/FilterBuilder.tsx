import { VisuallyHidden } from '@mantine/core';
import { conditionsOfFilter, type Filter, type FilterFieldScope } from '@volna/node-sdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type ControlElementsProp, type FullField, QueryBuilder, type RuleGroupType } from 'react-querybuilder';
import { FilterGroupFrame } from './FilterGroupFrame.tsx';
import { FilterRow } from './FilterRow.tsx';
import { fieldOptions, firstOperator } from './field-options.ts';
import { FilterFormContext } from './filter-form-context.ts';
import { type FilterGroup, filterOf, queryOf, type RowValue } from './filter-query.ts';
import type { FilterSpeaking } from './use-filter-speech.ts';

const controls = { rule: FilterRow, ruleGroup: FilterGroupFrame } as ControlElementsProp<FullField, string>;
const noFields: FullField[] = [];

/** Rows of field, operator and value in frames of "and", "or", "not". What it shows is its own until `filter` changes from outside. */
export function FilterBuilder({
	filter,
	scopes,
	speaking,
	onChange,
}: {
	filter: Filter | undefined;
	scopes: readonly FilterFieldScope[];
	speaking: FilterSpeaking;
	onChange: (filter: Filter) => void;
}) {
	const { speech, words } = speaking;
	const [query, setQuery] = useState<RuleGroupType>(() => queryOf(filter));
	const told = useRef(filter);
	useEffect(() => {
		// Rows keep their identity while they are edited; a filter from elsewhere brings rows of its own.
		if (filter === told.current) return;
		told.current = filter;
		setQuery(queryOf(filter));
	}, [filter]);
	const [said, announce] = useState('');
	const focus = useRef<string | null>(null);
	const fields = useMemo(() => fieldOptions(scopes, words, speech), [scopes, words, speech]);
	const flows = useMemo(() => chosenFlows(filterOf(query as FilterGroup)), [query]);
	const form = useMemo(
		() => ({ speech, words, scopes, fields, flows, focus, announce }),
		[speech, words, scopes, fields, flows],
	);
	return (
		<FilterFormContext value={form}>
			<QueryBuilder
				query={query}
				onQueryChange={(next: RuleGroupType) => {
					setQuery(next);
					const made = filterOf(next as FilterGroup);
					if (JSON.stringify(made) === JSON.stringify(told.current ?? { all: [] })) return;
					told.current = made;
					onChange(made);
				}}
				fields={noFields}
				getDefaultOperator={(field) => firstOperator(field, speech)}
				getDefaultValue={(rule) => (isCounted(rule.field, rule.operator) ? { value: 1 } : {}) satisfies RowValue}
				resetOnFieldChange
				resetOnOperatorChange={false}
				controlElements={controls}
				suppressStandardClassnames
			/>
			<VisuallyHidden role="status">{said}</VisuallyHidden>
		</FilterFormContext>
	);
}

const counted: ReadonlySet<string> = new Set([
	'actions',
	'orders',
	'messages',
	'flows',
	'segment.entered',
	'segment.left',
]);

function isCounted(field: string, operator: string): boolean {
	return counted.has(field) && operator === 'ge';
}

function chosenFlows(filter: Filter): readonly string[] {
	return conditionsOfFilter(filter).flatMap(({ field, value }) =>
		field === 'message.flow' || field === 'flowRun.flow' ? [value].flat().map(String) : [],
	);
}
