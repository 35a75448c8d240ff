import {
	type DeclaredField,
	type Filter,
	type FilterCondition,
	type FilterFieldScope,
	fieldStandsIn,
	filterFieldOf,
	filterLimits,
	filterOperators,
	measureFilter,
	operatorsWithoutValue,
	topScopes,
} from '@volna/node-sdk';
import type { Issue } from '../issue.ts';
import type { CustomFieldType, ProjectActionTemplate, ProjectField, ProjectSnapshot } from '../project-snapshot.ts';
import type { ReadFlow } from '../read-document.ts';

/** Filters that pass everybody, nobody, or are too large to be asked; fields and operators that do not exist. */
export function checkFilters(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	const declared = declaredFields(flow, project);
	return flow.nodes.flatMap((one) => {
		return one.values.flatMap(({ field, path, value }): readonly Issue[] => {
			if (field.kind !== 'filter') return [];
			const filter = value as Filter;
			const at = { node: one.node.id, field: path };
			const size = measureFilter(filter);
			if (size.depth > filterLimits.depth || size.conditions > filterLimits.conditions) {
				return [{ code: 'filter.too-large', severity: 'error', at, values: { ...size, ...maxima } }];
			}
			const unknown = unknownIn(filter, topScopes(field.options.subject === 'flow'), declared);
			if (unknown) return [{ code: 'filter.field', severity: 'error', at, values: unknown }];
			const unfinished = unfinishedIn(filter);
			if (unfinished) return [{ code: 'filter.value', severity: 'error', at, values: unfinished }];
			const truth = truthOf(filter);
			if (truth === true) return [{ code: 'filter.empty', severity: 'warning', at, values: {} }];
			if (truth === false) return [{ code: 'filter.contradiction', severity: 'warning', at, values: {} }];
			return [];
		});
	});
}

const maxima = { maxDepth: filterLimits.depth, maxConditions: filterLimits.conditions };

/** The fields a flow's filters may name; undefined while the project's are not known. */
interface Declared {
	readonly all: readonly DeclaredField[];
	/** Of customers and of the actions that start the flow. */
	readonly ofTrigger: readonly DeclaredField[];
}

function declaredFields(flow: ReadFlow, { customerFields, actionTemplates }: ProjectSnapshot): Declared | undefined {
	if (!customerFields || !actionTemplates || actionTemplates.some((template) => !template.fields)) return undefined;
	const listened = new Set(flow.triggers.flatMap((one) => one.listening?.templates ?? []));
	const ofCustomers = customerFields.map((field) => declare('customer', field));
	const ofActions = (templates: readonly ProjectActionTemplate[]) =>
		templates.flatMap((template) => (template.fields ?? []).map((field) => declare('action', field)));
	return {
		all: [...ofCustomers, ...ofActions(actionTemplates)],
		ofTrigger: [...ofCustomers, ...ofActions(actionTemplates.filter((template) => listened.has(template.id)))],
	};
}

const declaredTypes = {
	text: 'string',
	number: 'number',
	flag: 'boolean',
	instant: 'instant',
	date: 'date',
	enum: 'enum',
	'unique-id': 'unique_id',
} as const satisfies Record<CustomFieldType, DeclaredField['type']>;

function declare(entity: DeclaredField['entity'], { name, type }: ProjectField): DeclaredField {
	return { entity, name, type: declaredTypes[type] };
}

function unknownIn(
	filter: Filter,
	scopes: readonly FilterFieldScope[],
	declared: Declared | undefined,
): { readonly field: string; readonly op: string } | undefined {
	if ('all' in filter) return firstOf(filter.all, (part) => unknownIn(part, scopes, declared));
	if ('any' in filter) return firstOf(filter.any, (part) => unknownIn(part, scopes, declared));
	if ('not' in filter) return unknownIn(filter.not, scopes, declared);
	const known = filterFieldOf(filter.field, filter.field.startsWith('trigger.') ? declared?.ofTrigger : declared?.all);
	const offered = known && fieldStandsIn(known, scopes);
	// While the declared type of a custom field is not known, any type's operator may be right for it.
	const operators: readonly string[] =
		!declared && filter.field.includes('.custom.')
			? Object.values(filterOperators).flat()
			: known
				? filterOperators[known.type]
				: [];
	if (!offered || !operators.includes(filter.op)) return { field: filter.field, op: filter.op };
	return filter.where && unknownIn(filter.where, known.aggregate ? [known.aggregate.rows] : [], declared);
}

/** A condition that compares with nothing is false for everybody: it was left half done. */
function unfinishedIn(filter: Filter): { readonly field: string; readonly op: string } | undefined {
	if ('all' in filter) return firstOf(filter.all, unfinishedIn);
	if ('any' in filter) return firstOf(filter.any, unfinishedIn);
	if ('not' in filter) return unfinishedIn(filter.not);
	if (!operatorsWithoutValue.has(filter.op) && isBlank(filter.value)) return { field: filter.field, op: filter.op };
	return filter.where && unfinishedIn(filter.where);
}

function isBlank(value: FilterCondition['value']): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	return (
		Array.isArray(value) && (value.length === 0 || value.some((part) => typeof part === 'string' && part.trim() === ''))
	);
}

function firstOf<T, R>(list: readonly T[], look: (item: T) => R | undefined): R | undefined {
	for (const item of list) {
		const found = look(item);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** true, false, or null where it depends on the customer. */
function truthOf(filter: Filter): boolean | null {
	if ('not' in filter) {
		const inner = truthOf(filter.not);
		return inner === null ? null : !inner;
	}
	if ('all' in filter) {
		const parts = filter.all.map(truthOf);
		if (parts.includes(false) || contradicts(filter.all)) return false;
		return parts.every((part) => part === true) ? true : null;
	}
	if ('any' in filter) {
		const parts = filter.any.map(truthOf);
		if (parts.includes(true)) return true;
		return parts.every((part) => part === false) ? false : null;
	}
	return null;
}

/** Two conditions of one group that no value of their field meets together. */
function contradicts(parts: readonly Filter[]): boolean {
	const byField = new Map<string, FilterCondition[]>();
	for (const part of parts) {
		if (!('field' in part) || part.where) continue;
		byField.set(part.field, [...(byField.get(part.field) ?? []), part]);
	}
	return [...byField.values()].some((conditions) => {
		const ops = new Set(conditions.map((one) => one.op));
		if (ops.has('empty') && conditions.some((one) => !['empty', 'ne', 'notInLast', 'notIn'].includes(one.op)))
			return true;
		const fixed = conditions.filter((one) => one.op === 'eq' || one.op === 'is');
		const [first, ...others] = fixed.map((one) => JSON.stringify(one.value));
		if (others.some((value) => value !== first)) return true;
		let [low, high, openLow, openHigh] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false, false];
		for (const { op, value } of conditions) {
			if (typeof value !== 'number') continue;
			if ((op === 'gt' || op === 'ge' || op === 'eq') && (value > low || (value === low && op === 'gt'))) {
				[low, openLow] = [value, op === 'gt'];
			}
			if ((op === 'lt' || op === 'le' || op === 'eq') && (value < high || (value === high && op === 'lt'))) {
				[high, openHigh] = [value, op === 'lt'];
			}
		}
		return low > high || (low === high && (openLow || openHigh));
	});
}
