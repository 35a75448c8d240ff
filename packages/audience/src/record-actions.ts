import { setTimeout as pause } from 'node:timers/promises';
import { type Db, json, type Tx } from '@volna/db';
import type { RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import { successText, validationErrorText } from './answer-of.ts';
import { type AppliedCall, applyCall } from './apply-call.ts';
import type { NewAction } from './batch-state.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { type ClaimedCall, claimCalls } from './claim-calls.ts';
import { ensureActionMonths } from './ensure-action-months.ts';
import type { CallIssue, OperationCall } from './operation-call.ts';
import { readBatch } from './read-batch.ts';
import type { StartRuns } from './start-runs.ts';
import { LostRace, writeBatch } from './write-batch.ts';

/** A checked call on its way into the database. (operationId, transactionId) is its key, unique within a batch. */
export interface CallToRecord {
	readonly operationId: string;
	readonly transactionId: string;
	/** `new`: not in the database yet. `accepted`: durable, its row waits to be recorded. */
	readonly entry: 'new' | 'accepted';
	readonly kind: 'sync' | 'async';
	/** The call brought the transactionId; else it was made up for it. */
	readonly named: boolean;
	readonly endpointId: string;
	readonly keyId: string | null;
	readonly mode: 'live' | 'test';
	readonly query: Readonly<Record<string, string>>;
	/** SHA-256 of the canonical body. */
	readonly bodyHash: Buffer;
	readonly call: OperationCall;
	readonly warnings: readonly CallIssue[];
	/** An estimate is enough: it says which month of history must exist. The database states the moment. */
	readonly receivedAt: Date;
}

/**
 * - `recorded`: customer, order, action, runs and the answer are committed.
 * - `invalid`: a fault that only the database shows; nothing is stored, and the answer says what it is.
 * - `taken`: its key is in the database already, or another process records it, or its key was revoked.
 * - `failed`: recording it threw; nothing of it is stored.
 */
export type CallResult =
	| { readonly status: 'recorded'; readonly answer: string; readonly customerId: number | null }
	| { readonly status: 'invalid'; readonly answer: string }
	| { readonly status: 'taken' }
	| { readonly status: 'failed'; readonly error: unknown };

export interface RecordDeps {
	readonly startRuns: StartRuns;
	readonly log?: (entry: { code: string; error?: unknown; details?: Record<string, string | number> }) => void;
	/** What names mean; read anew where it is not given. */
	readonly catalogue?: Catalogue;
}

const TRIES = 4;
const RACES = 5;
/** An accepted call that throws this often is given up. */
const ATTEMPTS = 5;

/**
 * Records a batch of calls in one transaction: customers found or created, their fields, subscriptions, segments,
 * orders and actions, the runs these start, and the answers. `sync`, `async` and the sweep all end here.
 *
 * One statement per table for the whole batch. When the batch throws it is rolled back to a savepoint and taken one by
 * one; a deadlock repeats the transaction, three times at most, with jitter. Results stand in the batch's order.
 */
export async function recordActions(
	db: Db,
	batch: readonly CallToRecord[],
	deps: RecordDeps,
): Promise<readonly CallResult[]> {
	if (batch.length === 0) return [];
	const catalogue = deps.catalogue ?? (await readCatalogue(db));
	await ensureActionMonths(
		db,
		batch.flatMap((item) => [item.receivedAt, new Date(item.call.occurredAt ?? item.receivedAt)]),
	);
	for (let attempt = 1; ; attempt++) {
		try {
			return await db.transaction().execute((tx) => recordClaimed(tx, batch, catalogue, deps));
		} catch (error) {
			if (!isDeadlock(error) || attempt >= TRIES) throw error;
			await pause(Math.random() * 20 * attempt);
		}
	}
}

async function recordClaimed(
	tx: Tx,
	batch: readonly CallToRecord[],
	catalogue: Catalogue,
	deps: RecordDeps,
): Promise<readonly CallResult[]> {
	const results: CallResult[] = batch.map(() => ({ status: 'taken' }));
	const claimed = await claimCalls(tx, batch);
	if (claimed.length === 0) return results;
	try {
		await guarded(tx, () => recordTogether(tx, claimed, catalogue, deps, results));
	} catch (error) {
		if (isDeadlock(error) || isConnectionLost(error)) throw error;
		if (claimed.length > 1) deps.log?.({ code: 'batch-failed', error, details: { calls: claimed.length } });
		for (const item of claimed) await recordAlone(tx, item, catalogue, deps, results);
	}
	return results;
}

async function recordAlone(
	tx: Tx,
	item: ClaimedCall,
	catalogue: Catalogue,
	deps: RecordDeps,
	results: CallResult[],
): Promise<void> {
	try {
		await guarded(tx, () => recordTogether(tx, [item], catalogue, deps, results));
	} catch (error) {
		if (isDeadlock(error) || isConnectionLost(error)) throw error;
		const { operationId, transactionId } = item.call;
		deps.log?.({ code: 'call-failed', error, details: { operationId, transactionId } });
		results[item.index] = { status: 'failed', error };
		// A sync call's caller hears of it and may repeat; an accepted one was promised and is tried again.
		await sql`
			update operation_request
			set attempts = attempts + 1,
			    state = case when kind = 'sync' or attempts + 1 >= ${ATTEMPTS} then 'failed' else 'accepted' end,
			    claimed_until = volna.now_exact() + make_interval(secs => 10 * (attempts + 1)),
			    finished_at = volna.now_exact()
			where operation_id = ${operationId} and transaction_id = ${transactionId}`.execute(tx);
	}
}

/** Runs within a savepoint. A lost race for a new identifier is run again: whoever won has committed by then. */
async function guarded(tx: Tx, work: () => Promise<void>): Promise<void> {
	for (let race = 1; ; race++) {
		await sql`savepoint calls`.execute(tx);
		try {
			await work();
			await sql`release savepoint calls`.execute(tx);
			return;
		} catch (error) {
			if (isConnectionLost(error)) throw error;
			await sql`rollback to savepoint calls`.execute(tx);
			await sql`release savepoint calls`.execute(tx);
			if (!(error instanceof LostRace) || race >= RACES) throw error;
		}
	}
}

async function recordTogether(
	tx: Tx,
	claimed: readonly ClaimedCall[],
	catalogue: Catalogue,
	deps: RecordDeps,
	results: CallResult[],
): Promise<void> {
	const { changes, toApply, recordedAt } = await readBatch(tx, claimed, catalogue);
	const applied = toApply.map((item) => applyCall(item, changes, catalogue));
	await writeBatch(tx, changes, recordedAt, claimed, applied);
	const settled = claimed.map((item, index) => settle(item, applied[index]!, catalogue));
	await finishCalls(tx, claimed, settled, applied);
	for (const [index, item] of claimed.entries()) results[item.index] = settled[index]!;
	const actions = recordedActions(claimed, changes.actions, catalogue, recordedAt);
	if (actions.length > 0) await deps.startRuns(tx, actions);
}

type Settled = CallResult & { status: 'recorded' | 'invalid' };

function settle(item: ClaimedCall, applied: AppliedCall, catalogue: Catalogue): Settled {
	if (applied.status === 'invalid') {
		return { status: 'invalid', answer: validationErrorText(applied.issues, catalogue.language) };
	}
	const answer = successText(item.call, item.receivedAt, applied, catalogue);
	return { status: 'recorded', answer, customerId: applied.status === 'applied' ? applied.customer.id : null };
}

async function finishCalls(
	tx: Tx,
	claimed: readonly ClaimedCall[],
	settled: readonly Settled[],
	applied: readonly AppliedCall[],
): Promise<void> {
	const rows = claimed.map(({ call }, index) => {
		const result = settled[index]!;
		const fresh =
			applied[index]!.status === 'applied' ? (applied[index] as { warnings: readonly CallIssue[] }).warnings : [];
		return {
			o: call.operationId,
			t: call.transactionId,
			state: result.status,
			answer: result.answer,
			warnings: [...call.warnings, ...fresh],
			customer: result.status === 'recorded' ? result.customerId : null,
		};
	});
	await sql`
		update operation_request r
		set state = d.state, answer = d.answer, warnings = d.warnings, customer_id = d.customer,
		    claimed_until = null, finished_at = volna.now_exact()
		from jsonb_to_recordset(${json(rows)})
		  as d(o uuid, t text, state text, answer text, warnings jsonb, customer bigint)
		where r.operation_id = d.o and r.transaction_id = d.t`.execute(tx);
}

function recordedActions(
	claimed: readonly ClaimedCall[],
	actions: readonly NewAction[],
	catalogue: Catalogue,
	recordedAt: Date,
): RecordedAction[] {
	const callOf = new Map(claimed.map((item) => [item.call.call, item.call]));
	return actions.map((action) => {
		const call = callOf.get(action.call)!;
		return {
			id: action.id,
			customerId: action.customer.id,
			occurredAt: new Date(action.occurredAt),
			recordedAt,
			templateId: action.templateId,
			templateName: catalogue.templateById.get(action.templateId)?.name ?? '',
			trusted: call.keyId !== null,
			mode: call.mode,
			touchpoint: action.call.touchpoint,
			custom: action.custom,
			order: action.order && {
				ref: action.order.id,
				id: action.order.externalId,
				status: action.order.status,
				total: action.order.total,
				createdAt: action.order.createdAt,
				lineCount: action.order.lineCount,
			},
		};
	});
}

/** Deadlock, serialization failure, lock timeout. */
export function isDeadlock(error: unknown): boolean {
	return ['40P01', '40001', '55P03'].includes(codeOf(error));
}

function isConnectionLost(error: unknown): boolean {
	const code = codeOf(error);
	return code.startsWith('08') || code.startsWith('57P') || code === 'ECONNRESET' || /terminated/.test(String(error));
}

function codeOf(error: unknown): string {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
