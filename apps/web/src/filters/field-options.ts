import type { FilterWords } from '@volna/contract';
import { type FilterFieldScope, fieldStandsIn, filterFieldOf, filterFields, filterOperators } from '@volna/node-sdk';
import { type FilterSpeech, fieldName } from './explain-filter.ts';

export interface OptionGroup {
	readonly group: string;
	readonly items: readonly { readonly value: string; readonly label: string }[];
}

const groups = [
	'customer',
	'custom',
	'identifiers',
	'contacts',
	'subscription',
	'segments',
	'actions',
	'orders',
	'messages',
	'flows',
	'trigger',
	'run',
	'row',
] as const;

const beginnings: readonly (readonly [beginning: string, group: (typeof groups)[number]])[] = [
	['customer.custom.', 'custom'],
	['customer.', 'customer'],
	['identifier.', 'identifiers'],
	['phone.', 'contacts'],
	['email.', 'contacts'],
	['subscription.', 'subscription'],
	['topic.', 'subscription'],
	['segment', 'segments'],
	['actions', 'actions'],
	['orders', 'orders'],
	['messages', 'messages'],
	['flows', 'flows'],
	['trigger.', 'trigger'],
	['order.', 'trigger'],
	['run.', 'run'],
];

/** The fields a row may choose from, in groups, as the scopes and the project allow. */
export function fieldOptions(
	scopes: readonly FilterFieldScope[],
	words: FilterWords | undefined,
	speech: FilterSpeech,
	offered?: readonly string[],
): readonly OptionGroup[] {
	const names = [...filterFields.map((field) => field.field), ...familyFields(words)].filter((name) => {
		const field = filterFieldOf(name, speech.declared);
		const isOffered = offered === undefined || offered.some((beginning) => name.startsWith(beginning));
		return isOffered && field !== undefined && fieldStandsIn(field, scopes);
	});
	return groups.flatMap((group) => {
		const items = [...new Set(names)].filter((name) => groupOf(name) === group);
		if (items.length === 0) return [];
		return [
			{
				group: speech.t(`groups.${group}`),
				items: items.map((value) => ({ value, label: fieldName(value, speech) })),
			},
		];
	});
}

function groupOf(field: string): (typeof groups)[number] {
	return beginnings.find(([beginning]) => field.startsWith(beginning))?.[1] ?? 'row';
}

function familyFields(words: FilterWords | undefined): readonly string[] {
	if (!words) return [];
	const live = words.fields.filter((field) => !field.archived);
	return [
		...live.filter((field) => field.entity === 'customer').map((field) => `customer.custom.${field.name}`),
		...live.filter((field) => field.entity === 'action').map((field) => `action.custom.${field.name}`),
		...live.filter((field) => field.entity === 'action').map((field) => `trigger.action.custom.${field.name}`),
		...words.systems.map((system) => `identifier.${system}`),
		...words.topics
			.filter((topic) => !topic.archived)
			.flatMap((topic) => ['state', 'explicit', 'since', 'consentSource'].map((part) => `topic.${part}.${topic.name}`)),
	];
}

/** Operators of a field with their names; a segment is in, a number is not less than. */
export function operatorOptions(field: string, speech: FilterSpeech): readonly { value: string; label: string }[] {
	const known = filterFieldOf(field, speech.declared) ?? filterFieldOf(field);
	if (!known) return [];
	return filterOperators[known.type].map((op) => ({
		value: op,
		label: speech.t(`op.${known.type === 'segment' && op === 'in' ? 'inSegment' : op}`),
	}));
}

/** The operator a row begins with. */
export function firstOperator(field: string, speech: FilterSpeech): string {
	return operatorOptions(field, speech)[0]?.value ?? 'eq';
}
