import { type Db, json, type Tx } from '@volna/db';
import {
	compile,
	diff,
	emptyDocument,
	type FlowDiff,
	type FlowDocument,
	type Issue,
	type Plan,
	type ProjectSnapshot,
	type Registry,
} from '@volna/flow';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { inTransaction } from './in-transaction.ts';
import { listVersions, type VersionSummary } from './list-versions.ts';
import { liveWorkers } from './live-workers.ts';
import { changedSince, type DraftChanged } from './save-draft.ts';

export interface PublishFlow {
	readonly flowId: string;
	/** The draft's revision that is meant. */
	readonly revision: number;
	readonly note: string;
	readonly staffId: string | null;
	readonly registry: Registry;
	/** What references need, as of now; live workers are added here. */
	readonly project: ProjectSnapshot;
}

export type Published =
	| {
			readonly kind: 'published';
			readonly version: VersionSummary;
			/** Whether the plan is the former version's: only drawing and words differ. */
			readonly sameBehaviour: boolean;
			readonly issues: readonly Issue[];
	  }
	| { readonly kind: 'refused'; readonly issues: readonly Issue[] }
	| DraftChanged
	| { readonly kind: 'flow-state' }
	| { readonly kind: 'unknown' };

/**
 * Publishes the draft of a known revision as an immutable version, and makes it the one that new runs start on. Runs
 * inside finish on theirs. A draft and a stopped flow become active; a paused one stays paused.
 */
export function publishFlow(db: Db | Tx, request: PublishFlow): Promise<Published> {
	const { flowId, revision } = request;
	return inTransaction(db, async (tx) => {
		const flow = await tx
			.selectFrom('flow')
			.select(['revision', 'document', 'documentHash', 'state', 'activeVersionId'])
			.where('id', '=', flowId)
			.forNoKeyUpdate()
			.executeTakeFirst();
		if (!flow) return { kind: 'unknown' };
		if (flow.revision !== revision) return changedSince(tx, flowId, revision, flow.revision);
		if (flow.state === 'archived') return { kind: 'flow-state' };
		const { plan, issues } = compile(flow.document as FlowDocument, request.registry, {
			...request.project,
			flowId,
			workers: await liveWorkers(tx),
		});
		if (!plan) return { kind: 'refused', issues };

		const former = flow.activeVersionId
			? await tx.selectFrom('flowVersion').select('planHash').where('id', '=', flow.activeVersionId).executeTakeFirst()
			: undefined;
		const versionId = await insertVersion(tx, request, flow, plan);
		await tx
			.updateTable('flow')
			.set({ activeVersionId: versionId, state: flow.state === 'paused' ? 'paused' : 'active' })
			.where('id', '=', flowId)
			.execute();
		await setTriggers(tx, flowId, versionId, plan);
		failpoint('version.published');
		const [version] = await listVersions(tx, flowId, versionId);
		return { kind: 'published', version: version!, sameBehaviour: former?.planHash === plan.hash, issues };
	});
}

async function insertVersion(
	tx: Tx,
	{ flowId, note, staffId }: PublishFlow,
	flow: { document: unknown; documentHash: string; activeVersionId: string | null },
	plan: Plan,
): Promise<string> {
	if (flow.activeVersionId) {
		await tx
			.updateTable('flowVersion')
			.set({ retiredAt: sql`volna.now_exact()` })
			.where('id', '=', flow.activeVersionId)
			.execute();
	}
	const row = await tx
		.insertInto('flowVersion')
		.values({
			flowId,
			number: sql`(select coalesce(max(number), 0) + 1 from flow_version where flow_id = ${flowId})`,
			document: json(flow.document),
			documentHash: flow.documentHash,
			plan: json(plan),
			planHash: plan.hash,
			note,
			staffId,
			publishedAt: sql`volna.now_exact()`,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** Makes `flow_trigger` say what the plan listens to: only the difference is written. */
async function setTriggers(tx: Tx, flowId: string, versionId: string, { trigger }: Plan): Promise<void> {
	const subjects = [...trigger.on.templates];
	await sql`
		delete from flow_trigger
		where flow_id = ${flowId} and kind = ${trigger.on.on} and not subject_id = any (${subjects}::uuid[])`.execute(tx);
	await sql`
		insert into flow_trigger (flow_id, kind, subject_id, version_id, node_id, filter, ignore_older, accept_untrusted)
		select ${flowId}::uuid, ${trigger.on.on}, subject_id, ${versionId}::uuid, ${trigger.node},
			${trigger.filter ? json(trigger.filter) : null}, ${trigger.on.ignoreOlder}, ${trigger.on.acceptUntrusted}
		from unnest(${subjects}::uuid[]) as s (subject_id)
		on conflict (flow_id, kind, subject_id) do update
		set version_id = excluded.version_id, node_id = excluded.node_id, filter = excluded.filter,
			ignore_older = excluded.ignore_older, accept_untrusted = excluded.accept_untrusted`.execute(tx);
}

export interface PublishPreview {
	readonly revision: number;
	readonly nextNumber: number;
	readonly issues: readonly Issue[];
	/** The draft against the active version, or against nothing. */
	readonly diff: FlowDiff;
	/** Runs by version and node. */
	readonly inside: readonly {
		readonly version: number;
		readonly nodeId: string;
		readonly nodeName: string;
		readonly count: number;
	}[];
}

/** What publishing the draft would do, with nothing done; null when there is no such flow. */
export async function previewPublish(
	db: Db | Tx,
	{ flowId, registry, project }: Pick<PublishFlow, 'flowId' | 'registry' | 'project'>,
): Promise<PublishPreview | null> {
	const flow = await db
		.selectFrom('flow as f')
		.leftJoin('flowVersion as v', 'v.id', 'f.activeVersionId')
		.select(['f.revision', 'f.document', 'v.document as published'])
		.where('f.id', '=', flowId)
		.executeTakeFirst();
	if (!flow) return null;
	const document = flow.document as FlowDocument;
	const { issues } = compile(document, registry, { ...project, flowId, workers: await liveWorkers(db) });
	const { rows: inside } = await sql<PublishPreview['inside'][number]>`
		select v.number as version, r.node_id, coalesce(n.name, '') as node_name, r.count
		from (
			select version_id, node_id, count(*) as count from run
			where flow_id = ${flowId} and ended_at is null
			group by version_id, node_id
		) r
		join flow_version v on v.id = r.version_id
		left join lateral (
			select e ->> 'name' as name from jsonb_array_elements(v.document -> 'nodes') e where e ->> 'id' = r.node_id limit 1
		) n on true
		order by v.number desc, r.count desc, r.node_id`.execute(db);
	const { rows } = await sql<{ next: number }>`
		select coalesce(max(number), 0) + 1 as next from flow_version where flow_id = ${flowId}`.execute(db);
	return {
		revision: flow.revision,
		nextNumber: rows[0]!.next,
		issues,
		diff: diff((flow.published as FlowDocument | null) ?? emptyDocument, document),
		inside,
	};
}

/** What two published versions of a flow differ in; null when one of them is not there. */
export async function diffVersions(db: Db | Tx, flowId: string, from: string, to: string): Promise<FlowDiff | null> {
	const rows = await db
		.selectFrom('flowVersion')
		.select(['id', 'document'])
		.where('flowId', '=', flowId)
		.where('id', 'in', [from, to])
		.execute();
	const documents = new Map(rows.map((row) => [row.id, row.document as FlowDocument]));
	const [a, b] = [documents.get(from), documents.get(to)];
	return a && b ? diff(a, b) : null;
}
