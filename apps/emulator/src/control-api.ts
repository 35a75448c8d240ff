import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FaultBook } from './fault-book.ts';
import type { MessageLife } from './message-life.ts';
import { pageHtml } from './page.ts';
import { phonesForPage } from './page-data.ts';
import { type LedgerFilter, ledgerCsvHead, ledgerCsvLine, type SendingBook } from './sending-book.ts';
import type { Switches } from './switches.ts';

export interface ControlParts {
	book: SendingBook;
	faults: FaultBook;
	life: MessageLife;
	switches(): Switches;
	setSwitches(patch: unknown): { ok: true; switches: Switches } | { ok: false; problem: string };
	addFaults(rules: unknown): ReturnType<FaultBook['add']>;
	removeFault(id: string): boolean;
	clearFaults(): void;
	reset(): void;
}

/** What tests, benches and people steer the emulator by: the phones' page, the ledger, faults, switches, reset. */
export async function answerControl(
	parts: ControlParts,
	request: IncomingMessage,
	response: ServerResponse,
	url: URL,
	body: Buffer,
): Promise<void> {
	const method = request.method ?? 'GET';
	const path = url.pathname;
	const json = (status: number, value: unknown) => {
		const bytes = Buffer.from(JSON.stringify(value));
		response
			.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length })
			.end(bytes);
	};
	const given = (): unknown => {
		try {
			return JSON.parse(body.toString('utf8'));
		} catch {
			return undefined;
		}
	};

	if (method === 'GET' && path === '/') {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageHtml);
	} else if (method === 'GET' && path === '/health') {
		json(200, { ok: true });
	} else if (method === 'GET' && path === '/ledger') {
		await writeLedger(parts.book, request, response, url);
	} else if (path === '/faults' && method === 'GET') {
		json(200, parts.faults.list());
	} else if (path === '/faults' && method === 'POST') {
		const added = parts.addFaults(given());
		json(added.ok ? 200 : 422, added.ok ? added.rules : { error: added.problem });
	} else if (path === '/faults' && method === 'DELETE') {
		parts.clearFaults();
		json(200, {});
	} else if (path.startsWith('/faults/') && method === 'DELETE') {
		const removed = parts.removeFault(decodeURIComponent(path.slice('/faults/'.length)));
		json(removed ? 200 : 404, removed ? {} : { error: 'there is no such rule' });
	} else if (path === '/switches' && method === 'GET') {
		json(200, parts.switches());
	} else if (path === '/switches' && method === 'PUT') {
		const patched = parts.setSwitches(given());
		json(patched.ok ? 200 : 422, patched.ok ? patched.switches : { error: patched.problem });
	} else if (path === '/reset' && method === 'POST') {
		parts.reset();
		json(200, {});
	} else if (path === '/page/phones' && method === 'GET') {
		json(200, phonesForPage(parts.book, url.searchParams.get('search') ?? ''));
	} else if (path === '/page/answer' && method === 'POST') {
		const { from, to, text } = (given() ?? {}) as { from?: unknown; to?: unknown; text?: unknown };
		if (typeof from !== 'string' || typeof text !== 'string' || text === '') {
			json(422, { error: 'from and text are expected' });
			return;
		}
		parts.life.answer(from, typeof to === 'string' ? to : '', text);
		json(200, {});
	} else if (path === '/page/deliver' && method === 'POST') {
		const { id } = (given() ?? {}) as { id?: unknown };
		const delivered = typeof id === 'string' && parts.life.deliver(id);
		json(delivered ? 200 : 404, delivered ? {} : { error: 'no such message is under way' });
	} else {
		json(404, { error: 'not found' });
	}
}

/** A million entries do not fit into one string: they go out in pieces. */
async function writeLedger(
	book: SendingBook,
	request: IncomingMessage,
	response: ServerResponse,
	url: URL,
): Promise<void> {
	const filter: LedgerFilter = {
		since: url.searchParams.get('since') ?? undefined,
		sender: url.searchParams.get('sender') ?? undefined,
		recipient: url.searchParams.get('recipient')?.replace(/^ /, '+') ?? undefined,
	};
	const csv = url.searchParams.get('format') === 'csv' || (request.headers.accept ?? '').startsWith('text/csv');
	response.writeHead(200, { 'content-type': csv ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8' });
	await pipeline(Readable.from(ledgerPieces(book, filter, csv)), response).catch(() => {
		// Whoever asked has gone.
	});
}

function* ledgerPieces(book: SendingBook, filter: LedgerFilter, csv: boolean): Generator<string> {
	let piece = csv ? ledgerCsvHead : '[';
	let first = true;
	for (const entry of book.ledger(filter)) {
		piece += csv ? ledgerCsvLine(entry) : `${first ? '' : ',\n'}${JSON.stringify(entry)}`;
		first = false;
		if (piece.length < 65_536) continue;
		yield piece;
		piece = '';
	}
	yield csv ? piece : `${piece}]`;
}
