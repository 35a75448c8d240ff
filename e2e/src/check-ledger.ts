import { openDatabase } from '@volna/db';
import type { MessageState } from '@volna/messaging/states';
import { brokenMoves } from '@volna/messaging/testing';
import { type LedgerEntry, readLedger } from './ledger.ts';

interface MessageRow {
	id: string;
	state: MessageState;
	attempt: number;
	phone: string | null;
	sender: string;
	text: string | null;
	provider_id: string | null;
}

/** What the provider has taken by these states; under way it may have. */
const taken: readonly MessageState[] = ['submitted', 'sent', 'delivered', 'undelivered', 'expired_remote'];
const perhaps: readonly MessageState[] = ['submitting', 'unknown', 'unknown_final', 'rejected'];

/**
 * Compares the emulator's ledger, which is the truth, with the messages of a database. Each hand-off the emulator took is of
 * exactly one message, whose state says so, and no message was taken twice; each message that is said to be handed off was
 * taken, to that phone, under that name, with that text; every move of a message is one its machine knows. Reads only.
 *
 * @returns what does not hold, one line each without a phone or a text; empty when all does
 */
export async function checkLedger(at: { emulatorUrl: string; databaseUrl: string }): Promise<string[]> {
	const database = openDatabase(at.databaseUrl, { max: 2, name: 'volna ledger check' });
	try {
		const entries = (await readLedger(at.emulatorUrl)).filter((entry) => entry.taken);
		const { rows } = await database.pool.query<MessageRow>(
			'select id, state, attempt, phone, sender, text, provider_id from message',
		);
		return [...compareLedger(entries, rows), ...(await brokenMoves(database.pool))];
	} finally {
		await database.close();
	}
}

/** The comparison itself, of entries that were taken and all messages. */
export function compareLedger(entries: readonly LedgerEntry[], messages: readonly MessageRow[]): string[] {
	const byId = new Map(messages.map((message) => [message.id, message]));
	const found: string[] = [];
	const handedOff = new Map<string, LedgerEntry[]>();
	for (const entry of entries) {
		const message = byId.get(messageIdOf(entry) ?? '') ?? only(messages.filter((one) => isSame(entry, one)));
		if (!message) {
			found.push(`entry ${entry.seq} is of no message`);
			continue;
		}
		handedOff.set(message.id, [...(handedOff.get(message.id) ?? []), entry]);
		if (!isSame(entry, message)) found.push(`entry ${entry.seq} says something else than message ${message.id}`);
	}
	for (const [id, group] of handedOff) {
		if (group.length > 1) {
			found.push(`message ${id} was handed off ${group.length} times: ${group.map((entry) => entry.seq).join(', ')}`);
		}
		const { state } = byId.get(id)!;
		if (!taken.includes(state) && !perhaps.includes(state)) found.push(`message ${id} was handed off and is ${state}`);
	}
	for (const { id, state, provider_id } of messages) {
		if (!taken.includes(state)) continue;
		const ids = (handedOff.get(id) ?? []).map((entry) => entry.id);
		if (ids.length === 0) found.push(`message ${id} is ${state} and was never handed off`);
		else if (!ids.includes(provider_id)) found.push(`message ${id} bears an id of the provider that is not its own`);
	}
	return found;
}

/** Of `<message id>.<attempt>`; null where the client does not say. */
function messageIdOf(entry: LedgerEntry): string | null {
	return entry.attempt?.split('.')[0] ?? null;
}

function isSame(entry: LedgerEntry, message: MessageRow): boolean {
	return (
		entry.recipient.replace(/^\+?/, '+') === message.phone &&
		entry.sender === message.sender &&
		entry.text === message.text
	);
}

function only<T>(found: readonly T[]): T | undefined {
	return found.length === 1 ? found[0] : undefined;
}
