import type { Db } from '@volna/db';
import { findMessage, type MessageRow } from './list-messages.ts';

export interface MessageEventRow {
	at: Date;
	from: string | null;
	to: string | null;
	cause: string;
	attempt: number;
	source: string | null;
	reason: string | null;
	details: Record<string, unknown>;
}

/** One message with everything that happened to it, oldest first; null when there is none. */
export async function readMessage(
	db: Db,
	id: string,
): Promise<(MessageRow & { providerId: string | null; attempt: number; events: MessageEventRow[] }) | null> {
	const row = await findMessage(db, id);
	if (!row) return null;
	const more = await db
		.selectFrom('message')
		.select(['providerId', 'attempt'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	const events = await db
		.selectFrom('messageEvent')
		.select(['at', 'fromState', 'toState', 'cause', 'attempt', 'source', 'reason', 'details'])
		.where('messageId', '=', id)
		.orderBy('at')
		.orderBy('id')
		.execute();
	return {
		...row,
		...more,
		events: events.map((event) => ({
			at: event.at,
			from: event.fromState,
			to: event.toState,
			cause: event.cause,
			attempt: event.attempt,
			source: event.source,
			reason: event.reason,
			details: event.details as Record<string, unknown>,
		})),
	};
}
