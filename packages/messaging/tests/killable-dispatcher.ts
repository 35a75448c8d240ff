import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '@volna/db';
import { createDispatcher } from '../src/dispatcher.ts';
import type { SmsGateway } from '../src/gateway.ts';
import { phoneHasher } from '../src/hash-phone.ts';

/**
 * A process that hands off to a table: `node --conditions=failpoints killable-dispatcher.ts <database url> <account>`.
 * What stands in `ledger` is what a provider would have taken, written before the answer.
 */
const [url, accountId] = process.argv.slice(2) as [string, string];
const { db } = openDatabase(url);
const provider = openDatabase(url, { max: 4 });

const gateway: SmsGateway = {
	accountId,
	capabilities: {
		list: false,
		listProvesAbsence: false,
		listLagSeconds: 0,
		callbacks: false,
		perMessageCallback: false,
		externalId: false,
		idempotencyKey: false,
	},
	async handOff(request, onSending) {
		if (performance.now() > request.intendedAtMs + request.startWithinMs) {
			return { class: 'not_sent', throttled: false, evidence: { code: 'NOT_STARTED' } };
		}
		onSending?.();
		const providerId = randomUUID();
		await provider.pool.query(
			`insert into ledger (provider_id, message_id, attempt, phone, sender, text, created_at)
			values ($1, $2, $3, $4, $5, $6, volna.now_exact())`,
			[providerId, request.messageId, request.attempt, request.phone, request.sender, request.text],
		);
		await wait(5);
		return { class: 'accepted', providerId, providerStatus: 'pending' };
	},
	read: async () => ({ class: 'absent' }),
	list: async () => ({ class: 'page', reports: [], more: false }),
	balance: async () => ({ class: 'failed', evidence: { code: 'none' } }),
	senders: async () => ({ class: 'failed', evidence: { code: 'none' } }),
	close: async () => {},
};

const say = (details: object, message: string) => console.error(message, JSON.stringify(details));
const dispatcher = createDispatcher({
	db,
	gateways: async () => gateway,
	workerId: randomUUID(),
	messagesMoved: async () => {},
	hashPhone: phoneHasher(Buffer.alloc(32, 7)),
	log: { info: say, warn: say, error: say },
});
process.on('SIGTERM', async () => {
	await dispatcher.stop();
	process.exit(0);
});
await dispatcher.start();
