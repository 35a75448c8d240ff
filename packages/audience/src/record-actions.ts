import { setTimeout as pause } from 'node:timers/promises';
import { type Db, json, prepared, type Tx, together, transact } from '@volna/db';
import type { RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import { successText, validationErrorText } from './answer-of.ts';
import { type AppliedCall, applyCall, type BatchChanges } from './apply-call.ts';
import type { NewAction, OrderRow } from './batch-state.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { type ClaimedCall, claimCalls, insertCalls, type RequestRow } from './claim-calls.ts';
import { ensureActionMonths } from './ensure-action-months.ts';
import type { CallIssue, OperationCall } from './operation-call.ts';
import { readBatch, readHolders } from './read-batch.ts';
import type { StartRuns } from './start-runs.ts';
import { passGuards, roundsOf } from './templates/pass-guards.ts';
import { LostRace, noteActivity, writeActions, writeBatch } from './write-batch.ts';
import { settleZoneByNumber } from './zones/settle-zone.ts';

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
			return await transact(db, (tx) => recordInTransaction(tx, batch, catalogue, deps));
		} catch (error) {
			if (!isDeadlock(error) || attempt >= TRIES) throw error;
			await pause(Math.random() * 20 * attempt);
		}
	}
}

async function recordInTransaction(
	tx: Tx,
	batch: readonly CallToRecord[],
	catalogue: Catalogue,
	deps: RecordDeps,
): Promise<readonly CallResult[]> {
	// Accepted calls are durable already: what a crashed server forgets of recording them, the sweep does again.
	if (batch.every((call) => call.entry === 'accepted')) await sql`set local synchronous_commit = off`.execute(tx);
	try {
		return await guarded(tx, () => recordTogether(tx, batch, catalogue, deps));
	} catch (error) {
		if (isDeadlock(error) || isConnectionLost(error)) throw error;
		if (batch.length > 1) deps.log?.({ code: 'batch-failed', error, details: { calls: batch.length } });
		const results: CallResult[] = [];
		for (const call of batch) results.push(await recordAlone(tx, call, catalogue, deps));
		return results;
	}
}

async function recordAlone(tx: Tx, call: CallToRecord, catalogue: Catalogue, deps: RecordDeps): Promise<CallResult> {
	try {
		const [result] = await guarded(tx, () => recordTogether(tx, [call], catalogue, deps));
		return result!;
	} catch (error) {
		if (isDeadlock(error) || isConnectionLost(error)) throw error;
		const { operationId, transactionId } = call;
		deps.log?.({ code: 'call-failed', error, details: { operationId, transactionId } });
		await noteFailure(tx, call);
		return { status: 'failed', error };
	}
}

/** A new call's caller hears of it and may repeat; an accepted one was promised and is tried again. */
async function noteFailure(tx: Tx, call: CallToRecord): Promise<void> {
	if (call.entry === 'new') {
		await insertCalls(tx, [{ ...call, state: 'failed' }], 0);
		return;
	}
	await sql`${prepared}
		update operation_request
		set attempts = attempts + 1,
		    state = case when attempts + 1 >= ${ATTEMPTS} then 'failed' else 'accepted' end,
		    claimed_until = volna.now_exact() + make_interval(secs => 10 * (attempts + 1)),
		    finished_at = case when attempts + 1 >= ${ATTEMPTS} then volna.now_exact() end
		where operation_id = ${call.operationId} and transaction_id = ${call.transactionId}`.execute(tx);
}

/** Runs within a savepoint. A lost race, for a call's id or a new identifier, is run again: whoever won has committed by then. */
async function guarded<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
	// Whoever holds a customer for longer than this makes us begin anew instead of standing in line.
	const opened = sql`set local lock_timeout = '5s'; savepoint calls`.execute(tx);
	for (let race = 1; ; race++) {
		try {
			const [result] = await together([work(), opened]);
			return result;
		} catch (error) {
			if (isConnectionLost(error)) throw error;
			await sql`rollback to savepoint calls`.execute(tx);
			if (!(error instanceof LostRace) || race >= RACES) throw error;
		}
	}
}

async function recordTogether(
	tx: Tx,
	batch: readonly CallToRecord[],
	catalogue: Catalogue,
	deps: RecordDeps,
): Promise<CallResult[]> {
	const results: CallResult[] = batch.map(() => ({ status: 'taken' }));
	const [claimed, holders] = await together([
		claimCalls(tx, batch),
		readHolders(
			tx,
			batch.map(({ call }) => call),
		),
	]);
	if (claimed.length === 0) return results;
	const { changes, toApply, recordedAt } = await readBatch(tx, claimed, holders, catalogue);
	let applied = toApply.map((item) => applyCall(item, changes, catalogue));
	for (const customer of changes.customers) {
		const touched = customer.created || customer.dirty;
		if (touched && settleZoneByNumber(customer.row, catalogue.ranges, recordedAt.toISOString())) customer.dirty = true;
	}
	const isGuarded = changes.actions.some((action) => catalogue.templateById.get(action.templateId)?.guard);
	if (isGuarded) applied = await writeGuarded(tx, changes, recordedAt, claimed, applied, catalogue);
	const settled = claimed.map((item, index) => settle(item, applied[index]!, catalogue));
	await together([
		!isGuarded && writeBatch(tx, changes, recordedAt, claimed, applied),
		finishCalls(tx, claimed, settled, applied),
	]);
	for (const [index, item] of claimed.entries()) results[item.index] = settled[index]!;
	const actions = recordedActions(claimed, changes.actions, catalogue, recordedAt);
	if (actions.length > 0) await deps.startRuns(tx, actions);
	return results;
}

/**
 * Writes a batch in which some actions have a guard: everything else first, because guards ask the database, then the
 * actions that pass, a customer's in their order. What does not pass is taken out of the batch and of its answers.
 */
async function writeGuarded(
	tx: Tx,
	changes: BatchChanges,
	recordedAt: Date,
	claimed: readonly ClaimedCall[],
	applied: readonly AppliedCall[],
	catalogue: Catalogue,
): Promise<AppliedCall[]> {
	const actions = changes.actions.splice(0);
	await writeBatch(tx, changes, recordedAt, claimed, applied);
	for (const round of roundsOf(actions)) {
		const passed = await passGuards(
			tx,
			round.map((action) => {
				const template = catalogue.templateById.get(action.templateId);
				return {
					...action,
					customerId: action.customer.id,
					guard: template?.guard ?? null,
					templateName: template?.name ?? '',
					touchpoint: action.call.touchpoint,
					order: action.order && orderFacts(action.order),
				};
			}),
		);
		const stored = round.filter((action) => passed.has(action.id));
		await writeActions(tx, stored, recordedAt, claimed, applied);
		changes.actions.push(...stored);
	}
	const personal = changes.actions.filter(({ templateId }) => {
		const template = catalogue.templateById.get(templateId);
		return template?.guard && template.personal;
	});
	await noteActivity(tx, personal);
	const kept = new Set(changes.actions);
	return applied.map((outcome) => {
		if (outcome.status !== 'applied' || !outcome.action || kept.has(outcome.action)) return outcome;
		const skipped: CallIssue = { code: 'skipped-condition', location: '/customerAction' };
		return { ...outcome, action: null, warnings: [...outcome.warnings, skipped] };
	});
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
	const rows = claimed.map(({ call }, index): RequestRow & { entry: CallToRecord['entry'] } => {
		const [result, outcome] = [settled[index]!, applied[index]!];
		return {
			...call,
			// What is wrong with a body is not kept with the body.
			call: result.status === 'invalid' ? null : call.call,
			state: result.status,
			answer: result.answer,
			warnings: [...call.warnings, ...(outcome.status === 'applied' ? outcome.warnings : [])],
			customerId: result.status === 'recorded' ? result.customerId : null,
		};
	});
	const fresh = rows.filter((row) => row.entry === 'new');
	const [written] = await together([
		insertCalls(tx, fresh, 0),
		finishAccepted(
			tx,
			rows.filter((row) => row.entry === 'accepted'),
		),
	]);
	if (written.size < fresh.length) throw new LostRace('a call of the same id came first');
}

// By place: the rows are ours since they were claimed, so they stay where they are.
async function finishAccepted(tx: Tx, rows: readonly RequestRow[]): Promise<void> {
	if (rows.length === 0) return;
	const values = rows.map((row) => ({
		o: row.operationId,
		t: row.transactionId,
		state: row.state,
		answer: row.answer,
		warnings: row.warnings,
		customer: row.customerId,
	}));
	await sql`${prepared}
		update operation_request r
		set state = d.state, answer = d.answer, warnings = d.warnings, customer_id = d.customer,
		    body = case when d.state = 'invalid' then null else r.body end,
		    claimed_until = null, finished_at = volna.now_exact()
		from jsonb_to_recordset(${json(values)})
		  as d(o uuid, t text, state text, answer text, warnings jsonb, customer bigint)
		cross join lateral (
			select q.ctid as place from operation_request q where q.operation_id = d.o and q.transaction_id = d.t limit 1
		) q
		where r.ctid = q.place`.execute(tx);
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
			order: action.order && orderFacts(action.order),
		};
	});
}

function orderFacts(order: OrderRow): NonNullable<RecordedAction['order']> {
	return {
		ref: order.id,
		id: order.externalId,
		status: order.status,
		total: order.total,
		createdAt: order.createdAt,
		lineCount: order.lineCount,
	};
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
