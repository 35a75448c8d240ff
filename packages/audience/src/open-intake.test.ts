import type { Db, Tx } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answerOf } from './answer-of.ts';
import { createEndpointKey, revokeKey } from './endpoint-keys.ts';
import { createField } from './fields/create-field.ts';
import { type Intake, openIntake } from './open-intake.ts';
import { listOperationCalls } from './operation-calls.ts';
import { type CallToRecord, recordActions } from './record-actions.ts';
import { forgetOldCalls, sweepAccepted } from './sweep-accepted.ts';
import { listActionTemplates } from './templates/list-action-templates.ts';
import { readActionTemplate } from './templates/read-action-template.ts';
import { newCustomer, newFields, newOperation, newSegmentation, newTemplate } from './testing.ts';

let database: TestDatabase;
let db: Db;
let intake: Intake;
let started: RecordedAction[] = [];
let fault: ((actions: readonly RecordedAction[]) => void) | undefined;

async function startRuns(_tx: Tx, actions: readonly RecordedAction[]): Promise<void> {
	fault?.(actions);
	started.push(...actions);
}

beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	intake = openIntake(db, { startRuns, catalogueMs: 0, patienceMs: 300 });
	await newFields(db, { city: 'string', bonus: 'number', tags: 'string' });
});
afterAll(async () => {
	await intake.idle();
	await database.close();
});
beforeEach(() => {
	started = [];
	fault = undefined;
});

type Operation = Awaited<ReturnType<typeof newOperation>>;

function head(operation: Operation, query: Record<string, string> = {}, secret: string | null = operation.secret) {
	return {
		query: { operation: operation.systemName, endpointId: operation.endpointName, ...query },
		authorization: secret && `SecretKey ${secret}`,
		origin: null,
	};
}

async function call(
	operation: Operation,
	body: unknown,
	options: { query?: Record<string, string>; kind?: 'sync' | 'async'; secret?: string | null; origin?: string } = {},
) {
	const answer = answerOf(
		await intake.call({
			kind: options.kind ?? 'sync',
			...head(operation, options.query, options.secret),
			...(options.origin && { origin: options.origin }),
			body,
		}),
	);
	return { ...answer, json: JSON.parse(answer.body) as any };
}

let phones = 10_000_00;
function phone(): string {
	phones++;
	return `+7916${phones}`;
}

it('a call creates a customer, keeps the order, issues the action and starts runs before it is answered', async () => {
	const template = await newTemplate(db, { name: 'Изменение статуса заказа', systemName: 'IzmenenieStatusaZakaza' });
	await newFields(db, { courier: 'string' }, template.id);
	const operation = await newOperation(db, { templateId: template.id });
	const number = phone();
	const { json, httpStatus } = await call(operation, {
		customer: {
			ids: { websiteId: 42 },
			mobilePhone: number.replace('+7', '8 '),
			email: 'Anna@Example.ru',
			lastName: 'Орлова',
			firstName: 'Анна',
			middleName: null,
			sex: 'F',
			birthDate: '30.05.1990',
			area: { name: 'Омская область' },
			customFields: { city: 'Омск', bonus: 120, tags: ['a'] },
			subscriptions: [{ pointOfContact: 'SMS', isSubscribed: 'true' }],
		},
		customerAction: { actionTemplate: { systemName: 'izmenenieStatusaZakaza' }, customFields: { courier: 'СДЭК' } },
		order: { ids: { externalId: 'A-1001' }, status: 'paid', totalPrice: '1990,00', lines: [{ name: 'Чайник' }] },
		pointOfContact: 'site',
		executionDateTimeUtc: '2026-11-20T08:05:00Z',
	});
	expect(httpStatus).toBe(200);
	expect(json).toEqual({
		status: 'Success',
		customer: { processingStatus: 'Created', ids: { volnaId: expect.any(Number), websiteId: '42' } },
		customerActions: [
			{
				ids: { volnaId: expect.any(String) },
				actionTemplate: { systemName: 'IzmenenieStatusaZakaza', name: 'Изменение статуса заказа' },
				dateTimeUtc: '2026-11-20T08:05:00Z',
				pointOfContact: 'site',
			},
		],
		warnings: [{ code: 'wrong-type', location: '/customer/customFields/tags' }],
	});
	const customer = await db
		.selectFrom('customer')
		.selectAll()
		.where('id', '=', json.customer.ids.volnaId)
		.executeTakeFirstOrThrow();
	expect(customer).toMatchObject({
		phone: number,
		email: 'anna@example.ru',
		firstName: 'Анна',
		middleName: null,
		sex: 'female',
		birthDate: '1990-05-30',
		area: 'Омская область',
		timeZone: 'Asia/Omsk',
		timeZoneSource: 'area',
		custom: { city: 'Омск', bonus: 120 },
	});
	expect(started).toMatchObject([
		{
			customerId: customer.id,
			templateName: 'Изменение статуса заказа',
			trusted: true,
			mode: 'live',
			touchpoint: 'site',
			custom: { courier: 'СДЭК' },
			order: { id: 'A-1001', status: 'paid', total: 1990, lineCount: 1 },
		},
	]);
	const consents = await db.selectFrom('consent').selectAll().where('customerId', '=', customer.id).execute();
	expect(consents).toMatchObject([
		{ source: `${operation.systemName}@${operation.endpointName}`, givenAt: new Date('2026-11-20T08:05:00Z') },
	]);
});

it('a guard keeps an action from being stored, and the log says so', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const guard = {
		all: [
			{ field: 'order.status', op: 'eq', value: 'paid' },
			{ field: 'actions', op: 'eq', value: 0 },
		],
	};
	await sql`update action_template set guard = ${JSON.stringify(guard)}::jsonb where id = ${template.id}`.execute(db);
	const [mine, other] = [phone(), phone()];
	const bodies = [
		{ customer: { mobilePhone: mine }, order: { ids: { externalId: 'G-1' }, status: 'new' } },
		{ customer: { mobilePhone: mine }, order: { ids: { externalId: 'G-1' }, status: 'paid' } },
		{ customer: { mobilePhone: mine }, order: { ids: { externalId: 'G-2' }, status: 'paid' } },
		{ customer: { mobilePhone: other }, order: { ids: { externalId: 'G-3' }, status: 'paid' } },
	];
	const answers = [];
	for (const body of bodies) answers.push((await call(operation, body)).json);
	const skipped = [{ code: 'skipped-condition', location: '/customerAction' }];
	expect(answers.map((answer) => answer.warnings)).toEqual([skipped, undefined, skipped, undefined]);
	expect(answers.map((answer) => answer.customerActions?.length)).toEqual([undefined, 1, undefined, 1]);
	expect(started.map((action) => action.order?.id)).toEqual(['G-1', 'G-3']);
	const log = await listOperationCalls(db, operation.id);
	expect(log.items.map((item) => item.warnings)).toEqual([[], skipped, [], skipped]);
});

it('of two actions of one customer in one batch the guard sees the first when it judges the second', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const guard = { field: 'actions', op: 'eq', value: 0 };
	await sql`update action_template set guard = ${JSON.stringify(guard)}::jsonb where id = ${template.id}`.execute(db);
	const number = phone();
	const answers = await Promise.all([1, 2, 3].map(() => call(operation, { customer: { mobilePhone: number } })));
	expect(answers.filter((answer) => answer.json.customerActions)).toHaveLength(1);
	expect(started).toHaveLength(1);
});

it('issuing is counted per day, once a call, and marks the template', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const issued = async () =>
		(await listActionTemplates(db, { q: template.systemName })).items.map(({ issued30d, lastIssuedAt }) => ({
			issued30d,
			lastIssuedAt,
		}));
	expect(await issued()).toEqual([{ issued30d: 0, lastIssuedAt: null }]);
	expect((await readActionTemplate(db, template.id))?.issued).toBe(false);
	const old = new Date(Date.now() - 40 * 86_400_000).toISOString();
	await call(operation, { customer: { mobilePhone: phone() }, executionDateTimeUtc: old });
	expect(await issued()).toEqual([{ issued30d: 0, lastIssuedAt: new Date(old) }]);
	await Promise.all(Array.from({ length: 12 }, () => call(operation, { customer: { mobilePhone: phone() } })));
	expect(await issued()).toMatchObject([{ issued30d: 12 }]);
	expect((await readActionTemplate(db, template.id))?.issued).toBe(true);
});

it('a declared unique id finds its customer, and stands among the fields', async () => {
	const made = await createField(db, { name: 'Карта', systemName: 'Card', type: 'unique_id' });
	expect(made.status).toBe('created');
	const operation = await newOperation(db, { templateId: (await newTemplate(db)).id });
	const number = phone();
	const first = await call(operation, { customer: { mobilePhone: number, customFields: { card: 77 } } });
	const again = await call(operation, { customer: { customFields: { CARD: '77' }, firstName: 'Анна' } });
	expect(again.json.customer).toMatchObject({
		processingStatus: 'Changed',
		ids: { ...first.json.customer.ids, Card: '77' },
	});
	const row = await db
		.selectFrom('customer')
		.select(['custom', 'firstName'])
		.where('phone', '=', number)
		.executeTakeFirstOrThrow();
	expect(row).toEqual({ custom: { Card: '77' }, firstName: 'Анна' });
});

it('an order known before finds its customer by its id alone, an unknown one does not', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const first = await call(operation, {
		customer: { mobilePhone: phone() },
		order: { ids: { externalId: 'B-1' }, status: 'paid' },
	});
	const second = await call(operation, {
		order: { ids: { externalId: 'B-1' }, status: { ids: { externalId: 'sent' } } },
	});
	expect(second.json.customer).toMatchObject({ processingStatus: 'Found', ids: first.json.customer.ids });
	expect(started.map((action) => action.order?.status)).toEqual(['paid', 'sent']);
	const third = await call(operation, { order: { ids: { externalId: 'B-2' }, status: 'paid' } });
	expect(third.json).toMatchObject({
		status: 'ValidationError',
		validationMessages: [{ code: 'unknown-order', location: '/order/ids' }],
	});
	expect(third.httpStatus).toBe(200);
});

it('a change older than the stored one is recorded and does not move the order back', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const order = (status: string, at: string) => ({
		customer: { mobilePhone: '+79161112233' },
		order: { ids: { externalId: 'C-1' }, status },
		executionDateTimeUtc: at,
	});
	await call(operation, order('delivered', '2026-11-21T10:00:00Z'));
	await call(operation, order('paid', '2026-11-21T09:00:00Z'));
	const stored = await db
		.selectFrom('customerOrder')
		.select('status')
		.where('externalId', '=', 'C-1')
		.executeTakeFirst();
	expect(stored?.status).toBe('delivered');
	expect(started).toHaveLength(2);
});

it('an order of another customer keeps its owner, and nothing of the call is stored', async () => {
	const operation = await newOperation(db);
	await call(operation, { customer: { mobilePhone: phone() }, order: { ids: { externalId: 'D-1' }, status: 'paid' } });
	const stranger = phone();
	const { json } = await call(operation, {
		customer: { mobilePhone: stranger },
		order: { ids: { externalId: 'D-1' }, status: 'x' },
	});
	expect(json.validationMessages).toMatchObject([{ code: 'identifier-conflict', location: '/order/ids' }]);
	const held = await db.selectFrom('identifier').selectAll().where('value', '=', stranger).execute();
	expect(held).toEqual([]);
});

it('a repeat is answered byte for byte as the first was; another body is a conflict', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const number = phone();
	const query = { transactionId: 'tx-1' };
	const first = await call(operation, { customer: { mobilePhone: number, firstName: 'Анна' } }, { query });
	const again = await call(operation, { customer: { firstName: 'Анна', mobilePhone: number } }, { query });
	expect(again.body).toBe(first.body);
	expect(again.headers['idempotency-replayed']).toBe('true');
	expect(first.headers['idempotency-replayed']).toBeUndefined();
	expect(started).toHaveLength(1);
	const other = await call(operation, { customer: { mobilePhone: number } }, { query });
	expect(other.httpStatus).toBe(409);
	expect(other.json).toMatchObject({ status: 'ProtocolError', httpStatusCode: 409 });
	expect(other.json.errorMessage).toMatch(/^transaction-conflict: /);
});

it('twenty repeats at once record one action and get one answer', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const body = { customer: { mobilePhone: phone() } };
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => call(operation, body, { query: { transactionId: 'at-once' } })),
	);
	expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
	expect(started).toHaveLength(1);
	expect(answers.filter((answer) => answer.headers['idempotency-replayed'])).toHaveLength(19);
});

it('while the first is in work a repeat waits, then is told to come again', async () => {
	const operation = await newOperation(db);
	const body = { customer: { mobilePhone: phone() } };
	await call(operation, body, { query: { transactionId: 'busy' } });
	await sql`update operation_request set state = 'accepted', kind = 'sync' where transaction_id = 'busy'`.execute(db);
	const repeat = await call(operation, body, { query: { transactionId: 'busy' } });
	expect(repeat.httpStatus).toBe(409);
	expect(repeat.headers['retry-after']).toBe('5');
	await sql`update operation_request set state = 'recorded' where transaction_id = 'busy'`.execute(db);
});

it('a ValidationError is not remembered', async () => {
	const operation = await newOperation(db);
	const query = { transactionId: 'mended' };
	const wrong = await call(operation, { customer: { mobilePhone: phone(), timeZone: 'Mars/Olympus' } }, { query });
	expect(wrong.json).toEqual({
		status: 'ValidationError',
		validationMessages: [{ code: 'bad-zone', message: 'Нет такого часового пояса', location: '/customer/timeZone' }],
	});
	const right = await call(operation, { customer: { mobilePhone: phone(), timeZone: 'Asia/Omsk' } }, { query });
	expect(right.json.status).toBe('Success');
});

it('an id is free again after 72 hours', async () => {
	const operation = await newOperation(db);
	const query = { transactionId: 'old' };
	await call(operation, { customer: { mobilePhone: phone() } }, { query });
	await sql`update operation_request set received_at = received_at - interval '73 hours' where transaction_id = 'old'`.execute(
		db,
	);
	const again = await call(operation, { customer: { mobilePhone: phone() } }, { query });
	expect(again.json.customer.processingStatus).toBe('Created');
});

it('calls without an id all count', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const body = { customer: { mobilePhone: phone() } };
	await Promise.all([1, 2, 3].map(() => call(operation, body)));
	expect(started).toHaveLength(3);
	expect(new Set(started.map((action) => action.customerId)).size).toBe(1);
});

it('an async call is durable when it is answered, and recorded by the same process', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const body = { customer: { mobilePhone: phone() } };
	const first = await call(operation, body, { kind: 'async', query: { transactionId: 'later' } });
	expect(first.body).toBe('{"status":"Success"}');
	await intake.idle();
	expect(started).toHaveLength(1);
	const again = await call(operation, body, { kind: 'async', query: { transactionId: 'later' } });
	expect(again.body).toBe('{"status":"Success"}');
	expect(again.headers['idempotency-replayed']).toBe('true');
});

it('an async call that is wrong is answered with Success and stands in the log', async () => {
	const operation = await newOperation(db);
	const wrong = await call(
		operation,
		{ customer: { mobilePhone: '123' } },
		{ kind: 'async', query: { transactionId: 'w' } },
	);
	expect(wrong.body).toBe('{"status":"Success"}');
	const row = await db
		.selectFrom('operationRequest')
		.select(['state', 'answer', 'body'])
		.where('operationId', '=', operation.id)
		.executeTakeFirstOrThrow();
	expect(row.state).toBe('invalid');
	expect(row.answer).toContain('bad-phone');
	expect(row.body).toBeNull();
});

it('what a dead api left is taken over once, by however many sweeps', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	await call(operation, { customer: { mobilePhone: phone() } }, { kind: 'async', query: { transactionId: 'left' } });
	await intake.idle();
	await sql`update operation_request set state = 'accepted', claimed_until = volna.now_exact() - interval '1 second'
		where operation_id = ${operation.id}`.execute(db);
	started = [];
	const taken = await Promise.all([1, 2, 3].map(() => sweepAccepted(db, { startRuns })));
	expect(taken.reduce((sum, count) => sum + count, 0)).toBe(1);
	expect(started).toHaveLength(1);
});

it('an accepted call that somebody recorded meanwhile is not recorded again', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const query = { transactionId: 'twice' };
	await call(operation, { customer: { mobilePhone: phone() } }, { kind: 'async', query });
	await intake.idle();
	const row = await db
		.selectFrom('operationRequest')
		.selectAll()
		.where('operationId', '=', operation.id)
		.executeTakeFirstOrThrow();
	expect(row.state).toBe('recorded');
	const again: CallToRecord = {
		...row,
		entry: 'accepted',
		named: true,
		query: {},
		call: row.body as CallToRecord['call'],
		warnings: [],
	};
	const results = await Promise.all([1, 2].map(() => recordActions(db, [again, again], { startRuns })));
	expect(results.flat().map((result) => result.status)).toEqual(['taken', 'taken', 'taken', 'taken']);
	expect(started).toHaveLength(1);
});

it('one call that throws is told so, and the others of its batch are recorded', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	await newFields(db, { poison: 'boolean' }, template.id);
	const poison = phone();
	fault = (actions) => {
		if (actions.some((action) => action.custom.poison === true)) throw new Error('poison');
	};
	const answers = await Promise.all(
		Array.from({ length: 10 }, (_, index) =>
			call(operation, {
				customer: { mobilePhone: index === 4 ? poison : phone() },
				customerAction: { customFields: { poison: index === 4 } },
			}),
		),
	);
	expect(answers.map((answer) => answer.httpStatus)).toEqual([200, 200, 200, 200, 500, 200, 200, 200, 200, 200]);
	expect(started).toHaveLength(9);
	expect(await db.selectFrom('identifier').selectAll().where('value', '=', poison).execute()).toEqual([]);
	fault = undefined;
});

it('customers made by two processes at once out of one phone are one customer', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const intakes = [1, 2, 3, 4].map(() => openIntake(db, { startRuns }));
	const numbers = Array.from({ length: 30 }, phone);
	const outcomes = await Promise.all(
		numbers.flatMap((number) =>
			intakes.map((one) => one.call({ kind: 'sync', ...head(operation), body: { customer: { mobilePhone: number } } })),
		),
	);
	expect(outcomes.filter((outcome) => outcome.status === 'refused')).toEqual([]);
	expect(started).toHaveLength(120);
	expect(new Set(started.map((action) => action.customerId)).size).toBe(30);
});

it('batches that lock the same customers in any order all end recorded', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const numbers = Array.from({ length: 20 }, phone);
	const intakes = [1, 2, 3, 4].map(() => openIntake(db, { startRuns }));
	const outcomes = await Promise.all(
		intakes.flatMap((one, turn) =>
			(turn % 2 ? numbers : [...numbers].reverse()).map((number, index) =>
				one.call({
					kind: 'sync',
					...head(operation),
					body: {
						customer: {
							mobilePhone: number,
							ids: { crm: `c${number}` },
							email: `a${number.slice(1)}-${index % 3}@b.ru`,
						},
					},
				}),
			),
		),
	);
	expect(outcomes.every((outcome) => outcome.status === 'answered')).toBe(true);
	expect(started).toHaveLength(80);
});

it('a key, an endpoint and an operation are each refused by their own code', async () => {
	const operation = await newOperation(db);
	const other = await newOperation(db);
	const body = { customer: { mobilePhone: phone() } };
	const code = async (promise: ReturnType<typeof call>) => {
		const { json, httpStatus } = await promise;
		return [httpStatus, json.errorMessage.split(':')[0]];
	};
	expect(await code(call({ ...operation, systemName: 'nothing' }, body))).toEqual([404, 'operation-unknown']);
	expect(await code(call({ ...operation, endpointName: 'nothing' }, body))).toEqual([404, 'endpoint-unknown']);
	expect(await code(call(operation, body, { secret: null }))).toEqual([401, 'key-missing']);
	expect(await code(call(operation, body, { secret: 'vk_live_wrong' }))).toEqual([401, 'key-invalid']);
	expect(await code(call(operation, body, { secret: other.secret }))).toEqual([401, 'key-invalid']);
	expect(await code(call({ ...operation, endpointName: other.endpointName, secret: other.secret }, body))).toEqual([
		403,
		'endpoint-not-allowed',
	]);
	expect(await code(call(operation, body, { query: { transactionId: 'x'.repeat(101) } }))).toEqual([400, 'bad-query']);
	expect(await code(call(operation, [1]))).toEqual([400, 'bad-json']);
	expect(await code(call(operation, JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`)))).toEqual([400, 'bad-json']);
});

it('a revoked key is refused at once, whatever is remembered', async () => {
	const operation = await newOperation(db);
	const patient = openIntake(db, { startRuns, catalogueMs: 60_000 });
	const body = { customer: { mobilePhone: phone() } };
	const send = () => patient.call({ kind: 'sync', ...head(operation), body });
	expect((await send()).status).toBe('answered');
	await revokeKey(db, operation.keyId);
	expect(await send()).toMatchObject({ status: 'refused', code: 'key-invalid' });
	expect(await send()).toMatchObject({ status: 'refused', code: 'key-invalid' });
});

it('calls with a test key are answered in full and issue test actions', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const made = await createEndpointKey(db, { endpointId: operation.endpointId, name: 'test', mode: 'test' });
	if (made.status !== 'created') throw new Error(made.status);
	expect(made.secret).toMatch(/^vk_test_[0-9A-Za-z]{43}$/);
	const { json } = await call(operation, { customer: { mobilePhone: phone() } }, { secret: made.secret });
	expect(json.customer.processingStatus).toBe('Created');
	expect(started).toMatchObject([{ mode: 'test' }]);
});

it('the older header is read the same', async () => {
	const operation = await newOperation(db);
	const outcome = await intake.call({
		kind: 'sync',
		...head(operation),
		authorization: `Mindbox secretKey="${operation.secret}"`,
		body: { customer: { mobilePhone: phone() } },
	});
	expect(outcome.status).toBe('answered');
});

it('a keyless call fills blanks, never overwrites, learns nothing and is not trusted', async () => {
	const template = await newTemplate(db, { usage: ['tracker'] });
	const operation = await newOperation(db, {
		templateId: template.id,
		requiresKey: false,
		origins: ['https://shop.example'],
	});
	const number = phone();
	const customerId = await newCustomer(db, { phone: number, firstName: 'Анна', subscribed: false });
	const body = {
		customer: {
			mobilePhone: number,
			firstName: 'Ольга',
			lastName: 'Орлова',
			ids: { newSystem: '1' },
			subscriptions: [{ isSubscribed: true }],
		},
	};
	const options = { secret: null, origin: 'https://shop.example', query: { transactionId: 'k1' } };
	const { json } = await call(operation, body, options);
	expect(json).toEqual({
		status: 'Success',
		warnings: [{ code: 'unknown-field', location: '/customer/ids/newSystem' }],
	});
	const customer = await db.selectFrom('customer').selectAll().where('id', '=', customerId).executeTakeFirstOrThrow();
	expect(customer).toMatchObject({ firstName: 'Анна', lastName: 'Орлова' });
	const subscription = await db
		.selectFrom('subscription')
		.selectAll()
		.where('customerId', '=', customerId)
		.executeTakeFirst();
	expect(subscription?.state).toBe('unsubscribed');
	expect(started).toMatchObject([{ trusted: false }]);
	expect((await call(operation, body, { ...options, origin: 'https://evil.example' })).httpStatus).toBe(403);
	expect((await call(operation, body, { ...options, query: {} })).httpStatus).toBe(400);
});

it('an operation that may only find creates nobody and changes nobody', async () => {
	const template = await newTemplate(db);
	const operation = await newOperation(db, { right: 'find', templateId: template.id });
	const number = phone();
	const nobody = await call(operation, { customer: { mobilePhone: number } });
	expect(nobody.json).toEqual({ status: 'Success', customer: { processingStatus: 'NotFound' } });
	expect(started).toEqual([]);
	const customerId = await newCustomer(db, { phone: number, firstName: 'Анна' });
	const found = await call(operation, { customer: { mobilePhone: number, firstName: 'Ольга' } });
	expect(found.json.customer).toEqual({ processingStatus: 'Found', ids: { volnaId: customerId } });
	const { firstName } = await db
		.selectFrom('customer')
		.select('firstName')
		.where('id', '=', customerId)
		.executeTakeFirstOrThrow();
	expect(firstName).toBe('Анна');
	expect(started).toHaveLength(1);
});

it('the first identifier that finds decides; a contested one stays with its owner and is named', async () => {
	const operation = await newOperation(db);
	const [one, two] = [phone(), phone()];
	const first = await call(operation, { customer: { ids: { shopId: 'a' }, mobilePhone: one } });
	await call(operation, { customer: { ids: { shopId: 'b' }, mobilePhone: two } });
	const { json } = await call(operation, { customer: { ids: { shopId: 'a' }, mobilePhone: two, firstName: 'Анна' } });
	expect(json.customer).toMatchObject({ processingStatus: 'Changed', ids: first.json.customer.ids });
	expect(json.warnings).toEqual([{ code: 'identifier-conflict', location: '/customer/mobilePhone' }]);
	const row = await db
		.selectFrom('customer')
		.selectAll()
		.where('id', '=', first.json.customer.ids.volnaId)
		.executeTakeFirstOrThrow();
	expect(row).toMatchObject({ phone: one, firstName: 'Анна' });
});

it('an empty text leaves a field, null and %CLEAR% clear it; a cleared phone is free for others', async () => {
	const operation = await newOperation(db);
	const number = phone();
	const body = (customer: object) => ({ customer: { ids: { shopId: 'clear' }, ...customer } });
	const { json } = await call(
		operation,
		body({ mobilePhone: number, firstName: 'Анна', lastName: 'О', customFields: { City: 'Омск' } }),
	);
	await call(operation, body({ mobilePhone: null, firstName: '', lastName: '%CLEAR%', customFields: { city: null } }));
	const row = await db
		.selectFrom('customer')
		.selectAll()
		.where('id', '=', json.customer.ids.volnaId)
		.executeTakeFirstOrThrow();
	expect(row).toMatchObject({ phone: null, firstName: 'Анна', lastName: null, custom: {} });
	const other = await call(operation, { customer: { mobilePhone: number } });
	expect(other.json.customer.processingStatus).toBe('Created');
});

it('a former id of a merged customer finds the survivor', async () => {
	const operation = await newOperation(db);
	const survivorId = await newCustomer(db, { phone: phone() });
	await db.insertInto('customerAlias').values({ id: 77, survivorId }).execute();
	const { json } = await call(operation, { customer: { ids: { volnaId: 77 } } });
	expect(json.customer).toEqual({ processingStatus: 'Found', ids: { volnaId: survivorId } });
});

it('a segment replaces the other of its segmentation as one fact, null leaves it, and the answer lists it', async () => {
	const operation = await newOperation(db);
	const { id, externalId, segments } = await newSegmentation(db, ['gold', 'silver']);
	const number = phone();
	const put = (segment: unknown) =>
		call(operation, {
			customer: { mobilePhone: number },
			segmentations: [{ ids: { externalId }, ...(segment as object) }],
		});
	await put({ segment: { ids: { externalId: 'GOLD' } } });
	const { json } = await put({ segment: { ids: { externalId: 'silver' } } });
	expect(json.customerSegmentations).toEqual([
		{ segmentation: { ids: { externalId } }, segment: { ids: { externalId: 'silver' } } },
	]);
	expect((await put({})).json.customerSegmentations[0].segment).toEqual({ ids: { externalId: 'silver' } });
	expect((await put({ segment: null })).json.customerSegmentations[0].segment).toBeNull();
	const moves = await db
		.selectFrom('segmentMove')
		.select(['fromSegmentId', 'toSegmentId'])
		.where('segmentationId', '=', id)
		.orderBy('at')
		.execute();
	expect(moves).toEqual([
		{ fromSegmentId: null, toSegmentId: segments.gold },
		{ fromSegmentId: segments.gold, toSegmentId: segments.silver },
		{ fromSegmentId: segments.silver, toSegmentId: null },
	]);
	const draft = await newSegmentation(db, ['x'], 'draft');
	const unknown = await call(operation, {
		customer: { mobilePhone: number },
		segmentations: [{ ids: { externalId: draft.externalId }, segment: null }],
	});
	expect(unknown.json.validationMessages).toMatchObject([{ code: 'unknown-segment' }]);
});

it('an order change issues the system action once per change', async () => {
	const template = await newTemplate(db, { systemName: 'OrderChanged', kind: 'order', usage: ['trigger'] });
	const operation = await newOperation(db);
	const body = (status: string) => ({
		customer: { mobilePhone: '+79165550101' },
		order: { ids: { externalId: 'E-1' }, status },
	});
	for (const status of ['new', 'new', 'paid']) await call(operation, body(status));
	expect(started.map((action) => [action.templateId, action.order?.status])).toEqual([
		[template.id, 'new'],
		[template.id, 'paid'],
	]);
	await db.deleteFrom('actionTemplate').where('id', '=', template.id).execute();
});

it('old calls are forgotten after a week', async () => {
	const operation = await newOperation(db);
	await call(operation, { customer: { mobilePhone: phone() } });
	await sql`update operation_request set received_at = received_at - interval '8 days' where operation_id = ${operation.id}`.execute(
		db,
	);
	expect(await forgetOldCalls(db)).toBe(1);
});
