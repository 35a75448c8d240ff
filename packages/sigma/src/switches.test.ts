import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Emulated, newHandOff, openEmulated } from '../tests/emulated-gateway.ts';

let emulated: Emulated;

beforeAll(async () => {
	emulated = await openEmulated();
});

afterEach(() => emulated.emulator.reset());
afterAll(() => emulated.close());

type Switches = Parameters<Emulated['emulator']['setSwitches']>[0];

/** Each assumed row of the protocol at either value; what the client makes of it may not depend on it. */
const eitherWay: Switches[] = [
	{ errorHttpStatus: 'real' },
	{ errorHttpStatus: 'always200' },
	{ refusedMessageStatus: 400 },
	{ refusedMessageStatus: 200 },
	{ noFundsStatus: 402 },
	{ noFundsStatus: 400 },
	{ noFundsStatus: 402, errorHttpStatus: 'always200' },
	{ plusRequired: true },
	{ plusRequired: false },
	{ returnEachShape: 'array' },
	{ returnEachShape: 'object' },
	{ userInfo: true },
	{ userInfo: false },
	{ rateHeaders: true },
	{ rateHeaders: false },
	{ tokenKind: 'jwt' },
	{ tokenKind: 'permanent' },
	{ tokenTtl: 86_400 },
	{ tokenTtl: 60 },
	{ extensionCost: 2 },
	{ extensionCost: 1 },
	{ externalIdField: 'externalId' },
	{ idempotencyField: 'key', validityField: 'ttl', perMessageCallback: true, inbound: true },
];

test.each(eitherWay)('the classes are the same with %j', async (switches) => {
	const { emulator } = emulated;
	emulator.setSwitches(switches);
	const gateway = emulated.gateway();
	const outcome = await gateway.handOff(newHandOff());
	expect(outcome).toMatchObject({ class: 'accepted' });

	const id = outcome.class === 'accepted' ? outcome.providerId : '';
	expect(await gateway.read(id)).toMatchObject({ class: 'found', report: { providerId: id, sender: 'VOLNA' } });
	expect(await gateway.read('nothing')).toEqual({ class: 'absent' });
	expect(await gateway.balance()).toMatchObject({ class: 'known' });
	expect(await gateway.senders()).toMatchObject({ class: 'known' });

	expect(await gateway.handOff(newHandOff({ phone: '+79990000094' }))).toMatchObject({ class: 'rejected' });
	expect(await gateway.handOff(newHandOff({ phone: '12' }))).toMatchObject({
		class: 'rejected',
		reason: 'rejected_number',
	});
	expect(await gateway.handOff(newHandOff({ sender: 'NOBODY' }))).toMatchObject({
		class: 'account_problem',
		problem: 'sender_unknown',
		scope: 'sender',
	});
	emulator.addFaults({ id: 'funds', do: { kind: 'funds', balance: 0 } });
	expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'account_problem', problem: 'no_funds' });
	emulator.removeFault('funds');
	emulator.addFaults({ id: 'rate', do: { kind: 'rate', perSecond: 0 } });
	const throttled = await gateway.handOff(newHandOff());
	expect(throttled).toMatchObject({ class: 'not_sent', throttled: true });
	expect('retryAfterMs' in throttled).toBe(switches.rateHeaders === true);
	emulator.removeFault('rate');

	emulator.addFaults({ id: 'dies', when: { times: 1 }, do: { kind: 'token-expire' } });
	const first = await gateway.handOff(newHandOff());
	expect(first).toMatchObject({ class: 'not_sent', throttled: false });
	emulator.removeFault('dies');
	expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'accepted' });
});

test('the client lives without a list, with a late one and without sender names', async () => {
	const window = { from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 60_000), offset: 0, limit: 500 };
	const gateway = emulated.gateway();
	await gateway.handOff(newHandOff());
	expect(await gateway.list(window)).toMatchObject({ class: 'page', reports: [{}] });
	emulated.emulator.setSwitches({ listLagMs: 60_000 });
	expect(await gateway.list(window)).toMatchObject({ class: 'page', reports: [] });
	emulated.emulator.setSwitches({ listEnabled: false, senderNames: false });
	expect(await gateway.list(window)).toMatchObject({ class: 'failed', evidence: { code: 'http_404' } });
	expect(await gateway.senders()).toMatchObject({ class: 'failed' });
});

test('a message held at night is still submitted', async () => {
	emulated.emulator.setSwitches({ nightHold: true });
	const moscowHour = (Math.floor(Date.now() / 3_600_000) + 3) % 24;
	emulated.emulator.addFaults({ do: { kind: 'clock', offsetMs: (23 - moscowHour) * 3_600_000 } });
	const gateway = emulated.gateway(emulated.permanent);
	const outcome = await gateway.handOff(newHandOff());
	const id = outcome.class === 'accepted' ? outcome.providerId : '';
	expect(await gateway.read(id)).toMatchObject({ report: { word: 'paused', state: 'submitted', rank: 2 } });
});
