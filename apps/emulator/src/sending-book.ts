import { createHash } from 'node:crypto';

/** One `POST /sendings` for one number: the entry of the ledger and, when it has an id, the message as SIGMA shows it. */
export interface Sending {
	seq: number;
	/** Arrival, microseconds since 1970 by the machine's own clock. */
	at: number;
	account: string;
	recipient: string;
	sender: string;
	text: string;
	type: string;
	parts: number;
	encoding: 'gsm7' | 'ucs2';
	attempt: string | null;
	fault: string | null;
	taken: boolean;
	id: string | null;
	httpStatus: number | null;
	status: string;
	error: string | null;
	statuses: { status: string; at: number }[];
	callbacks: { at: number; httpStatus: number | null }[];
	price: number;
	refunded: boolean;
	/** By the emulator's clock, milliseconds. */
	createdAtMs: number;
	externalId: string | null;
	callbackUrl: string | null;
}

/** An SMS from a person. */
export interface Incoming {
	id: string;
	from: string;
	to: string;
	text: string;
	/** As `Sending.at`. */
	at: number;
	createdAtMs: number;
}

/** A sending as `/ledger` shows it. */
export interface LedgerEntry {
	seq: number;
	at: number;
	account: string;
	recipient: string;
	sender: string;
	text: string;
	textHash: string;
	parts: number;
	encoding: 'gsm7' | 'ucs2';
	attempt: string | null;
	fault: string | null;
	taken: boolean;
	id: string | null;
	httpStatus: number | null;
	statuses: { status: string; at: number }[];
	callbacks: { at: number; httpStatus: number | null }[];
	price: number;
}

export interface LedgerFilter {
	/** A sequence number (later ones only) or an ISO instant (from it on). */
	since?: string | undefined;
	sender?: string | undefined;
	recipient?: string | undefined;
}

export interface ListQuery {
	account: string;
	offset: number;
	limit: number;
	descending: boolean;
	/** Exclusive bounds on the creation time, ms. */
	afterMs: number;
	beforeMs: number;
}

/** What each phone shows: the messages it was sent and the answers it gave, oldest first. */
export interface Thread {
	sendings: Sending[];
	incoming: Incoming[];
}

export type SendingBook = ReturnType<typeof createSendingBook>;

/** Microseconds since 1970, never going back. */
export function microsNow(): number {
	return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/** Everything that was handed in, found by id, by time and by phone without walking through it. */
export function createSendingBook() {
	let all: Sending[] = [];
	let incoming: Incoming[] = [];
	const byId = new Map<string, Sending>();
	const threads = new Map<string, Thread>();
	const taken = new Map<string, { rows: Sending[]; sorted: boolean }>();

	function threadOf(phone: string): Thread {
		let thread = threads.get(phone);
		if (!thread) {
			thread = { sendings: [], incoming: [] };
			threads.set(phone, thread);
		}
		return thread;
	}

	function visibleTo(account: string): Sending[] {
		const shelf = taken.get(account);
		if (!shelf) return [];
		if (!shelf.sorted) {
			// The emulator's clock was set back in between.
			shelf.rows.sort((a, b) => a.createdAtMs - b.createdAtMs || a.seq - b.seq);
			shelf.sorted = true;
		}
		return shelf.rows;
	}

	return {
		add(row: Omit<Sending, 'seq'>): Sending {
			const sending: Sending = { ...row, seq: all.length + 1 };
			all.push(sending);
			if (sending.id !== null) this.show(sending);
			return sending;
		},
		/** Makes a sending with an id readable: by its id, in the list, on its phone. */
		show(sending: Sending): void {
			byId.set(sending.id!, sending);
			threadOf(sending.recipient).sendings.push(sending);
			let shelf = taken.get(sending.account);
			if (!shelf) {
				shelf = { rows: [], sorted: true };
				taken.set(sending.account, shelf);
			}
			const last = shelf.rows.at(-1);
			if (last && last.createdAtMs > sending.createdAtMs) shelf.sorted = false;
			shelf.rows.push(sending);
		},
		addIncoming(row: Incoming): void {
			incoming.push(row);
			threadOf(row.from).incoming.push(row);
		},
		find: (id: string) => byId.get(id),
		thread: (phone: string) => threads.get(phone),
		phones: () => threads.keys(),
		count: () => all.length,
		sendings: (): readonly Sending[] => all,
		incoming: (): readonly Incoming[] => incoming,
		list(query: ListQuery): { rows: Sending[] } {
			const rows = visibleTo(query.account);
			const from = firstAt(rows, (row) => row.createdAtMs > query.afterMs);
			const until = firstAt(rows, (row) => row.createdAtMs >= query.beforeMs);
			if (query.descending) {
				const end = Math.max(from, until - query.offset);
				return { rows: rows.slice(Math.max(from, end - query.limit), end).reverse() };
			}
			return { rows: rows.slice(from + query.offset, Math.min(until, from + query.offset + query.limit)) };
		},
		*ledger(filter: LedgerFilter): Generator<LedgerEntry> {
			let from = 0;
			if (filter.since && /^\d+$/.test(filter.since)) {
				from = Number(filter.since);
			} else if (filter.since) {
				const micros = Date.parse(filter.since) * 1000;
				from = firstAt(all, (row) => row.at >= micros);
			}
			for (let index = from; index < all.length; index++) {
				const row = all[index]!;
				if (filter.sender !== undefined && row.sender !== filter.sender) continue;
				if (filter.recipient !== undefined && row.recipient !== filter.recipient) continue;
				yield entryOf(row);
			}
		},
		clear(): void {
			all = [];
			incoming = [];
			byId.clear();
			threads.clear();
			taken.clear();
		},
	};
}

/** Index of the first row that passes; all after it must pass too. */
function firstAt(rows: readonly Sending[], passes: (row: Sending) => boolean): number {
	let low = 0;
	let high = rows.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (passes(rows[middle]!)) high = middle;
		else low = middle + 1;
	}
	return low;
}

function entryOf(row: Sending): LedgerEntry {
	return {
		seq: row.seq,
		at: row.at,
		account: row.account,
		recipient: row.recipient,
		sender: row.sender,
		text: row.text,
		textHash: createHash('sha256').update(row.text).digest('hex'),
		parts: row.parts,
		encoding: row.encoding,
		attempt: row.attempt,
		fault: row.fault,
		taken: row.taken,
		id: row.id,
		httpStatus: row.httpStatus,
		statuses: row.statuses.map((change) => ({ ...change })),
		callbacks: row.callbacks.map((call) => ({ ...call })),
		price: row.refunded ? 0 : row.price,
	};
}

const csvColumns = [
	'seq',
	'at',
	'account',
	'recipient',
	'sender',
	'text',
	'textHash',
	'parts',
	'encoding',
	'attempt',
	'fault',
	'taken',
	'id',
	'httpStatus',
	'statuses',
	'callbacks',
	'price',
] as const satisfies readonly (keyof LedgerEntry)[];

export const ledgerCsvHead = `${csvColumns.join(',')}\r\n`;

/** One line of the ledger as CSV; `statuses` is `pending@123 sent@456`, `callbacks` `200@456`. */
export function ledgerCsvLine(entry: LedgerEntry): string {
	const cells = csvColumns.map((column) => {
		if (column === 'statuses') return entry.statuses.map((change) => `${change.status}@${change.at}`).join(' ');
		if (column === 'callbacks')
			return entry.callbacks.map((call) => `${call.httpStatus ?? 'cut'}@${call.at}`).join(' ');
		return String(entry[column] ?? '');
	});
	return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
