import { VisuallyHidden } from '@mantine/core';
import { conditionsOfFilter, type Filter, type FilterFieldScope } from '@volna/node-sdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
	type FullCombinator,
	type FullField,
	type FullOperator,
	QueryBuilderStateProvider,
	type RuleGroupType,
	useQueryBuilder,
} from 'react-querybuilder';
import { FilterGroupFrame } from './FilterGroupFrame.tsx';
import { fieldOptions, firstOperator } from './field-options.ts';
import { FilterFormContext, useFilterForm } from './filter-form-context.ts';
import { filterOf, queryOf, type RowValue } from './filter-query.ts';
import type { FilterSpeaking } from './use-filter-speech.ts';

const noFields: FullField[] = [];

/** Rows of field, operator and value in frames of "and", "or", "not". What it shows is its own until `filter` changes from outside. */
export function FilterBuilder({
	filter,
	scopes,
	offered,
	speaking,
	onChange,
}: {
	filter: Filter | undefined;
	scopes: readonly FilterFieldScope[];
	/** Beginnings of the fields offered; left out, all of the scopes. */
	offered?: readonly string[] | undefined;
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
	const fields = useMemo(() => fieldOptions(scopes, words, speech, offered), [scopes, words, speech, offered]);
	const flows = useMemo(() => chosenFlows(filterOf(query)), [query]);
	const form = useMemo(
		() => ({ speech, words, scopes, fields, flows, focus, announce }),
		[speech, words, scopes, fields, flows],
	);
	return (
		<FilterFormContext value={form}>
			<QueryBuilderStateProvider>
				<Tree
					query={query}
					onQueryChange={(next) => {
						setQuery(next);
						const made = filterOf(next);
						if (JSON.stringify(made) === JSON.stringify(told.current ?? { all: [] })) return;
						told.current = made;
						onChange(made);
					}}
				/>
			</QueryBuilderStateProvider>
			<VisuallyHidden role="status">{said}</VisuallyHidden>
		</FilterFormContext>
	);
}

/** The library keeps the tree and its moves; it draws nothing, because its wrapper would be a nameless form in every row. */
function Tree({ query, onQueryChange }: { query: RuleGroupType; onQueryChange: (query: RuleGroupType) => void }) {
	const { speech } = useFilterForm();
	const tree = useQueryBuilder<RuleGroupType, FullField, FullOperator, FullCombinator>({
		query,
		onQueryChange,
		fields: noFields,
		getDefaultOperator: (field) => firstOperator(field, speech),
		getDefaultValue: (rule) => (isCounted(rule.field, rule.operator) ? { value: 1 } : {}) satisfies RowValue,
		resetOnFieldChange: true,
		resetOnOperatorChange: false,
	});
	return (
		<FilterGroupFrame
			path={[]}
			ruleGroup={tree.rootGroup as RuleGroupType}
			schema={tree.schema as never}
			actions={tree.actions}
			translations={tree.translations as never}
		/>
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
