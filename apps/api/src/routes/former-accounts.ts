import { audit } from '@volna/access';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import { decideLeftMessages, listFormerAccounts } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** What a switch of account has left behind, and what is to become of it; a worker carries it out. */
export function formerAccountHandlers({ db }: { db: Db }) {
	return {
		async listFormerAccounts() {
			const accounts = await listFormerAccounts(db);
			return {
				items: accounts.map(({ id, isEmulator, unknown, ...account }) => ({
					...account,
					id: toId('account', id),
					emulator: isEmulator,
					unknownOutcomes: unknown,
				})),
				asOf: new Date(),
			};
		},

		async decideLeftMessages({ params, body, staff, requestId }: Input<'decideLeftMessages'>) {
			const accountId = fromId('account', params.account);
			return db.transaction().execute(async (tx) => {
				const open = await decideLeftMessages(tx, accountId, body.decision);
				if (!open) throw new Refusal('thing-unknown', { values: { kind: 'account' } });
				await audit(tx, {
					staffId: staff.id,
					act: body.decision === 'move' ? 'provider.move-left' : 'provider.cancel-left',
					subject: `account:${accountId}`,
					details: { ...open },
					requestId,
				});
				return { waiting: open.waiting, unknownOutcomes: open.unknown };
			});
		},
	};
}
