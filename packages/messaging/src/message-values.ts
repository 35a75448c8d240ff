import type { Json, RunValues } from '@volna/node-sdk';
import { type TemplateValue, templateValue } from '@volna/template';
import type { FieldMoments } from './field-moments.ts';
import type { RecipientFacts } from './read-recipients.ts';

/** The order behind a run as it is now; null fields are empty. */
export interface OrderFacts {
	readonly externalId: string | null;
	readonly status: string | null;
	readonly total: number | null;
	readonly createdAt: Date | null;
	readonly lineCount: number;
}

/** What a text may print, by the canonical path of each parameter. */
export function messageValues(
	recipient: RecipientFacts,
	values: RunValues,
	order: OrderFacts | null,
	flow: { name: string; systemName: string },
	moments: FieldMoments,
): Record<string, TemplateValue> {
	return {
		'Recipient.Id': templateValue('number', recipient.id),
		'Recipient.FirstName': recipient.firstName,
		'Recipient.LastName': recipient.lastName,
		'Recipient.MiddleName': recipient.middleName,
		'Recipient.MobilePhone': recipient.phone,
		'Recipient.Email': recipient.email,
		'Recipient.Sex': recipient.sex,
		'Recipient.BirthDate': templateValue('date', recipient.birthDate),
		'Recipient.Area': recipient.area,
		'Recipient.TimeZone': recipient.timeZone,
		...fields('Recipient.CustomFields', recipient.custom, (name) => moments[`customer.${name}`]),
		'Message.MailingName': flow.name,
		'Message.MailingUtmName': flow.systemName,
		...actionValues(values.action, moments),
		...orderValues(values.order, order),
		...fields('Run', values.run ?? {}),
	};
}

function actionValues(action: RunValues['action'], moments: FieldMoments): Record<string, TemplateValue> {
	if (!action) return {};
	return {
		'Action.Name': action.name,
		'Action.DateTime': templateValue('instant', action.occurredAt),
		'Action.PointOfContact': action.touchpoint,
		...fields('Action.CustomFields', action.custom, (name) => moments[`action.${name}`]),
	};
}

/** The order is read anew; a run whose order is gone prints what it carried. */
function orderValues(carried: RunValues['order'], order: OrderFacts | null): Record<string, TemplateValue> {
	if (!carried && !order) return {};
	return {
		'Order.Id': order ? order.externalId : carried!.id,
		'Order.Status': order ? order.status : carried!.status,
		'Order.Total': templateValue('number', order ? order.total : carried!.total),
		'Order.CreatedAt': templateValue('instant', order ? order.createdAt : carried!.createdAt),
		'Order.LineCount': templateValue('number', order ? order.lineCount : carried!.lineCount),
	};
}

/** Custom values carry the type of their JSON, dates and moments the declared one; lists and objects have no text. */
function fields(
	prefix: string,
	values: Readonly<Record<string, unknown>>,
	momentOf: (name: string) => 'date' | 'instant' | undefined = () => undefined,
): Record<string, TemplateValue> {
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => {
			const moment = momentOf(name);
			return [`${prefix}.${name}`, moment ? templateValue(moment, value) : scalarOf(value as Json)];
		}),
	);
}

function scalarOf(value: Json): TemplateValue {
	if (typeof value === 'number') return templateValue('number', value);
	if (typeof value === 'string' || typeof value === 'boolean') return value;
	return null;
}
