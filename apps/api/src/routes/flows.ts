import { audit, type StaffMember } from '@volna/access';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db, Tx } from '@volna/db';
import {
	createFlow,
	type DraftChanged,
	discardDraft,
	type FlowMoved,
	type FlowWithDraft,
	listFlows,
	listVersions,
	patchDraft,
	pauseFlow,
	previewPublish,
	publishFlow,
	putDraft,
	readFlow,
	readFlowCounts,
	readProject,
	readVersion,
	renameFlow,
	resumeFlow,
	type SavedDraft,
	stopFlow,
	type VersionSummary,
} from '@volna/engine';
import type { Registry } from '@volna/flow';
import { countMessages, holdFlow, releaseFlow } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

const DAY_MS = 86_400_000;

/** Flows: drafts, publishing, states, figures. */
export function flowHandlers({ db, registry }: { db: Db; registry: Registry }) {
	const flowOf = async (id: string): Promise<FlowWithDraft> => {
		const flow = await readFlow(db, id);
		if (!flow) throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
		return flow;
	};
	const move = async (
		act: (tx: Tx, id: string) => Promise<FlowMoved>,
		hold: ((tx: Tx, id: string) => Promise<unknown>) | null,
		name: string,
		input: { params: { flow: string }; staff: StaffMember; requestId: string },
	) => {
		const id = fromId('flow', input.params.flow);
		await db.transaction().execute(async (tx) => {
			const moved = await act(tx, id);
			if (moved.kind === 'unknown') throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
			if (moved.kind === 'flow-state') throw new Refusal('flow-state', { values: { state: moved.state } });
			await hold?.(tx, id);
			await audit(tx, { staffId: input.staff.id, act: name, subject: `flow:${id}`, requestId: input.requestId });
		});
		return { done: true as const };
	};
	const note = (
		staff: StaffMember,
		act: string,
		id: string,
		requestId: string,
		details: Record<string, unknown> = {},
	) =>
		db.transaction().execute((tx) => audit(tx, { staffId: staff.id, act, subject: `flow:${id}`, details, requestId }));

	return {
		async listFlows({ query }: Input<'listFlows'>) {
			const items = await listFlows(db, { q: query.q, state: query.state });
			return {
				items: items.map((flow) => ({
					...flow,
					id: toId('flow', flow.id),
					campaign: { ...flow.campaign, id: toId('campaign', flow.campaign.id) },
				})),
				asOf: new Date(),
			};
		},

		async createFlow({ body, staff }: Input<'createFlow'>) {
			const made = await createFlow(db, {
				name: body.name,
				campaignId: body.campaign ? fromId('campaign', body.campaign) : undefined,
				document: body.document,
				staffId: staff.id,
			});
			if (made.kind !== 'created')
				throw new Refusal('thing-unknown', { at: '/campaign', values: { kind: 'campaign' } });
			return describeFlow(await flowOf(made.id));
		},

		async readFlow({ params }: Input<'readFlow'>) {
			return describeFlow(await flowOf(fromId('flow', params.flow)));
		},

		async renameFlow({ params, body }: Input<'renameFlow'>) {
			if (!(await renameFlow(db, fromId('flow', params.flow), body.name)))
				throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
			return { done: true as const };
		},

		async patchDraft({ params, body, revision, staff }: Input<'patchDraft'>) {
			return saved(
				await patchDraft(db, {
					flowId: fromId('flow', params.flow),
					revision,
					operations: body.operations,
					staffId: staff.id,
				}),
			);
		},

		async putDraft({ params, body, revision, staff }: Input<'putDraft'>) {
			return saved(
				await putDraft(db, {
					flowId: fromId('flow', params.flow),
					revision,
					document: body.document,
					staffId: staff.id,
				}),
			);
		},

		async discardDraft({ params, revision, staff }: Input<'discardDraft'>) {
			const id = fromId('flow', params.flow);
			const done = await discardDraft(db, { flowId: id, revision, staffId: staff.id });
			if (done.kind === 'flow-state') throw new Refusal('flow-state', { values: { state: 'draft' } });
			saved(done);
			return (await flowOf(id)).draft;
		},

		async previewPublish({ params }: Input<'previewPublish'>) {
			const id = fromId('flow', params.flow);
			const preview = await previewPublish(db, { flowId: id, registry, project: await readProject(db, id) });
			if (!preview) throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
			return preview;
		},

		async publishFlow({ params, body, revision, staff, requestId }: Input<'publishFlow'>) {
			const id = fromId('flow', params.flow);
			const done = await publishFlow(db, {
				flowId: id,
				revision,
				note: body.note,
				staffId: staff.id,
				registry,
				project: await readProject(db, id),
			});
			switch (done.kind) {
				case 'published':
					await note(staff, 'flow.publish', id, requestId, { number: done.version.number });
					return { version: describeVersion(done.version) };
				case 'refused':
					throw new Refusal('publish-refused', {
						values: { problems: done.issues.filter((issue) => issue.severity === 'error').length },
						details: { issues: done.issues },
					});
				case 'changed':
					throw draftChanged(done);
				case 'flow-state':
					throw new Refusal('flow-state', { values: { state: 'archived' } });
				default:
					throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
			}
		},

		pauseFlow: (input: Input<'pauseFlow'>) => move(pauseFlow, holdFlow, 'flow.pause', input),
		resumeFlow: (input: Input<'resumeFlow'>) => move(resumeFlow, releaseFlow, 'flow.resume', input),
		stopFlow: (input: Input<'stopFlow'>) => move(stopFlow, releaseFlow, 'flow.stop', input),

		async listVersions({ params }: Input<'listVersions'>) {
			const items = await listVersions(db, fromId('flow', params.flow));
			return { items: items.map(describeVersion), asOf: new Date() };
		},

		async readVersion({ params }: Input<'readVersion'>) {
			const version = await readVersion(db, fromId('flow', params.flow), fromId('version', params.version));
			if (!version) throw new Refusal('thing-unknown', { values: { kind: 'version' } });
			return describeVersion(version);
		},

		async readFlowCounts({ params, query }: Input<'readFlowCounts'>) {
			const flow = await flowOf(fromId('flow', params.flow));
			const since = new Date(Date.now() - (query.days ?? 30) * DAY_MS);
			const versionId =
				query.version === 'all'
					? null
					: query.version
						? fromId('version', query.version)
						: (flow.activeVersion?.id ?? null);
			const [counts, messages] = await Promise.all([
				readFlowCounts(db, flow.id, { since, versionId }),
				countMessages(db, flow.id, since, versionId),
			]);
			const byNode = new Map(messages.map((entry) => [entry.nodeId, entry]));
			return {
				asOf: new Date(),
				since,
				versionId: versionId ? toId('version', versionId) : null,
				trigger: counts.trigger,
				nodes: counts.nodes.map((node) => ({ ...node, messages: byNode.get(node.nodeId) ?? null })),
			};
		},
	};
}

function saved(done: SavedDraft | { kind: 'flow-state' }): { revision: number; documentHash: string } {
	switch (done.kind) {
		case 'saved':
			return { revision: done.revision, documentHash: done.documentHash };
		case 'changed':
			throw draftChanged(done);
		case 'refused':
			throw new Refusal('operation-refused', {
				at: `/operations/${done.index}`,
				values: { reason: done.refusal.refused },
				details: done.refusal,
			});
		case 'flow-state':
			throw new Refusal('flow-state', { values: { state: 'draft' } });
		default:
			throw new Refusal('thing-unknown', { values: { kind: 'flow' } });
	}
}

function draftChanged({ revision, operations, by }: DraftChanged): Refusal {
	return new Refusal('draft-changed', { details: { revision, operations, by } });
}

export function describeVersion<V extends VersionSummary>(version: V) {
	return { ...version, id: toId('version', version.id) };
}

function describeFlow(flow: FlowWithDraft) {
	return {
		...flow,
		id: toId('flow', flow.id),
		campaign: { ...flow.campaign, id: toId('campaign', flow.campaign.id) },
		activeVersion: flow.activeVersion ? describeVersion(flow.activeVersion) : null,
	};
}
