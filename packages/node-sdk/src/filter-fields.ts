/**
 * The fields a filter may name, as data: forms draw rows from it, checks validate against it, `audience` compiles it.
 * Custom fields are `customer.custom.<Name>` and take the operators of their declared type.
 */
export type FilterType = 'string' | 'number' | 'boolean' | 'enum' | 'instant' | 'date' | 'segment' | 'aggregate';

export const filterOperators = {
	string: ['eq', 'ne', 'in', 'contains', 'starts', 'ends', 'empty', 'filled'],
	number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between', 'empty', 'filled'],
	boolean: ['is', 'empty', 'filled'],
	enum: ['is', 'in', 'empty', 'filled'],
	instant: ['before', 'after', 'between', 'inLast', 'notInLast', 'on', 'empty', 'filled'],
	date: ['before', 'after', 'between', 'on', 'empty', 'filled'],
	segment: ['in', 'notIn'],
	aggregate: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between'],
} as const satisfies Record<FilterType, readonly string[]>;

export interface FilterField {
	readonly field: string;
	readonly type: FilterType;
	/** `flow` fields are known only where an action started the run. */
	readonly scope: 'customer' | 'flow' | 'action';
	readonly values?: readonly string[];
}

/** `scope: 'action'` fields stand only inside the `where` of `actions`. */
export const filterFields = [
	{ field: 'customer.id', type: 'number', scope: 'customer' },
	{ field: 'customer.firstName', type: 'string', scope: 'customer' },
	{ field: 'customer.lastName', type: 'string', scope: 'customer' },
	{ field: 'customer.middleName', type: 'string', scope: 'customer' },
	{ field: 'customer.sex', type: 'enum', scope: 'customer', values: ['female', 'male'] },
	{ field: 'customer.birthDate', type: 'date', scope: 'customer' },
	{ field: 'customer.area', type: 'string', scope: 'customer' },
	{ field: 'customer.timeZone', type: 'string', scope: 'customer' },
	{ field: 'customer.createdAt', type: 'instant', scope: 'customer' },
	{ field: 'customer.lastActivityAt', type: 'instant', scope: 'customer' },
	{ field: 'phone.present', type: 'boolean', scope: 'customer' },
	{ field: 'phone.status', type: 'enum', scope: 'customer', values: ['unknown', 'valid', 'invalid'] },
	{ field: 'email.present', type: 'boolean', scope: 'customer' },
	{
		field: 'subscription.sms',
		type: 'enum',
		scope: 'customer',
		values: ['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data'],
	},
	{ field: 'segment', type: 'segment', scope: 'customer' },
	{ field: 'actions', type: 'aggregate', scope: 'customer' },
	{ field: 'action.template', type: 'enum', scope: 'action' },
	{ field: 'action.at', type: 'instant', scope: 'action' },
	{ field: 'action.touchpoint', type: 'string', scope: 'action' },
	{ field: 'trigger.action.touchpoint', type: 'string', scope: 'flow' },
	{ field: 'trigger.action.at', type: 'instant', scope: 'flow' },
	{ field: 'order.id', type: 'string', scope: 'flow' },
	{ field: 'order.status', type: 'string', scope: 'flow' },
	{ field: 'order.total', type: 'number', scope: 'flow' },
	{ field: 'order.createdAt', type: 'instant', scope: 'flow' },
	{ field: 'order.lineCount', type: 'number', scope: 'flow' },
] as const satisfies readonly FilterField[];

/** The declared field of a name, custom ones included; undefined when there is none. */
export function filterFieldOf(name: string): FilterField | undefined {
	const declared = filterFields.find((entry) => entry.field === name);
	if (declared) return declared;
	if (/^customer\.custom\.[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name)) {
		return { field: name, type: 'string', scope: 'customer' };
	}
	if (/^trigger\.action\.custom\.[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name)) {
		return { field: name, type: 'string', scope: 'flow' };
	}
	return undefined;
}
