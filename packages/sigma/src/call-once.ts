import { subscribe } from 'node:diagnostics_channel';
import type { Dispatcher } from 'undici';

export interface Call {
	method: 'GET' | 'POST';
	/** Path and query. */
	path: string;
	headers: Record<string, string>;
	body: string | null;
	/** Monotonic instant after which no byte may leave, ms. */
	startBy: number;
	/** Ends the whole call, wherever it stands. */
	deadline: AbortSignal;
	/** Runs in the tick of the write, just before it; a throw keeps every byte back. */
	onSending?: () => void;
}

/** What came of a call. `written` says whether anything may have left this machine. */
export type CallResult =
	| { kind: 'answer'; status: number; headers: AnswerHeaders; body: string }
	| { kind: 'broken'; written: boolean; code: string; error: unknown };

export type AnswerHeaders = Record<string, string | string[] | undefined>;

/** No byte has left, and none will: the moment to start had passed. */
export class NotStarted extends Error {
	readonly code = 'NOT_STARTED';
	constructor() {
		super('the moment to start has passed');
		this.name = 'NotStarted';
	}
}

interface Started {
	path: string;
	written(): void;
}

// undici announces the write in the same turn in which it says onRequestStart, so one place is enough to join the two.
let starting: Started | null = null;
let watching = false;

function watchWrites(): void {
	if (watching) return;
	watching = true;
	subscribe('undici:client:sendHeaders', (message) => {
		const started = starting;
		if (!started || (message as { request: { path: string } }).request.path !== started.path) return;
		starting = null;
		started.written();
	});
}

/**
 * One HTTP call, one attempt, never a throw. Whether something was written is known from undici's own announcement, not
 * from the error: `ECONNRESET` and timeouts come in both phases.
 */
export function callOnce(dispatcher: Dispatcher, call: Call): Promise<CallResult> {
	watchWrites();
	return new Promise((resolve) => {
		let written = false;
		let settled = false;
		let controller: Dispatcher.DispatchController | null = null;
		let status = 0;
		let headers: AnswerHeaders = {};
		const pieces: Buffer[] = [];

		const settle = (result: CallResult) => {
			if (settled) return;
			settled = true;
			clearTimeout(late);
			call.deadline.removeEventListener('abort', onDeadline);
			resolve(result);
		};
		const fail = (error: unknown) => settle({ kind: 'broken', written, code: errorCode(error), error });

		// What still waits for a connection is given up here; should one open after all, onRequestStart writes nothing.
		const late = setTimeout(() => fail(new NotStarted()), Math.max(0, call.startBy - performance.now()));
		const onDeadline = () => {
			const reason: unknown = call.deadline.reason;
			fail(reason);
			controller?.abort(reason instanceof Error ? reason : new Error('deadline'));
		};
		call.deadline.addEventListener('abort', onDeadline, { once: true });
		if (call.deadline.aborted) return onDeadline();

		try {
			dispatcher.dispatch(
				{ method: call.method, path: call.path, headers: call.headers, body: call.body, idempotent: false },
				{
					onRequestStart(given) {
						// undici puts a request back in line when its socket ends in certain ways; one start is all it gets here.
						if (settled || controller !== null || performance.now() > call.startBy) {
							given.abort(new NotStarted());
							return;
						}
						call.onSending?.();
						controller = given;
						starting = {
							path: call.path,
							written() {
								written = true;
								clearTimeout(late);
							},
						};
					},
					onResponseStart(_controller, code, given) {
						if (code < 200) return;
						status = code;
						headers = given as AnswerHeaders;
					},
					onResponseData(_controller, piece) {
						pieces.push(piece);
					},
					onResponseEnd() {
						settle({ kind: 'answer', status, headers, body: Buffer.concat(pieces).toString('utf8') });
					},
					onResponseError(_controller, error) {
						fail(error);
					},
				},
			);
		} catch (error) {
			fail(error);
		}
	});
}

/** A short word for what went wrong; `AbortSignal.timeout` carries a number as its code, a parser error none of ours. */
function errorCode(error: unknown): string {
	if (!(error instanceof Error)) return 'unknown';
	if (error.name === 'TimeoutError') return 'timeout';
	if (error.name === 'HTTPParserError') return 'bad_http';
	const code = (error as NodeJS.ErrnoException).code;
	return typeof code === 'string' && code !== '' ? code : error.name;
}
