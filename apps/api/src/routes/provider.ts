import { audit, type StaffMember } from '@volna/access';
import { countDemoCustomers } from '@volna/audience';
import { type routes, toId } from '@volna/contract';
import type { Db, Tx } from '@volna/db';
import {
	activeAccount,
	CERTIFICATE_REFUSED,
	callbackSecretOf,
	countOpen,
	liftHold,
	listHolds,
	listSenders,
	openableAccount,
	recordCheck,
	type SecretSeal,
	saveAccount,
	settleDemoHolds,
	storeSenders,
} from '@volna/messaging';
import { isSecurityRefusal, type OpenGateway } from '@volna/messaging/gateway';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

export interface ProviderDeps {
	db: Db;
	seal: SecretSeal;
	openGateway: OpenGateway;
	/** Where people and the provider reach us. */
	baseUrl: string;
	removeDemo: (tx: Tx) => Promise<number>;
}

/** The provider's account, its senders and what holds it. */
export function providerHandlers(deps: ProviderDeps) {
	const { db, seal } = deps;

	const describe = async (staff: StaffMember) => {
		const account = await activeAccount(db);
		if (!account) return null;
		const [holds, open, secret, demo] = await Promise.all([
			listHolds(db, account.id),
			countOpen(db, account.id),
			callbackSecretOf(db, account.id, seal),
			countDemoCustomers(db),
		]);
		return {
			...account,
			id: toId('account', account.id),
			emulator: account.isEmulator,
			// The address is a secret of the account: for those who may enter it at the provider.
			callbackUrl: `${deps.baseUrl}/callbacks/sigma/${staff.rights.includes('provider') ? secret : '…'}`,
			holds,
			waiting: open.waiting,
			scheduled: open.scheduled,
			unknownOutcomes: open.unknown,
			demoCustomers: demo,
		};
	};

	/** Opens the active account for one question and closes it again. */
	const ask = async <T>(question: (gateway: ReturnType<OpenGateway>, accountId: string) => Promise<T>): Promise<T> => {
		const account = await activeAccount(db);
		const openable = account ? await openableAccount(db, account.id, seal) : null;
		if (!account || !openable) throw new Refusal('thing-unknown', { values: { kind: 'account' } });
		const gateway = deps.openGateway(openable);
		try {
			return await question(gateway, account.id);
		} finally {
			await gateway.close();
		}
	};

	return {
		async readProvider({ staff }: Input<'readProvider'>) {
			return { account: await describe(staff) };
		},

		async saveProvider({ body, staff, requestId }: Input<'saveProvider'>) {
			const { emulator, ...change } = body;
			await db.transaction().execute(async (tx) => {
				const active = await activeAccount(tx);
				const isEmulator =
					emulator ?? (active?.baseUrl === body.baseUrl.replace(/\/+$/, '') ? active.isEmulator : false);
				const done = await saveAccount(tx, { ...change, isEmulator }, seal);
				if (!done.ok) throw new Refusal(done.problem, { at: '/baseUrl' });
				// New access is tried at once: what held the old one says nothing of it.
				await liftHold(tx, `account:${done.id}`);
				await audit(tx, {
					staffId: staff.id,
					act: 'provider.save',
					subject: `account:${done.id}`,
					details: { switched: done.switched, fields: Object.keys(body) },
					requestId,
				});
			});
			const account = await describe(staff);
			return { account: account! };
		},

		async checkProvider() {
			return ask(async (gateway, accountId) => {
				const found = await gateway.balance();
				if (found.class === 'failed') {
					const { code } = found.evidence;
					const problem = found.problem ?? (isSecurityRefusal(code) ? CERTIFICATE_REFUSED : code);
					await recordCheck(db, accountId, { balance: null, problem });
					return { ok: false, problem, username: null, balance: null };
				}
				await recordCheck(db, accountId, { balance: found.balance, problem: null });
				await db.transaction().execute((tx) => liftHold(tx, `account:${accountId}`));
				return { ok: true, problem: null, username: found.username, balance: found.balance };
			});
		},

		async listSenders() {
			const account = await activeAccount(db);
			return { items: account ? await listSenders(db, account.id) : [] };
		},

		async syncSenders() {
			return ask(async (gateway, accountId) => {
				const found = await gateway.senders();
				if (found.class === 'known') await storeSenders(db, accountId, found.senders);
				return {
					items: await listSenders(db, accountId),
					problem: found.class === 'failed' ? (found.problem ?? found.evidence.code) : null,
				};
			});
		},

		async liftHold({ body, staff, requestId }: Input<'liftHold'>) {
			await db.transaction().execute(async (tx) => {
				await liftHold(tx, body.key);
				await audit(tx, { staffId: staff.id, act: 'hold.lift', subject: `hold:${body.key}`, requestId });
			});
			return { done: true as const };
		},

		async removeDemo({ staff, requestId }: Input<'removeDemo'>) {
			return db.transaction().execute(async (tx) => {
				const removed = await deps.removeDemo(tx);
				await settleDemoHolds(tx);
				await audit(tx, {
					staffId: staff.id,
					act: 'demo.remove',
					subject: 'project:1',
					details: { removed },
					requestId,
				});
				return { removed };
			});
		},
	};
}
