import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createCallbackPoster } from './callback-poster.ts';
import { answerControl } from './control-api.ts';
import { deliverAnswer } from './deliver-answer.ts';
import { createEmulatorClock } from './emulator-clock.ts';
import { defaultLifeTimes, type LifeTimes } from './fates.ts';
import { createFaultBook, type FaultRule } from './fault-book.ts';
import { createMessageLife } from './message-life.ts';
import { createSendingBook, type LedgerEntry, type LedgerFilter } from './sending-book.ts';
import { createSigmaApi } from './sigma-api.ts';
import { defaultSwitches, patchSwitches, type Switches } from './switches.ts';
import { createTokens, type EmulatedAccount } from './tokens.ts';

export type { EmulatedAccount, FaultRule, LedgerEntry, LedgerFilter, Switches };

/** The account every emulator has: `demo` / `demo`, its senders approved. */
export const demoAccount: EmulatedAccount = {
	userId: '5f0c3a52-6a57-4d0e-9b38-2f6d9a4c7e11',
	username: 'demo',
	password: 'demo',
	permanentToken: 'd3a0'.repeat(16),
	senders: [
		{ name: 'B-Media', type: 'sms', moderation: 'approved' },
		{ name: 'VOLNA', type: 'sms', moderation: 'approved' },
		{ name: 'NEWNAME', type: 'sms', moderation: 'pending' },
		{ name: 'VOLNA', type: 'viber', moderation: 'approved' },
	],
	balance: 10_000_000,
};

export interface EmulatorOptions {
	switches?: Partial<Switches>;
	/** Defaults to `demoAccount` alone. */
	accounts?: readonly EmulatedAccount[];
	/** When an ordinary message becomes `sent` and `delivered`, ms from its acceptance: 200 and 1 000. */
	times?: Partial<LifeTimes>;
	/** How long an idle connection is kept, ms: 5 000. */
	keepAliveMs?: number;
}

export interface Emulator {
	/** Listens on 127.0.0.1; port 0, the default, takes a free one. `url` is without `/api`. */
	start(port?: number): Promise<{ url: string; port: number }>;
	/** Closes every connection, also the held ones; lives under way end. */
	stop(): Promise<void>;
	/** The base URL a client is given: `http://127.0.0.1:PORT/api`. */
	apiUrl(): string;
	ledger(filter?: LedgerFilter): LedgerEntry[];
	/** As `POST /faults`; throws where that answers 422. */
	addFaults(...rules: (Omit<FaultRule, 'id' | 'when'> & Partial<FaultRule>)[]): FaultRule[];
	removeFault(id: string): boolean;
	clearFaults(): void;
	/** As `PUT /switches`; throws where that answers 422. */
	setSwitches(patch: Partial<Switches>): Switches;
	/** Empties the ledger, the phones and the faults; switches are as they were at the start. */
	reset(): void;
	/** Fulfilled as soon as the condition holds; it is asked again after each entry, status and callback. */
	until(condition: () => boolean): Promise<void>;
	/** False before `start`, after `stop` and while a `refuse` fault lasts. */
	listening(): boolean;
	/** Requests under `/api` so far, by method and path without ids: `POST /login` → 1. */
	requests(): ReadonlyMap<string, number>;
}

const maxBodyBytes = 1_048_576;

/** SIGMA in one process. Nothing listens before `start`. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
	const accounts = options.accounts ?? [demoAccount];
	const initial: Switches = { ...defaultSwitches, ...options.switches };
	const times: LifeTimes = { ...defaultLifeTimes, ...options.times };
	let switches = initial;
	const book = createSendingBook();
	const faults = createFaultBook();
	const clock = createEmulatorClock();
	const tokens = createTokens(accounts, () => clock.nowMs());
	const poster = createCallbackPoster();
	const waiting = new Set<{ condition: () => boolean; done: () => void }>();
	const requests = new Map<string, number>();

	function changed(): void {
		for (const each of waiting) {
			if (!each.condition()) continue;
			waiting.delete(each);
			each.done();
		}
	}

	const life = createMessageLife({ book, faults, clock, poster, switches: () => switches, times, changed });
	const api = createSigmaApi({ book, faults, life, tokens, clock, times, switches: () => switches, changed });

	let server: Server | undefined;
	let port = 0;
	const sockets = new Set<Socket>();
	let closed = true;
	let reopening: NodeJS.Timeout | undefined;

	function open(wanted: number): Promise<number> {
		const fresh = createServer({ keepAliveTimeout: options.keepAliveMs ?? 5_000 });
		fresh.requestTimeout = 0;
		fresh.headersTimeout = 0;
		fresh.on('connection', (socket) => {
			socket.setNoDelay(true);
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
			socket.on('error', () => {});
		});
		fresh.on('request', receive);
		return new Promise((resolve, reject) => {
			fresh.once('error', reject);
			fresh.listen(wanted, '127.0.0.1', 4096, () => {
				fresh.off('error', reject);
				server = fresh;
				resolve((fresh.address() as AddressInfo).port);
			});
		});
	}

	function shut(): Promise<void> {
		const old = server;
		server = undefined;
		for (const socket of sockets) socket.destroy();
		return old ? new Promise((resolve) => old.close(() => resolve())) : Promise.resolve();
	}

	function refuse(ms: number): void {
		if (reopening) return;
		const gone = shut();
		reopening = setTimeout(() => {
			void gone.then(async () => {
				reopening = undefined;
				if (!closed) await open(port);
				changed();
			});
		}, ms);
	}

	function receive(request: IncomingMessage, response: ServerResponse): void {
		const pieces: Buffer[] = [];
		let size = 0;
		request.on('data', (piece: Buffer) => {
			size += piece.length;
			if (size <= maxBodyBytes) pieces.push(piece);
		});
		request.on('end', () => {
			if (size > maxBodyBytes) {
				response.writeHead(413, { 'content-type': 'application/json' }).end('{"error":413,"message":"Too large"}');
				return;
			}
			const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
			answer(request, response, body).catch((error: unknown) => {
				console.error(error);
				if (response.headersSent) response.destroy();
				else response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":500,"message":"emulator"}');
			});
		});
		request.on('error', () => {});
	}

	async function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
		const target = request.url ?? '/';
		if (!target.startsWith('/api/')) {
			await answerControl(control, request, response, new URL(target, 'http://127.0.0.1'), body);
			return;
		}
		const mark = target.indexOf('?');
		// Public clients double a slash and end with one.
		const path = (mark < 0 ? target : target.slice(0, mark))
			.slice('/api'.length)
			.replace(/\/{2,}/g, '/')
			.replace(/(?<=.)\/$/, '');
		const method = request.method ?? 'GET';
		const named = `${method} ${path.startsWith('/sendings/') ? '/sendings/{id}' : path}`;
		requests.set(named, (requests.get(named) ?? 0) + 1);
		const attempt = request.headers['x-volna-attempt'];
		const result = api.handle({
			method,
			path,
			query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
			token: request.headers.authorization,
			attempt: typeof attempt === 'string' ? attempt : undefined,
			contentType: request.headers['content-type'] ?? '',
			body,
		});
		if (result.after) await result.after;
		if (result.delivery?.kind === 'refuse') refuse(result.delivery.ms);
		await deliverAnswer(response, result.answer, result.delivery, Math.random);
	}

	/** The clock and the permanent tokens follow from the rules in force. */
	function applyStanding(): void {
		const off = faults.standing('clock');
		clock.setOffset(off?.offsetMs ?? 0);
		clock.setSpeed(off?.speed && off.speed > 0 ? off.speed : 1);
		if (!faults.standing('token-expire')) tokens.revive();
	}

	const control = {
		book,
		faults,
		life,
		switches: () => switches,
		setSwitches(patch: unknown) {
			const patched = patchSwitches(switches, patch);
			if (patched.ok) switches = patched.switches;
			return patched;
		},
		addFaults(rules: unknown) {
			const added = faults.add(rules);
			if (!added.ok) return added;
			for (const rule of added.rules) {
				if (Object.keys(rule.when).length > 0) continue;
				// Without a condition these two are orders, not rules: they happen now, once.
				if (rule.do.kind === 'token-expire') tokens.expireAll();
				if (rule.do.kind === 'refuse') refuse(rule.do.ms);
				if (rule.do.kind === 'token-expire' || rule.do.kind === 'refuse') faults.spend(rule.id);
			}
			applyStanding();
			return added;
		},
		removeFault(id: string) {
			const removed = faults.remove(id);
			applyStanding();
			return removed !== undefined;
		},
		clearFaults() {
			faults.clear();
			applyStanding();
		},
		reset() {
			life.forget();
			book.clear();
			api.clear();
			faults.clear();
			applyStanding();
			requests.clear();
			switches = initial;
		},
	};

	return {
		async start(wanted = 0) {
			closed = false;
			port = await open(wanted);
			return { url: `http://127.0.0.1:${port}`, port };
		},
		async stop() {
			closed = true;
			clearTimeout(reopening);
			reopening = undefined;
			life.forget();
			poster.close();
			await shut();
		},
		apiUrl: () => `http://127.0.0.1:${port}/api`,
		ledger: (filter = {}) => [...book.ledger(filter)],
		addFaults(...rules) {
			const added = control.addFaults(rules);
			if (!added.ok) throw new Error(added.problem);
			return added.rules;
		},
		removeFault: control.removeFault,
		clearFaults: control.clearFaults,
		setSwitches(patch) {
			const patched = control.setSwitches(patch);
			if (!patched.ok) throw new Error(patched.problem);
			return patched.switches;
		},
		reset: control.reset,
		until(condition) {
			if (condition()) return Promise.resolve();
			return new Promise((done) => waiting.add({ condition, done }));
		},
		listening: () => server !== undefined,
		requests: () => requests,
	};
}
