import type { ParameterKey } from '@volna/template';

/** What a value of a run is called: a key of the parameter catalogue, and how a text names it. */
export interface ValueName {
	readonly key: ParameterKey | 'run.action-id' | 'run.order-ref';
	/** A custom field or a node's value: its own name. */
	readonly name?: string;
	/** `Order.Total`; null for what no text can print. */
	readonly path: string | null;
}

const fixed: Readonly<Record<string, ValueName>> = {
	'action.id': { key: 'run.action-id', path: null },
	'action.name': { key: 'action.name', path: 'Action.Name' },
	'action.occurredAt': { key: 'action.date-time', path: 'Action.DateTime' },
	'action.touchpoint': { key: 'action.point-of-contact', path: 'Action.PointOfContact' },
	'order.ref': { key: 'run.order-ref', path: null },
	'order.id': { key: 'order.id', path: 'Order.Id' },
	'order.status': { key: 'order.status', path: 'Order.Status' },
	'order.total': { key: 'order.total', path: 'Order.Total' },
	'order.createdAt': { key: 'order.created-at', path: 'Order.CreatedAt' },
	'order.lineCount': { key: 'order.line-count', path: 'Order.LineCount' },
};

const families = [
	['action.custom.', 'action.custom-field', 'Action.CustomFields.'],
	['run.', 'run.value', 'Run.'],
	['request.', 'request.field', 'Request.'],
] as const;

/** The name of a value by its path in a run (`order.total`); null when it is none of the known ones. */
export function valueName(path: string): ValueName | null {
	const known = fixed[path];
	if (known) return known;
	const family = families.find(([prefix]) => path.startsWith(prefix));
	if (!family) return null;
	const name = path.slice(family[0].length);
	return { key: family[1], name, path: `${family[2]}${name}` };
}
