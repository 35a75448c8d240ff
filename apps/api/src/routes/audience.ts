import { listCustomers, listRefs, readCustomer } from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import { activeAccount, listSenders } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Customers, and what pickers offer. */
export function audienceHandlers({ db }: { db: Db }) {
	return {
		async listCustomers({ query, staff }: Input<'listCustomers'>) {
			return listCustomers(db, { ...query, masked: !seesPersonal(staff) });
		},

		async readCustomer({ params, staff }: Input<'readCustomer'>) {
			const card = await readCustomer(db, params.customer, { masked: !seesPersonal(staff) });
			if (!card) throw new Refusal('thing-unknown', { values: { kind: 'customer' } });
			return {
				...card,
				orders: card.orders.map((order) => ({ ...order, id: toId('order', order.id) })),
				actions: card.actions.map((action) => ({ ...action, id: toId('action', action.id) })),
			};
		},

		async listRefs({ params, query, staff }: Input<'listRefs'>) {
			if (params.entity === 'sender') {
				const account = await activeAccount(db);
				const senders = account ? await listSenders(db, account.id) : [];
				return {
					items: senders.map((row) => ({
						id: row.name,
						systemName: row.name,
						name: row.name,
						hint: row.moderation,
						usable: row.moderation === 'approved',
						problem: null,
					})),
				};
			}
			const { campaign, ...asked } = query;
			const campaignId = campaign && fromId('campaign', campaign);
			return { items: await listRefs(db, params.entity, { ...asked, campaignId, role: staff.role }) };
		},
	};
}
