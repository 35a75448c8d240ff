import { defaultAccountFlags, type GatewayAccount, type SmsGateway } from '@volna/messaging/gateway';
import { expect, test } from 'vitest';
import { openGateways } from './open-gateways.ts';

function setUp() {
	const opened: { account: GatewayAccount; closed: boolean }[] = [];
	const problems: unknown[] = [];
	const stored = new Map<string, GatewayAccount>();
	const gateways = openGateways({
		async read(id) {
			const account = stored.get(id) ?? null;
			if (account?.token === 'sealed with another key') throw new Error('does not open');
			return account;
		},
		open(account) {
			const one = { account, closed: false };
			opened.push(one);
			const close = async () => {
				one.closed = true;
			};
			return { accountId: account.id, close } as unknown as SmsGateway;
		},
		onProblem: (error) => problems.push(error),
	});
	const store = (id: string, token: string) =>
		stored.set(id, {
			id,
			baseUrl: 'https://provider.example/api',
			emulator: false,
			token,
			username: null,
			password: null,
			flags: defaultAccountFlags,
		});
	return { gateways, opened, problems, stored, store };
}

test('an account has one gateway, however often it is asked for', async () => {
	const { gateways, opened, store } = setUp();
	store('a', 'one');
	expect(await gateways.of('a')).toBe(await gateways.of('a'));
	expect(opened).toHaveLength(1);
});

test('a changed secret opens another gateway, and the former one stays open for the calls on it', async () => {
	const { gateways, opened, store } = setUp();
	store('a', 'one');
	const former = await gateways.of('a');
	store('a', 'two');
	expect(await gateways.of('a')).not.toBe(former);
	expect(opened.map((one) => [one.account.token, one.closed])).toEqual([
		['one', false],
		['two', false],
	]);
	await gateways.close();
	expect(opened.every((one) => one.closed)).toBe(true);
});

test('an account that is gone, and one whose secrets do not open, have none; the fault is told once', async () => {
	const { gateways, problems, store } = setUp();
	expect(await gateways.of('nobody')).toBeNull();
	store('a', 'sealed with another key');
	expect(await gateways.of('a')).toBeNull();
	expect(await gateways.of('a')).toBeNull();
	expect(problems).toHaveLength(1);
});
