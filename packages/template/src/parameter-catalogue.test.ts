import { expect, test } from 'vitest';
import { type CatalogueScope, parameterCatalogue, parameterKeys } from './parameter-catalogue.ts';

const fields = [{ name: 'Bonus', type: 'number', title: 'Бонусы' }] as const;

const offered = (scope: CatalogueScope) =>
	parameterCatalogue(scope)
		.filter(({ unavailable }) => !unavailable)
		.map(({ path, mayBeEmpty }) => (mayBeEmpty ? `${path}?` : path));

const everywhere = [
	'Recipient.Id',
	...['FirstName', 'LastName', 'MiddleName', 'MobilePhone', 'Email', 'Sex', 'BirthDate', 'Area', 'TimeZone'].map(
		(name) => `Recipient.${name}?`,
	),
	'Message.MailingName',
	'Message.MailingUtmName',
];
const order = ['Order.Id', 'Order.Status', 'Order.Total', 'Order.CreatedAt', 'Order.LineCount'];

test.each<[string, CatalogueScope, string[]]>([
	['a mailing', { trigger: 'none' }, []],
	['a marketing mailing', { trigger: 'none', marketing: true }, ['Links.Unsubscribe', 'Links.UnsubscribeTopic']],
	['a mailing with a file', { trigger: 'none', rowColumns: fields }, ['Row.Bonus?']],
	[
		'a flow that starts on an action',
		{ trigger: 'action', actionFields: fields },
		[
			'Action.Name',
			'Action.DateTime',
			'Action.PointOfContact?',
			'Action.CustomFields.Bonus?',
			...order.map((path) => `${path}?`),
		],
	],
	[
		'a flow that starts on actions of orders',
		{ trigger: 'action', order: 'always' },
		['Action.Name', 'Action.DateTime', 'Action.PointOfContact?', ...order],
	],
	[
		'a flow that starts on actions without orders',
		{ trigger: 'action', order: 'never' },
		['Action.Name', 'Action.DateTime', 'Action.PointOfContact?'],
	],
	['a flow that starts on an order', { trigger: 'order' }, order],
	['a flow that starts on a request', { trigger: 'request', requestFields: fields }, ['Request.Bonus?']],
	[
		'a place behind nodes that give values',
		{
			trigger: 'none',
			runValues: [
				{ name: 'a', type: 'text' },
				{ name: 'b', type: 'flag', onEveryPath: false },
			],
		},
		['Run.a', 'Run.b?'],
	],
])('%s offers', (_place, scope, more) => {
	expect(offered(scope).sort()).toEqual([...everywhere, ...more].sort());
});

test('a field that a template cannot spell is left out', () => {
	const customFields = [...fields, { name: 'Мой бонус', type: 'number' } as const];
	const paths = parameterCatalogue({ trigger: 'none', customFields }).map(({ path }) => path);
	expect(paths.filter((path) => path.startsWith('Recipient.CustomFields'))).toEqual(['Recipient.CustomFields.Bonus']);
});

test('every parameter has a key of the closed list, and every key is used', () => {
	const whole = parameterCatalogue({
		trigger: 'action',
		customFields: fields,
		actionFields: fields,
		runValues: fields,
		rowColumns: fields,
	});
	const request = parameterCatalogue({ trigger: 'request', requestFields: fields });
	const used = new Set([...whole, ...request].map(({ describe }) => describe.key));
	expect([...used].sort()).toEqual([...parameterKeys].sort());
});
