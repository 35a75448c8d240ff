import type { ValueType } from './template-value.ts';

/** One parameter a text may print. */
export interface Parameter {
	/** As it is written in a template: `Recipient.FirstName`. */
	readonly path: string;
	readonly type: ValueType;
	readonly mayBeEmpty: boolean;
	/** Key of its description in the locales of both languages; `values` fill it. */
	readonly describe: { readonly key: ParameterKey; readonly values?: { readonly name: string } };
	/** A custom field's own title, in the words of whoever made it. */
	readonly title?: string;
	/** Known to the language and not usable in this text: why. */
	readonly unavailable?: 'on-action' | 'on-order' | 'on-request' | 'marketing' | 'file';
	/** Given by a node that lies on some of the paths to here only. */
	readonly onEveryPath?: false;
}

export type ParameterCatalogue = readonly Parameter[];

/** A customer's, an action template's or a request's field; `enum` and unique ids read as text. */
export interface CatalogueField {
	/** System name, `[_A-Za-z][_A-Za-z0-9]*`; others cannot be written in a template and are left out. */
	readonly name: string;
	readonly type: ValueType | 'enum' | 'unique-id' | 'text' | 'flag';
	readonly title?: string;
	/** false where the field is always filled. */
	readonly mayBeEmpty?: boolean;
}

export interface CatalogueScope {
	readonly customFields?: readonly CatalogueField[];
	/** What starts the flow; a mailing has none. */
	readonly trigger: 'action' | 'order' | 'request' | 'none';
	/** How often the actions that start the flow carry an order; `sometimes` unless said. */
	readonly order?: 'always' | 'sometimes' | 'never';
	/** Fields of the action templates that start the flow. */
	readonly actionFields?: readonly CatalogueField[];
	/** Fields of `on-request`. */
	readonly requestFields?: readonly CatalogueField[];
	/** What nodes upstream give; `onEveryPath: false` when some path to here lacks it. */
	readonly runValues?: readonly (CatalogueField & { readonly onEveryPath?: boolean })[];
	/** Columns of a mailing's file. */
	readonly rowColumns?: readonly CatalogueField[];
	/** The profile is marketing, so the unsubscribe links exist. */
	readonly marketing?: boolean;
}

const recipient = [
	['Id', 'number', 'id'],
	['FirstName', 'string', 'first-name'],
	['LastName', 'string', 'last-name'],
	['MiddleName', 'string', 'middle-name'],
	['MobilePhone', 'string', 'mobile-phone'],
	['Email', 'string', 'email'],
	['Sex', 'string', 'sex'],
	['BirthDate', 'date', 'birth-date'],
	['Area', 'string', 'area'],
	['TimeZone', 'string', 'time-zone'],
] as const;

const message = [
	['MailingName', 'string', 'mailing-name'],
	['MailingUtmName', 'string', 'mailing-utm-name'],
] as const;

const links = [
	['Unsubscribe', 'string', 'unsubscribe'],
	['UnsubscribeTopic', 'string', 'unsubscribe-topic'],
] as const;

const action = [
	['Name', 'string', 'name'],
	['DateTime', 'instant', 'date-time'],
	['PointOfContact', 'string', 'point-of-contact'],
] as const;

const order = [
	['Id', 'string', 'id'],
	['Status', 'string', 'status'],
	['Total', 'number', 'total'],
	['CreatedAt', 'instant', 'created-at'],
	['LineCount', 'number', 'line-count'],
] as const;

/** Every key `describe` may carry; both languages' locales must have them all, under `template.param.`. */
export const parameterKeys = [
	...recipient.map(([, , key]) => `recipient.${key}` as const),
	...message.map(([, , key]) => `message.${key}` as const),
	...links.map(([, , key]) => `links.${key}` as const),
	...action.map(([, , key]) => `action.${key}` as const),
	...order.map(([, , key]) => `order.${key}` as const),
	'recipient.custom-field',
	'action.custom-field',
	'request.field',
	'row.column',
	'run.value',
] as const;
export type ParameterKey = (typeof parameterKeys)[number];

/**
 * The parameters of one text, in the order a menu shows them. Those the place does not offer are in it too, marked
 * `unavailable`, so that a check can say so rather than "unknown". There is no current moment: texts are frozen when
 * planned.
 *
 * @example
 * parameterCatalogue({ trigger: 'action', customFields: [{ name: 'Bonus', type: 'number' }], marketing: true })
 */
export function parameterCatalogue(scope: CatalogueScope): ParameterCatalogue {
	const isAction = scope.trigger === 'action';
	const carries = scope.trigger === 'order' ? 'always' : isAction ? (scope.order ?? 'sometimes') : 'never';
	const fixed = <K extends 'recipient' | 'message' | 'links' | 'action' | 'order'>(
		group: K,
		prefix: string,
		rows: readonly (readonly [string, ValueType, string])[],
		mayBeEmpty: (name: string) => boolean,
		unavailable?: Parameter['unavailable'],
	): Parameter[] =>
		rows.map(([name, type, key]) => ({
			path: `${prefix}.${name}`,
			type,
			mayBeEmpty: mayBeEmpty(name),
			describe: { key: `${group}.${key}` as ParameterKey },
			...(unavailable && { unavailable }),
		}));
	return [
		...fixed('recipient', 'Recipient', recipient, (name) => name !== 'Id'),
		...fieldsOf('Recipient.CustomFields', 'recipient.custom-field', scope.customFields),
		...fixed('message', 'Message', message, () => false),
		...fixed('links', 'Links', links, () => false, scope.marketing ? undefined : 'marketing'),
		...fixed('action', 'Action', action, (name) => name === 'PointOfContact', isAction ? undefined : 'on-action'),
		...(isAction ? fieldsOf('Action.CustomFields', 'action.custom-field', scope.actionFields) : []),
		...fixed('order', 'Order', order, () => carries !== 'always', carries === 'never' ? 'on-order' : undefined),
		...(scope.trigger === 'request' ? fieldsOf('Request', 'request.field', scope.requestFields) : []),
		...fieldsOf('Run', 'run.value', scope.runValues, false),
		...fieldsOf('Row', 'row.column', scope.rowColumns),
	];
}

function fieldsOf(
	prefix: string,
	key: ParameterKey,
	fields: readonly (CatalogueField & { onEveryPath?: boolean })[] = [],
	mayBeEmpty = true,
): Parameter[] {
	return fields
		.filter((field) => /^[_A-Za-z][_A-Za-z0-9]*$/.test(field.name))
		.map((field) => ({
			path: `${prefix}.${field.name}`,
			type: valueTypes[field.type],
			mayBeEmpty: field.mayBeEmpty ?? (mayBeEmpty || field.onEveryPath === false),
			describe: { key, values: { name: field.title ?? field.name } },
			...(field.title !== undefined && { title: field.title }),
			...(field.onEveryPath === false && { onEveryPath: false as const }),
		}));
}

const valueTypes: Record<CatalogueField['type'], ValueType> = {
	string: 'string',
	number: 'number',
	boolean: 'boolean',
	instant: 'instant',
	date: 'date',
	enum: 'string',
	'unique-id': 'string',
	text: 'string',
	flag: 'boolean',
};

/** `Recipient.AdditionalData.Bonus` and `AdditionalData.Bonus` read the same as `Recipient.CustomFields.Bonus`. */
export function canonicalPath(path: string): string {
	return path.replace(/^(?:Recipient\.)?AdditionalData\./, 'Recipient.CustomFields.');
}
