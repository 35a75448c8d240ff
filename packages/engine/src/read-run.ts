import type { Db, Tx } from '@volna/db';
import type { FlowDocument } from '@volna/flow';
import type { Json, RunValues } from '@volna/node-sdk';
import { sql } from 'kysely';
import { type RunSummary, readRunSummary } from './list-runs.ts';
import type { StepKind } from './states.ts';

export interface StepOfRun {
	readonly at: Date;
	readonly nodeId: string;
	readonly nodeName: string;
	readonly nodeType: string;
	readonly visit: number;
	readonly kind: StepKind;
	readonly output: string | null;
	readonly reason: string | null;
	readonly details: Readonly<Record<string, Json>>;
}

export interface MessageOfRun {
	readonly id: string;
	readonly nodeId: string;
	readonly visit: number;
	readonly state: string;
	readonly reason: string | null;
	readonly detail: string | null;
	readonly dueAt: Date;
	/** Why it is not claimed just now. */
	readonly hold: string | null;
}

/** One customer's path through a flow. */
export interface RunPath {
	readonly run: RunSummary;
	/** The document of the version that was run. */
	readonly document: FlowDocument;
	readonly steps: readonly StepOfRun[];
	readonly messages: readonly MessageOfRun[];
	readonly values: RunValues;
	/** What it stays for: `until` null is without end. */
	readonly waiting: { readonly nodeId: string; readonly until: Date | null; readonly for: 'time' | 'message' } | null;
}

/** The path of a run on the version that was run, with its messages and what it waits for; null when unknown. */
export async function readRun(db: Db | Tx, runId: string): Promise<RunPath | null> {
	const run = await readRunSummary(db, runId);
	if (!run) return null;
	const row = await db
		.selectFrom('run as r')
		.innerJoin('flowVersion as v', 'v.id', 'r.versionId')
		.select(['v.document', 'r.values', 'r.parked'])
		.where('r.id', '=', runId)
		.executeTakeFirstOrThrow();
	const document = row.document as FlowDocument;
	const nodes = new Map(document.nodes.map((node) => [node.id, node]));
	const steps = await db
		.selectFrom('step')
		.select(['at', 'nodeId', 'visit', 'kind', 'output', 'reason', 'details'])
		.where('runId', '=', runId)
		.orderBy('at')
		.orderBy('id')
		.execute();
	const messages = await sql<MessageOfRun>`
		select m.id, m.node_id, m.visit, m.state, m.reason, m.detail, m.due_at,
			case when m.state in ('planned', 'scheduled', 'queued', 'leased') then
				(select h.reason from hold h where h.key = any (m.hold_keys) order by h.since limit 1) end as hold
		from message m
		where m.run_id = ${runId}
		order by m.created_at, m.id`.execute(db);
	const listening = await db.selectFrom('runWait').select('runId').where('runId', '=', runId).limit(1).execute();
	return {
		run,
		document,
		steps: steps.map((step) => ({
			...step,
			details: step.details as StepOfRun['details'],
			nodeName: nodes.get(step.nodeId)?.name ?? '',
			nodeType: nodes.get(step.nodeId)?.type ?? '',
		})),
		messages: messages.rows,
		values: row.values as RunValues,
		waiting:
			row.parked && run.endedAt === null && run.nodeId !== null
				? { nodeId: run.nodeId, until: run.dueAt, for: listening.length > 0 ? 'message' : 'time' }
				: null,
	};
}
