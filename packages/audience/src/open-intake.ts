import { randomUUID } from 'node:crypto';
import type { Db } from '@volna/db';
import { Temporal } from 'temporal-polyfill';
import { acceptedText, type CallOutcome, validationErrorText } from './answer-of.ts';
import { batcher } from './batcher.ts';
import { hashOfJson, TooDeep } from './canonical-json.ts';
import { type Catalogue, keepCatalogue } from './catalogue.ts';
import { insertCalls, keyOf, type RequestRow } from './claim-calls.ts';
import { noteKeysUsed } from './endpoint-keys.ts';
import { KeylessLimit } from './keyless-limit.ts';
import type { ParsedBody } from './operation-call.ts';
import { parseOperationBody } from './parse-operation-body.ts';
import { type CallResult, type CallToRecord, isDeadlock, type RecordDeps, recordActions } from './record-actions.ts';
import { type CallHead, type ResolvedCall, resolveCall } from './resolve-call.ts';
import { settleRepeat } from './settle-repeat.ts';
import type { ProtocolErrorCode } from './states.ts';

export interface IntakeDeps extends Pick<RecordDeps, 'startRuns' | 'log'> {
	/** How long names may be remembered, ms; 5 000 by default. */
	readonly catalogueMs?: number;
	/** How long a repeat waits for its first, ms; 5 000 by default. */
	readonly patienceMs?: number;
}

/** One call of `/v3/operations/{sync|async}`, its body parsed from JSON and not looked at yet. */
export interface IncomingCall extends CallHead {
	readonly kind: 'sync' | 'async';
	readonly body: unknown;
	/** The caller's address, for the limit of keyless calls. */
	readonly address?: string | null;
}

export interface Intake {
	/**
	 * `sync` is answered when everything is committed, runs and wake-up included; `async` when the call is durable. Never
	 * rejects: whatever happens is an outcome, see `answerOf`.
	 */
	call(incoming: IncomingCall): Promise<CallOutcome>;
	/** The catalogue calls are checked against, at most 5 s old. */
	catalogue(): Promise<Catalogue>;
	/** Resolves once every accepted call is recorded: for a clean stop. */
	idle(): Promise<void>;
}

const BATCH = 250;
/** Two transactions at once: one waits for the database while the other's calls are checked. */
const SYNC_LANES = 2;
/** One at a time, so that what one process accepted is recorded in the order in which it was answered. */
const ASYNC_LANES = 1;
const CLAIM_SECONDS = 30;
const BUSY_AT = 5000;
/** Names not found are looked up anew, yet not more often than this. */
const FRESH_MS = 250;

/** Opens the intake of operations on a database: checks, makes durable in micro-batches, records. Nothing connects yet. */
export function openIntake(db: Db, deps: IntakeDeps): Intake {
	const catalogueOf = keepCatalogue(db, deps.catalogueMs ?? 5000);
	const record = async (batch: readonly CallToRecord[]) =>
		recordActions(db, batch, { ...deps, catalogue: await catalogueOf() });
	const recorder = batcher<CallToRecord, CallResult>(record, { max: BATCH, lanes: SYNC_LANES });
	const follower = batcher<CallToRecord, CallResult>(record, { max: BATCH, lanes: ASYNC_LANES });
	const keeper = batcher<RequestRow, boolean>((batch) => keep(db, batch), { max: BATCH * 2, lanes: 1 });
	const keyless = new KeylessLimit();
	const keysUsed = new Set<string>();

	async function call(incoming: IncomingCall): Promise<CallOutcome> {
		try {
			return await take(incoming);
		} catch (error) {
			deps.log?.({ code: 'call-refused', error });
			// The language of a refusal is worth no second failure.
			return { status: 'refused', code: isPassing(error) ? 'busy' : 'internal', language: 'ru', retryAfterSeconds: 1 };
		}
	}

	async function take(incoming: IncomingCall): Promise<CallOutcome> {
		let catalogue = await catalogueOf();
		let resolution = resolveCall(catalogue, incoming);
		if (!resolution.ok && resolution.code !== 'bad-query') {
			catalogue = await catalogueOf(FRESH_MS);
			resolution = resolveCall(catalogue, incoming);
		}
		const refuse = (code: ProtocolErrorCode): CallOutcome => ({
			status: 'refused',
			code,
			language: catalogue.language,
		});
		if (!resolution.ok) return refuse(resolution.code);
		const { key, deviceUuid } = resolution.call;
		if (!key && !keyless.take(deviceUuid, incoming.address ?? null, performance.now())) {
			return { status: 'refused', code: 'too-many', language: catalogue.language, retryAfterSeconds: 60 };
		}
		if (recorder.waiting > BUSY_AT || keeper.waiting > BUSY_AT) return refuse('busy');
		const bodyHash = hashOf(incoming.body);
		if (!bodyHash) return refuse('bad-json');
		const resolved = resolution.call;
		let parsed = parse(incoming.body, resolved, catalogue);
		if (parsed.unknownName) {
			catalogue = await catalogueOf(FRESH_MS);
			parsed = parse(
				incoming.body,
				{ ...resolved, operation: catalogue.operationById.get(resolved.operation.id) ?? resolved.operation },
				catalogue,
			);
		}
		if (resolved.key) noteKey(resolved.key.id);
		return settle(incoming, rowOf(incoming, resolved, bodyHash, parsed, catalogue), parsed, catalogue);
	}

	async function settle(
		incoming: IncomingCall,
		row: RequestRow,
		parsed: ParsedBody,
		catalogue: Catalogue,
	): Promise<CallOutcome> {
		// A first of the same id that failed meanwhile leaves the id free: once is enough to try.
		for (let round = 0; round < 2; round++) {
			const outcome = await attempt(incoming, row, parsed, catalogue);
			if (outcome) return outcome;
			const repeat = await settleRepeat(db, row, catalogue.language, deps.patienceMs);
			if (repeat.status !== 'free') return repeat;
		}
		// Nothing holds the id and nothing lets the call in: its key was revoked.
		await catalogueOf(0);
		return { status: 'refused', code: 'key-invalid', language: catalogue.language };
	}

	/** Undefined when the call's id is taken. */
	async function attempt(
		incoming: IncomingCall,
		row: RequestRow,
		parsed: ParsedBody,
		catalogue: Catalogue,
	): Promise<CallOutcome | undefined> {
		if (!parsed.ok) {
			if (!(await keeper.push(row))) return undefined;
			return { status: 'answered', answer: incoming.kind === 'async' ? acceptedText : row.answer!, replayed: false };
		}
		if (incoming.kind === 'async') {
			if (!(await keeper.push(row))) return undefined;
			recordLater(toRecord(row, parsed, 'accepted', catalogue));
			return { status: 'answered', answer: acceptedText, replayed: false };
		}
		const result = await recorder.push(toRecord(row, parsed, 'new', catalogue));
		if (result.status === 'taken') return undefined;
		if (result.status === 'failed') return { status: 'refused', code: 'internal', language: catalogue.language };
		return { status: 'answered', answer: result.answer, replayed: false };
	}

	/** The call is durable: what goes wrong here the sweep makes good. */
	function recordLater(call: CallToRecord): void {
		if (follower.waiting > BUSY_AT * 2) return;
		follower.push(call).catch((error) => deps.log?.({ code: 'left-to-sweep', error }));
	}

	function noteKey(keyId: string): void {
		if (keysUsed.has(keyId)) return;
		keysUsed.add(keyId);
		noteKeysUsed(db, [keyId]).catch((error) => deps.log?.({ code: 'key-use-not-noted', error }));
		setTimeout(() => keysUsed.delete(keyId), 60_000).unref();
	}

	return {
		call,
		catalogue: () => catalogueOf(),
		async idle() {
			await keeper.idle();
			await recorder.idle();
			await follower.idle();
		},
	};
}

/** Makes calls durable in one statement, which is its own transaction. True for those that are new. */
async function keep(db: Db, batch: readonly RequestRow[]): Promise<boolean[]> {
	const fresh = await insertCalls(db, batch, CLAIM_SECONDS);
	// Of one id twice in a batch the first is new.
	return batch.map((row) => fresh.delete(keyOf(row)));
}

function parse(body: unknown, resolved: ResolvedCall, catalogue: Catalogue): ParsedBody {
	return parseOperationBody(body, {
		operation: resolved.operation,
		catalogue,
		keyed: resolved.key !== null,
		endpointName: resolved.endpoint.systemName,
		receivedAt: Temporal.Instant.fromEpochMilliseconds(Math.floor(Date.now() + catalogue.clockAheadMs)),
		deviceUuid: resolved.deviceUuid,
		deviceTimeZone: resolved.deviceTimeZone,
		dateTimeOffset: resolved.dateTimeOffset,
	});
}

function rowOf(
	incoming: IncomingCall,
	resolved: ResolvedCall,
	bodyHash: Buffer,
	parsed: ParsedBody,
	catalogue: Catalogue,
): RequestRow {
	const query: Record<string, string> = {};
	if (resolved.deviceTimeZone) query.deviceTimeZone = resolved.deviceTimeZone;
	if (resolved.dateTimeOffset !== null) query.dateTimeOffset = String(resolved.dateTimeOffset);
	return {
		operationId: resolved.operation.id,
		transactionId: resolved.transactionId ?? randomUUID(),
		named: resolved.transactionId !== null,
		kind: incoming.kind,
		endpointId: resolved.endpoint.id,
		keyId: resolved.key?.id ?? null,
		mode: resolved.mode,
		query,
		bodyHash,
		state: parsed.ok ? 'accepted' : 'invalid',
		call: parsed.ok ? parsed.call : null,
		warnings: parsed.ok ? parsed.warnings : [],
		...(!parsed.ok && { answer: validationErrorText(parsed.issues, catalogue.language) }),
	};
}

function toRecord(
	row: RequestRow,
	parsed: ParsedBody & { ok: true },
	entry: 'new' | 'accepted',
	catalogue: Catalogue,
): CallToRecord {
	return { ...row, call: parsed.call, entry, receivedAt: new Date(Date.now() + catalogue.clockAheadMs) };
}

function hashOf(body: unknown): Buffer | undefined {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	try {
		return hashOfJson(body);
	} catch (error) {
		if (error instanceof TooDeep) return undefined;
		throw error;
	}
}

/** Worth repeating soon: the database is busy or away. */
function isPassing(error: unknown): boolean {
	const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
	return (
		isDeadlock(error) || /^(08|53|57)/.test(code) || /^E[A-Z]+$/.test(code) || /timeout|terminated/i.test(String(error))
	);
}
