import type { Db, Tx } from '@volna/db';
import { maskPhone } from '../mask-personal.ts';
import { EXPORT_PAGE, type ExportSource } from './export-source.ts';

/** The conditions of the list of messages; what is in it is messaging's. */
export interface MessagesQuery {
	readonly q?: string | undefined;
	readonly group?: string | undefined;
	readonly reason?: string | undefined;
	readonly flowId?: string | undefined;
	readonly nodeId?: string | undefined;
	readonly customerId?: number | undefined;
	readonly accountId?: string | undefined;
}

/** A message as its list gives it. */
export interface ListedMessage {
	readonly id: string;
	readonly state: string;
	readonly reason: string | null;
	readonly detail: string | null;
	readonly customerId: number;
	readonly customerName: string | null;
	readonly phone: string | null;
	readonly sender: string;
	readonly text: string | null;
	readonly parts: number | null;
	readonly profile: string;
	readonly flowName: string | null;
	readonly nodeId: string | null;
	readonly createdAt: Date;
	readonly dueAt: Date;
	readonly changedAt: Date;
	readonly price: number | null;
}

/** A page of the list of messages, newest first, after the last id of the page before. */
export type ListMessages = (
	db: Db | Tx,
	query: MessagesQuery & { readonly after?: string | undefined; readonly limit: number },
) => Promise<readonly ListedMessage[]>;

const personal: readonly string[] = ['phone', 'text'];
const columns = [
	'messageId',
	'customerId',
	'customerName',
	'phone',
	'sender',
	'text',
	'state',
	'reason',
	'detail',
	'parts',
	'price',
	'profile',
	'flow',
	'node',
	'messageCreated',
	'dueAt',
	'changedAt',
] as const;

/** Messages as their list finds them. Newer ones than the first row are left out. */
export function messagesSource(listMessages: ListMessages): ExportSource<MessagesQuery, string | null> {
	return {
		name: 'messages',

		columns: async (_db, words) =>
			columns.map((key) => ({
				key,
				heading: words.heading[key] ?? key,
				personal: personal.includes(key),
				usual: key !== 'detail' && key !== 'node',
			})),

		begin: async () => ({ after: null, total: null }),

		async page(tx, query, after, { words, moment, masked }) {
			const messages = await listMessages(tx, { ...query, after: after ?? undefined, limit: EXPORT_PAGE });
			const rows = messages.map((message) => ({
				messageId: `msg_${message.id}`,
				customerId: message.customerId,
				customerName: message.customerName,
				phone: masked && message.phone ? maskPhone(message.phone) : message.phone,
				sender: message.sender,
				text: masked ? null : message.text,
				state: words.messageState[message.state] ?? message.state,
				reason: message.reason,
				detail: message.detail,
				parts: message.parts,
				price: message.price,
				profile: words.profile[message.profile] ?? message.profile,
				flow: message.flowName,
				node: message.nodeId,
				messageCreated: moment(message.createdAt),
				dueAt: moment(message.dueAt),
				changedAt: moment(message.changedAt),
			}));
			return {
				rows,
				done: rows.length,
				next: messages.length < EXPORT_PAGE ? null : messages.at(-1)!.id,
			};
		},
	};
}
