import { audit } from '@volna/access';
import {
	createEndpointKey,
	listCustomers,
	listOperationCalls,
	listOperations,
	listRefs,
	readCustomer,
	revokeKey,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import { activeAccount, listSenders } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Customers, action templates, segmentations, operations and keys. */
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

		async listOperations({ query }: Input<'listOperations'>) {
			const { items, asOf } = await listOperations(db, { templateId: query.template });
			return {
				items: items.map((operation) => ({
					...operation,
					id: toId('operation', operation.id),
					endpoints: operation.endpoints.map((endpoint) => ({
						...endpoint,
						id: toId('endpoint', endpoint.id),
						keys: endpoint.keys.map((key) => ({ ...key, id: toId('key', key.id) })),
					})),
				})),
				asOf,
			};
		},

		async listOperationCalls({ params, query }: Input<'listOperationCalls'>) {
			return listOperationCalls(db, fromId('operation', params.operation), query);
		},

		async createKey({ params, body, staff, requestId }: Input<'createKey'>) {
			const endpointId = fromId('endpoint', params.endpoint);
			const made = await createEndpointKey(db, { endpointId, name: body.name, mode: body.mode, staffId: staff.id });
			if (made.status !== 'created') throw new Refusal('thing-unknown', { values: { kind: 'endpoint' } });
			await db.transaction().execute((tx) =>
				audit(tx, {
					staffId: staff.id,
					act: 'key.create',
					subject: `endpoint:${endpointId}`,
					details: { hint: made.key.hint, mode: made.key.mode },
					requestId,
				}),
			);
			return { key: { ...made.key, id: toId('key', made.key.id) }, secret: made.secret };
		},

		async revokeKey({ params, staff, requestId }: Input<'revokeKey'>) {
			const keyId = fromId('key', params.key);
			if (!(await revokeKey(db, keyId))) throw new Refusal('thing-unknown', { values: { kind: 'key' } });
			await db
				.transaction()
				.execute((tx) => audit(tx, { staffId: staff.id, act: 'key.revoke', subject: `key:${keyId}`, requestId }));
			return { done: true as const };
		},
	};
}
