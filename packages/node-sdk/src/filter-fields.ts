/**
 * The fields a filter may name, as data: forms draw rows from it, checks validate against it, `audience` compiles it.
 * Declared custom fields, identifiers of systems, topics and a run's own values come on top, under names of their own
 * families: see `filterFieldOf`.
 */
export type FilterType =
	| 'string'
	| 'number'
	| 'boolean'
	| 'enum'
	| 'instant'
	| 'date'
	| 'birthday'
	| 'age'
	| 'segment'
	| 'aggregate';

/** What each type may be asked; the exact meaning of every operator is the domain's table of operators. */
export const filterOperators = {
	string: ['eq', 'ne', 'in', 'contains', 'starts', 'ends', 'empty', 'filled'],
	number: ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between', 'empty', 'filled'],
	boolean: ['is', 'in', 'empty', 'filled'],
	enum: ['is', 'in', 'empty', 'filled'],
	instant: ['inLast', 'notInLast', 'inLastFull', 'inNext', 'on', 'between', 'before', 'after', 'empty', 'filled'],
	date: ['on', 'between', 'before', 'after', 'inLast', 'notInLast', 'inLastFull', 'inNext', 'empty', 'filled'],
	birthday: ['isToday', 'inNextDays', 'between', 'empty', 'filled'],
	age: ['between', 'empty', 'filled'],
	segment: ['in', 'notIn', 'wasIn', 'neverIn'],
	// Counts and sums are never missing: those without rows have 0.
	aggregate: ['ge', 'eq', 'ne', 'gt', 'lt', 'le', 'between'],
} as const satisfies Record<FilterType, readonly string[]>;

/** Operators that take no value. */
export const operatorsWithoutValue: ReadonlySet<string> = new Set(['empty', 'filled', 'isToday']);

/**
 * Where a field may stand: `customer` anywhere, `flow` where something started a run, the others only inside the `where`
 * of the aggregate whose rows they describe.
 */
export type FilterFieldScope = 'customer' | 'flow' | FilterRows;

/** Rows that aggregates are made of. `entry` and `exit` are moves of a customer into and out of segments. */
export type FilterRows = 'action' | 'order' | 'message' | 'flowRun' | 'entry' | 'exit';

/** Things a value points at by their id: a uuid, for a node the document's own id. */
export type FilterEntity = 'action-template' | 'action-category' | 'campaign' | 'flow' | 'segment' | 'node';

export interface FilterAggregate {
	readonly rows: FilterRows;
	readonly of: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last';
}

export interface FilterField {
	readonly field: string;
	readonly type: FilterType;
	/** Several where a field describes rows of several aggregates. */
	readonly scope: FilterFieldScope | readonly FilterFieldScope[];
	/** The closed list of an enum. */
	readonly values?: readonly string[];
	/** What an enum's values are ids of. */
	readonly entity?: FilterEntity;
	/** Set on what is computed from rows; such a condition may carry `where` and `count`. */
	readonly aggregate?: FilterAggregate;
}

/** A custom field as the project declared it. */
export interface DeclaredField {
	readonly entity: 'customer' | 'action';
	readonly name: string;
	readonly type: 'string' | 'number' | 'boolean' | 'date' | 'instant' | 'enum' | 'unique_id';
	/** Values of an enum. */
	readonly options?: readonly string[];
}

const subscriptionStates = ['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data'] as const;

/** States a message is filtered by, the machine's own words (`messaging`). */
export const filterMessageStates = [
	'planned',
	'scheduled',
	'queued',
	'leased',
	'submitting',
	'suppressed',
	'expired_local',
	'cancelled',
	'failed',
	'unknown',
	'unknown_final',
	'submitted',
	'sent',
	'rejected',
	'undelivered',
	'expired_remote',
	'delivered',
] as const;

/** Reasons of not sent and of undelivered, the machine's own words (`messaging`). */
export const filterMessageReasons = [
	'merged_duplicate',
	'customer_deleted',
	'no_phone',
	'invalid_phone',
	'phone_blocked',
	'duplicate_phone',
	'operator_refusal',
	'not_subscribed_channel',
	'not_subscribed_topic',
	'consent_missing',
	'consent_expired',
	'control_global',
	'control_local',
	'frequency_cap',
	'render_failed',
	'text_too_long',
	'expired',
	'cancelled_person',
	'cancelled_mailing',
	'cancelled_flow',
	'rejected_number',
	'rejected_text',
	'rejected_template',
	'rejected_sender',
	'rejected_other',
	'attempts_exhausted',
	'internal',
	'number_unknown',
	'phone_off',
	'phone_barred',
	'sim_changed',
	'refused_at_operator',
	'sender_refused',
	'text_refused',
	'moderation_refused',
	'expired_at_operator',
	'no_funds',
	'other',
] as const;

/** Why runs ended, the machine's own words (`engine`); `output` stands for every `output:<name>`. */
export const filterEndReasons = [
	'end',
	'exit_condition',
	'visit_limit',
	'step_limit',
	'merged',
	'person',
	'attempts_exhausted',
	'error',
	'output',
] as const;

const count = (rows: FilterRows) =>
	({ type: 'aggregate', scope: 'customer', aggregate: { rows, of: 'count' } }) as const;
const made = <T extends 'aggregate' | 'number' | 'instant', O extends FilterAggregate['of']>(
	type: T,
	rows: FilterRows,
	of: O,
) => ({ type, scope: 'customer', aggregate: { rows, of } }) as const;

export const filterFields = [
	{ field: 'customer.id', type: 'number', scope: 'customer' },
	{ field: 'customer.firstName', type: 'string', scope: 'customer' },
	{ field: 'customer.lastName', type: 'string', scope: 'customer' },
	{ field: 'customer.middleName', type: 'string', scope: 'customer' },
	{ field: 'customer.sex', type: 'enum', scope: 'customer', values: ['female', 'male'] },
	{ field: 'customer.birthDate', type: 'date', scope: 'customer' },
	{ field: 'customer.birthday', type: 'birthday', scope: 'customer' },
	{ field: 'customer.age', type: 'age', scope: 'customer' },
	{ field: 'customer.area', type: 'string', scope: 'customer' },
	{ field: 'customer.timeZone', type: 'string', scope: 'customer' },
	{ field: 'customer.createdAt', type: 'instant', scope: 'customer' },
	{ field: 'customer.source', type: 'string', scope: 'customer' },
	{ field: 'customer.lastActivityAt', type: 'instant', scope: 'customer' },
	{ field: 'customer.device', type: 'string', scope: 'customer' },
	{ field: 'phone.present', type: 'boolean', scope: 'customer' },
	{ field: 'phone.status', type: 'enum', scope: 'customer', values: ['unknown', 'valid', 'invalid'] },
	{ field: 'phone.confirmed', type: 'boolean', scope: 'customer' },
	{ field: 'phone.operator', type: 'string', scope: 'customer' },
	{ field: 'email.present', type: 'boolean', scope: 'customer' },
	{ field: 'subscription.sms', type: 'enum', scope: 'customer', values: subscriptionStates },
	{ field: 'subscription.since', type: 'instant', scope: 'customer' },
	{ field: 'subscription.consentSource', type: 'string', scope: 'customer' },
	{ field: 'segment', type: 'segment', scope: 'customer' },
	{ field: 'segment.entered', ...count('entry') },
	{ field: 'segment.left', ...count('exit') },
	{ field: 'actions', ...count('action') },
	{ field: 'actions.first', ...made('instant', 'action', 'first') },
	{ field: 'actions.last', ...made('instant', 'action', 'last') },
	{ field: 'orders', ...count('order') },
	{ field: 'orders.sum', ...made('aggregate', 'order', 'sum') },
	{ field: 'orders.avg', ...made('number', 'order', 'avg') },
	{ field: 'orders.min', ...made('number', 'order', 'min') },
	{ field: 'orders.max', ...made('number', 'order', 'max') },
	{ field: 'orders.first', ...made('instant', 'order', 'first') },
	{ field: 'orders.last', ...made('instant', 'order', 'last') },
	{ field: 'messages', ...count('message') },
	{ field: 'flows', ...count('flowRun') },

	{ field: 'action.template', type: 'enum', scope: 'action', entity: 'action-template' },
	{ field: 'action.category', type: 'enum', scope: 'action', entity: 'action-category' },
	{ field: 'action.tag', type: 'string', scope: 'action' },
	{ field: 'action.at', type: 'instant', scope: 'action' },
	{ field: 'action.touchpoint', type: 'string', scope: 'action' },
	{ field: 'action.trusted', type: 'boolean', scope: 'action' },
	{ field: 'anyOrder.status', type: 'string', scope: 'order' },
	{ field: 'anyOrder.total', type: 'number', scope: 'order' },
	{ field: 'anyOrder.createdAt', type: 'instant', scope: 'order' },
	{ field: 'message.campaign', type: 'enum', scope: 'message', entity: 'campaign' },
	{ field: 'message.flow', type: 'enum', scope: 'message', entity: 'flow' },
	{ field: 'message.node', type: 'enum', scope: 'message', entity: 'node' },
	{ field: 'message.sender', type: 'string', scope: 'message' },
	{ field: 'message.state', type: 'enum', scope: 'message', values: filterMessageStates },
	{ field: 'message.reason', type: 'enum', scope: 'message', values: filterMessageReasons },
	{ field: 'message.createdAt', type: 'instant', scope: 'message' },
	{ field: 'message.handedOffAt', type: 'instant', scope: 'message' },
	{ field: 'flowRun.flow', type: 'enum', scope: 'flowRun', entity: 'flow' },
	{ field: 'flowRun.active', type: 'boolean', scope: 'flowRun' },
	{ field: 'flowRun.startedAt', type: 'instant', scope: 'flowRun' },
	{ field: 'flowRun.endedAt', type: 'instant', scope: 'flowRun' },
	{ field: 'flowRun.endReason', type: 'enum', scope: 'flowRun', values: filterEndReasons },
	{ field: 'flowRun.passed', type: 'enum', scope: 'flowRun', entity: 'node' },
	{ field: 'move.segment', type: 'enum', scope: ['entry', 'exit'], entity: 'segment' },
	{ field: 'move.at', type: 'instant', scope: ['entry', 'exit'] },

	{ field: 'trigger.action.name', type: 'string', scope: 'flow' },
	{ field: 'trigger.action.touchpoint', type: 'string', scope: 'flow' },
	{ field: 'trigger.action.at', type: 'instant', scope: 'flow' },
	{ field: 'order.id', type: 'string', scope: 'flow' },
	{ field: 'order.status', type: 'string', scope: 'flow' },
	{ field: 'order.total', type: 'number', scope: 'flow' },
	{ field: 'order.createdAt', type: 'instant', scope: 'flow' },
	{ field: 'order.lineCount', type: 'number', scope: 'flow' },
] as const satisfies readonly FilterField[];

const byName: ReadonlyMap<string, FilterField> = new Map(filterFields.map((field) => [field.field, field]));

/** Names outside of the list, by what they begin with. */
const families: readonly [
	pattern: RegExp,
	make: (name: string, declared?: readonly DeclaredField[]) => Kind | undefined,
][] = [
	[/^customer\.custom\.([A-Za-z][A-Za-z0-9_]{0,99})$/, customerField],
	[/^action\.custom\.([A-Za-z][A-Za-z0-9_]{0,99})$/, (name, declared) => actionField(name, 'action', declared)],
	[/^trigger\.action\.custom\.([A-Za-z][A-Za-z0-9_]{0,99})$/, (name, declared) => actionField(name, 'flow', declared)],
	[/^identifier\.([A-Za-z][A-Za-z0-9_]{0,99})$/, () => ({ type: 'string', scope: 'customer' })],
	[topic('state'), () => ({ type: 'enum', scope: 'customer', values: subscriptionStates })],
	[topic('explicit'), () => ({ type: 'boolean', scope: 'customer' })],
	[topic('since'), () => ({ type: 'instant', scope: 'customer' })],
	[topic('consentSource'), () => ({ type: 'string', scope: 'customer' })],
	[/^run\.([A-Za-z][A-Za-z0-9_]{0,99})$/, () => ({ type: 'string', scope: 'flow' })],
];

type Kind = Omit<FilterField, 'field'>;

function topic(part: string): RegExp {
	return new RegExp(`^topic\\.${part}\\.([A-Za-z][A-Za-z0-9_.-]{0,99})$`);
}

/**
 * The field of a name; undefined when there is none. Families, with the operators of the type behind the colon:
 * `customer.custom.<Name>`, `action.custom.<Name>`, `trigger.action.custom.<Name>`: as declared · `identifier.<System>`:
 * string · `topic.state.<Topic>`: enum · `topic.explicit.<Topic>`: boolean · `topic.since.<Topic>`: instant ·
 * `topic.consentSource.<Topic>`: string · `run.<Name>`: string.
 *
 * Without `declared` every custom field is a string; with it, only declared ones are known. A name that several action
 * templates declare differently is a string.
 */
export function filterFieldOf(name: string, declared?: readonly DeclaredField[]): FilterField | undefined {
	const listed = byName.get(name);
	if (listed) return listed;
	for (const [pattern, make] of families) {
		const own = pattern.exec(name)?.[1];
		const kind = own === undefined ? undefined : make(own, declared);
		if (kind) return { field: name, ...kind };
	}
	return undefined;
}

/** What stands behind the family's beginning: `gold` of `customer.custom.gold`; undefined for a listed field. */
export function familyMemberOf(name: string): string | undefined {
	for (const [pattern] of families) {
		const own = pattern.exec(name)?.[1];
		if (own !== undefined) return own;
	}
	return undefined;
}

/** Whether a field may stand where these scopes are open. */
export function fieldStandsIn(field: FilterField, scopes: readonly FilterFieldScope[]): boolean {
	return [field.scope].flat().some((scope) => scopes.includes(scope));
}

/** Scopes open at the top of a filter: a flow also knows what started the run. */
export function topScopes(inFlow: boolean): readonly FilterFieldScope[] {
	return inFlow ? ['customer', 'flow'] : ['customer'];
}

function customerField(name: string, declared: readonly DeclaredField[] | undefined): Kind | undefined {
	if (!declared) return { type: 'string', scope: 'customer' };
	const field = declared.find((one) => one.entity === 'customer' && one.name === name);
	return field && { ...kindOf(field), scope: 'customer' };
}

function actionField(
	name: string,
	scope: 'action' | 'flow',
	declared: readonly DeclaredField[] | undefined,
): Kind | undefined {
	if (!declared) return { type: 'string', scope };
	const [first, ...others] = declared.filter((one) => one.entity === 'action' && one.name === name);
	if (!first) return undefined;
	if (others.some((one) => one.type !== first.type)) return { type: 'string', scope };
	const options = [...new Set([first, ...others].flatMap((one) => one.options ?? []))];
	return { ...kindOf({ ...first, options }), scope };
}

function kindOf({ type, options }: DeclaredField): Pick<FilterField, 'type' | 'values'> {
	if (type === 'unique_id') return { type: 'string' };
	return type === 'enum' ? { type, values: options ?? [] } : { type };
}
