import type { StaffMember } from '@volna/access';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import { type HashPhone, listMessages, type MessageRow, previewText, readMessage } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { personalFor, phoneFor } from './mask.ts';
import { cursorOf, pageOf } from './page.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Messages: lists, one with its history, a text as a customer would receive it. */
export function messageHandlers({ db, hashPhone }: { db: Db; hashPhone: HashPhone }) {
	return {
		async listMessages({ query, staff }: Input<'listMessages'>) {
			const limit = query.limit ?? 25;
			const rows = await listMessages(db, {
				q: query.q,
				group: query.group,
				reason: query.reason,
				flowId: query.flow ? fromId('flow', query.flow) : undefined,
				nodeId: query.node,
				customerId: query.customer,
				accountId: query.account ? fromId('account', query.account) : undefined,
				after: cursorOf(query.cursor),
				limit: limit + 1,
			});
			return pageOf(
				rows,
				limit,
				(row) => row.id,
				(row) => describe(row, staff),
			);
		},

		async readMessage({ params, staff }: Input<'readMessage'>) {
			const found = await readMessage(db, fromId('message', params.message));
			if (!found) throw new Refusal('thing-unknown', { values: { kind: 'message' } });
			const { events, providerId, attempt, ...row } = found;
			return { ...describe(row, staff), providerId, attempt, events };
		},

		async previewText({ body, staff }: Input<'previewText'>) {
			const preview = await previewText(db, hashPhone, { text: body.text, customerId: body.customer });
			return { ...preview, text: personalFor(staff, preview.text) };
		},
	};
}

function describe(row: MessageRow, staff: StaffMember) {
	const { customerId, customerName, flowId, flowName, runId, ...rest } = row;
	return {
		...rest,
		id: toId('message', row.id),
		phone: phoneFor(staff, row.phone),
		text: personalFor(staff, row.text),
		customer: { id: customerId, name: customerName },
		flow: flowId ? { id: toId('flow', flowId), name: flowName ?? '' } : null,
		run: runId ? toId('run', runId) : null,
	};
}
