import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { acceptedAs, openWorld, scriptedGateway, until, type World } from '../tests/world.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { createSecurityAlarm } from './security-alarm.ts';

let world: World;
let dispatcher: Dispatcher | undefined;

beforeAll(async () => {
	world = await openWorld();
});
afterEach(() => dispatcher?.stop());
afterAll(() => world?.close());

const problem = async () =>
	(
		await world.db
			.selectFrom('smsAccount')
			.select('checkProblem')
			.where('id', '=', world.accountId)
			.executeTakeFirstOrThrow()
	).checkProblem;
const alarms = () => world.logged.filter((line) => line === 'provider_not_proven');

it('F-37 a provider that does not prove who it is raises an alarm on its account and in the log, once; an answer ends it', async () => {
	let proven = false;
	const { gateway } = scriptedGateway(world.accountId, (call) =>
		proven
			? acceptedAs(call.messageId)
			: { class: 'not_sent', throttled: false, evidence: { code: 'CERT_HAS_EXPIRED' } },
	);
	await world.setFlags({ maxInFlight: 4 });
	const ids = await world.newMessages(8);
	dispatcher = createDispatcher({ ...world.deps, gateways: async () => gateway, workerId: randomUUID() });
	await dispatcher.start();
	await until('the alarm rings', async () => (await problem()) === 'certificate_refused');
	await until('it was tried again', async () =>
		(await Promise.all(ids.map((id) => world.message(id)))).some(({ refusals }) => refusals >= 2),
	);
	expect(alarms()).toHaveLength(1);
	proven = true;
	await until('all are accepted', async () => (await world.states(ids)).submitted === 8);
	await until('the alarm is over', async () => (await problem()) === null);
});

it('an alarm that a dead process left is ended by the first answer another one gets', async () => {
	await createSecurityAlarm(world).note(world.accountId, [
		{ outcome: { class: 'not_sent', throttled: false, evidence: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } } },
	]);
	expect(await problem()).toBe('certificate_refused');
	const other = createSecurityAlarm(world);
	await other.note(world.accountId, [
		{ outcome: { class: 'not_sent', throttled: false, evidence: { code: 'ECONNREFUSED' } } },
	]);
	expect(await problem()).toBe('certificate_refused');
	await other.note(world.accountId, [{ outcome: acceptedAs('x') }]);
	expect(await problem()).toBeNull();
});

it('what a check found is not taken away by an answer', async () => {
	await world.db.updateTable('smsAccount').set({ checkProblem: 'no_funds' }).execute();
	await createSecurityAlarm(world).note(world.accountId, [{ outcome: acceptedAs('y') }]);
	expect(await problem()).toBe('no_funds');
});
