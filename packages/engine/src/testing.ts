import { type Db, json } from '@volna/db';
import {
	contentHash,
	type EntryRule,
	emptyDocument,
	type FlowDocument,
	maxSteps,
	type Plan,
	type PlanStep,
} from '@volna/flow';
import type { Filter, InsideCapabilities, NodeType, Op, RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { EngineLog } from './engine-deps.ts';
import type { FlowState } from './states.ts';

/** A step of a plan made by hand: its op and where its outputs lead. */
export interface StepSketch {
	readonly type?: NodeType;
	readonly version?: number;
	readonly op: Op;
	readonly next?: Readonly<Record<string, string | null>>;
	readonly maxVisits?: number;
	readonly effect?: PlanStep['effect'];
	readonly policy?: PlanStep['policy'];
}

/** A plan made by hand, without a document. */
export function sketchPlan(sketch: {
	readonly templates: readonly string[];
	readonly first: string | null;
	readonly steps: Readonly<Record<string, StepSketch>>;
	readonly entry?: EntryRule;
	readonly filter?: Filter;
	readonly exit?: Filter;
	readonly ignoreOlder?: string;
	readonly acceptUntrusted?: boolean;
	readonly maxSteps?: number;
}): Plan {
	const steps = Object.entries(sketch.steps)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(
			([node, step]): PlanStep => ({
				node,
				type: step.type ?? (`test.${step.op.op}` as NodeType),
				version: step.version ?? 1,
				op: step.op,
				maxVisits: step.maxVisits ?? maxSteps,
				effect: step.effect ?? { class: 'none' },
				policy: step.policy ?? {},
				next: step.next ?? {},
			}),
		);
	const rest: Omit<Plan, 'hash'> = {
		format: 1,
		trigger: {
			node: 'start',
			type: 'test.on-action',
			version: 1,
			on: {
				on: 'action',
				templates: sketch.templates,
				ignoreOlder: sketch.ignoreOlder ?? 'PT24H',
				acceptUntrusted: sketch.acceptUntrusted ?? false,
			},
			filter: sketch.filter ?? null,
			first: sketch.first,
		},
		entry: sketch.entry ?? { rule: 'every_time', key: 'customer' },
		exit: sketch.exit ?? null,
		steps,
		uses: { types: [], refs: [] },
		locksCustomer: false,
		maxSteps: sketch.maxSteps ?? maxSteps,
	};
	return { ...rest, hash: contentHash(rest) };
}

/** A campaign for what needs one. */
export async function newCampaign(db: Db): Promise<string> {
	const row = await db
		.insertInto('campaign')
		.values({ name: 'Кампания', systemName: sql`'C' || replace(uuidv7()::text, '-', '')` })
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** A flow whose active version has this plan, as if it had been published. */
export async function newPublishedFlow(
	db: Db,
	plan: Plan,
	options: { readonly state?: FlowState; readonly document?: FlowDocument } = {},
): Promise<{ readonly flowId: string; readonly versionId: string }> {
	const document = options.document ?? emptyDocument;
	const flow = await db
		.insertInto('flow')
		.values({
			campaignId: await newCampaign(db),
			name: 'Сценарий',
			systemName: sql`'F' || replace(uuidv7()::text, '-', '')`,
			state: options.state ?? 'active',
			document: json(document),
			documentHash: contentHash(document),
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const versionId = await newVersion(db, flow.id, plan, document);
	return { flowId: flow.id, versionId };
}

/** One more version of a flow, and the active one. */
export async function newVersion(
	db: Db,
	flowId: string,
	plan: Plan,
	document: FlowDocument = emptyDocument,
): Promise<string> {
	const version = await db
		.insertInto('flowVersion')
		.values({
			flowId,
			number: sql`(select coalesce(max(number), 0) + 1 from flow_version where flow_id = ${flowId})`,
			document: json(document),
			documentHash: contentHash(document),
			plan: json(plan),
			planHash: plan.hash,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await db.updateTable('flow').set({ activeVersionId: version.id }).where('id', '=', flowId).execute();
	await db.deleteFrom('flowTrigger').where('flowId', '=', flowId).execute();
	for (const subjectId of plan.trigger.on.templates) {
		await db
			.insertInto('flowTrigger')
			.values({
				flowId,
				kind: 'action',
				subjectId,
				versionId: version.id,
				nodeId: plan.trigger.node,
				filter: plan.trigger.filter ? json(plan.trigger.filter) : null,
				ignoreOlder: plan.trigger.on.ignoreOlder,
				acceptUntrusted: plan.trigger.on.acceptUntrusted,
			})
			.execute();
	}
	return version.id;
}

/** A customer with nothing but a zone. */
export async function newCustomer(db: Db, timeZone: string | null = null): Promise<number> {
	const row = await db.insertInto('customer').values({ timeZone }).returning('id').executeTakeFirstOrThrow();
	return row.id;
}

/** An action as audience hands it over, of this database's now. */
export async function newAction(
	db: Db,
	action: Pick<RecordedAction, 'customerId' | 'templateId'> & Partial<RecordedAction>,
): Promise<RecordedAction> {
	const { rows } = await sql<{ id: string; now: Date }>`select uuidv7() as id, volna.now_exact() as now`.execute(db);
	const { id, now } = rows[0]!;
	return {
		id,
		occurredAt: now,
		recordedAt: now,
		templateName: 'Действие',
		trusted: true,
		mode: 'live',
		touchpoint: null,
		custom: {},
		order: null,
		...action,
	};
}

/** Capabilities that let everybody pass, put nobody in a segment and send nothing; parts may be replaced. */
export function fakeCapabilities(parts: Partial<InsideCapabilities> = {}): InsideCapabilities {
	return {
		filters: { match: async (_filter, runs) => new Set(runs.map((run) => run.id)) },
		segments: { of: async () => new Map() },
		messages: { request: async () => new Map() },
		log: () => {},
		...parts,
	};
}

export const silentLog: EngineLog = { warn: () => {}, error: () => {} };
