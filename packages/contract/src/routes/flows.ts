import { flowStates, refusalReasons, runStates, stepKinds } from '@volna/engine/states';
import { FlowDocument, GraphOperation } from '@volna/flow';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant } from '../ids.ts';
import { MessageStateName } from '../message-state.ts';
import { Done, PageQuery, pageOf } from '../page.ts';
import { needs, route } from '../route.ts';

const FlowId = IdOf('flow');
const FlowParams = z.strictObject({ flow: FlowId });
export const FlowState = z.enum(flowStates);

/** A problem the checks found: its text comes from locales by code, the place is a node, edge, output or field. */
export const Issue = z.object({
	code: z.string(),
	severity: z.enum(['error', 'warning', 'info']),
	at: z.object({
		node: z.string().optional(),
		edge: z.string().optional(),
		output: z.string().optional(),
		field: z.string().optional(),
	}),
	values: z.record(z.string(), z.unknown()),
	fix: z.unknown().optional(),
});

export const FlowSummary = z.object({
	id: FlowId,
	name: z.string(),
	campaign: z.object({ id: IdOf('campaign'), name: z.string() }),
	state: FlowState,
	version: z.number().int().nullable(),
	entered30d: z.number().int(),
	/** Runs started per day, oldest first, 30 numbers. */
	enteredByDay: z.array(z.number().int()),
	hereNow: z.number().int(),
	/** Messages not sent ÷ messages asked for, 30 days; null when none. */
	notSentShare: z.number().nullable(),
	draftDiffers: z.boolean(),
	updatedAt: Instant,
	updatedBy: z.string().nullable(),
});
export type FlowSummary = z.infer<typeof FlowSummary>;

export const VersionSummary = z.object({
	id: IdOf('version'),
	number: z.number().int(),
	note: z.string(),
	author: z.string().nullable(),
	publishedAt: Instant,
	documentHash: z.string(),
	planHash: z.string(),
	active: z.boolean(),
	inside: z.number().int(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

export const Draft = z.object({
	revision: z.number().int(),
	document: FlowDocument,
	documentHash: z.string(),
	updatedAt: Instant,
	updatedBy: z.string().nullable(),
});
export type Draft = z.infer<typeof Draft>;

export const Flow = z.object({
	id: FlowId,
	name: z.string(),
	systemName: z.string(),
	campaign: z.object({ id: IdOf('campaign'), name: z.string() }),
	state: FlowState,
	activeVersion: VersionSummary.nullable(),
	draft: Draft,
});
export type Flow = z.infer<typeof Flow>;

const Counted = z.object({ reason: z.string(), count: z.number().int() });

/** Figures of a flow from its run, step and message rows; tests are left out. */
export const FlowCounts = z.object({
	asOf: Instant,
	since: Instant,
	versionId: IdOf('version').nullable(),
	trigger: z.object({ hits: z.number().int(), entered: z.number().int(), refused: z.array(Counted) }),
	nodes: z.array(
		z.object({
			nodeId: z.string(),
			entered: z.number().int(),
			customers: z.number().int(),
			hereNow: z.number().int(),
			nextDueAt: Instant.nullable(),
			outputs: z.array(z.object({ output: z.string(), passed: z.number().int() })),
			ended: z.array(Counted),
			messages: z
				.object({
					waiting: z.number().int(),
					handedOff: z.number().int(),
					delivered: z.number().int(),
					undelivered: z.number().int(),
					unknown: z.number().int(),
					notSent: z.array(Counted),
				})
				.nullable(),
		}),
	),
});
export type FlowCounts = z.infer<typeof FlowCounts>;

export const RunState = z.enum(runStates);
const RunCustomer = z.object({ id: CustomerNumber, name: z.string().nullable(), phone: z.string().nullable() });

export const RunSummary = z.object({
	id: IdOf('run'),
	/** While it is paused nothing leaves a node, whatever `dueAt` says. */
	flow: z.object({ id: FlowId, name: z.string(), state: FlowState }),
	version: z.number().int(),
	customer: RunCustomer,
	state: RunState,
	nodeId: z.string().nullable(),
	nodeName: z.string().nullable(),
	dueAt: Instant.nullable(),
	startedAt: Instant,
	endedAt: Instant.nullable(),
	endReason: z.string().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const StepLine = z.object({
	at: Instant,
	nodeId: z.string(),
	nodeName: z.string(),
	nodeType: z.string(),
	visit: z.number().int(),
	kind: z.enum(stepKinds),
	output: z.string().nullable(),
	reason: z.string().nullable(),
	details: z.record(z.string(), z.unknown()),
});

export const RunPath = z.object({
	run: RunSummary,
	/** The document of the version that was run. */
	document: FlowDocument,
	steps: z.array(StepLine),
	messages: z.array(
		z.object({
			id: IdOf('message'),
			nodeId: z.string(),
			visit: z.number().int(),
			state: MessageStateName,
			reason: z.string().nullable(),
			detail: z.string().nullable(),
			dueAt: Instant,
			hold: z.string().nullable(),
		}),
	),
	/** Template values the run carries, for people who may see them. */
	values: z.record(z.string(), z.unknown()),
	waiting: z.object({ nodeId: z.string(), until: Instant.nullable(), for: z.enum(['time', 'message']) }).nullable(),
});
export type RunPath = z.infer<typeof RunPath>;

export const Refusal = z.object({
	at: Instant,
	customer: RunCustomer,
	reason: z.string(),
	version: z.number().int(),
	actionAt: Instant.nullable(),
	details: z.record(z.string(), z.unknown()),
});

/** What two versions differ in, by node id. */
export const FlowDiff = z.object({
	added: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
	removed: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
	changed: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), fields: z.array(z.string()) })),
	edgesAdded: z.number().int(),
	edgesRemoved: z.number().int(),
	settings: z.array(z.string()),
	/** False when only positions, notes or names differ: the plan is the same. */
	behaviour: z.boolean(),
});
export type FlowDiff = z.infer<typeof FlowDiff>;

export const flowRoutes = {
	listFlows: route({
		id: 'listFlows',
		method: 'get',
		path: '/flows',
		tag: 'flows',
		summary: 'Flows with their state and figures of 30 days',
		access: needs('read'),
		query: z.strictObject({ q: z.string().max(200).optional(), state: FlowState.optional() }),
		response: z.object({ items: z.array(FlowSummary), asOf: Instant }),
	}),
	createFlow: route({
		id: 'createFlow',
		method: 'post',
		path: '/flows',
		tag: 'flows',
		summary: 'Make a flow with an empty draft, or with a document',
		access: needs('edit'),
		body: z.strictObject({
			name: z.string().min(1).max(200),
			campaign: IdOf('campaign').optional(),
			document: FlowDocument.optional(),
		}),
		response: Flow,
		errors: ['document-invalid'],
	}),
	readFlow: route({
		id: 'readFlow',
		method: 'get',
		path: '/flows/{flow}',
		tag: 'flows',
		summary: 'A flow with its draft',
		access: needs('read'),
		params: FlowParams,
		response: Flow,
	}),
	renameFlow: route({
		id: 'renameFlow',
		method: 'patch',
		path: '/flows/{flow}',
		tag: 'flows',
		summary: 'Rename a flow',
		access: needs('edit'),
		params: FlowParams,
		body: z.strictObject({ name: z.string().min(1).max(200) }),
		response: Done,
	}),
	patchDraft: route({
		id: 'patchDraft',
		method: 'patch',
		path: '/flows/{flow}/draft',
		tag: 'flows',
		summary: 'Apply graph operations to the draft of a known revision',
		access: needs('edit'),
		params: FlowParams,
		revision: true,
		body: z.strictObject({ operations: z.array(GraphOperation).min(1).max(1000) }),
		response: z.object({ revision: z.number().int(), documentHash: z.string() }),
		errors: ['draft-changed', 'operation-refused'],
	}),
	putDraft: route({
		id: 'putDraft',
		method: 'put',
		path: '/flows/{flow}/draft',
		tag: 'flows',
		summary: 'Replace the whole draft of a known revision',
		access: needs('edit'),
		params: FlowParams,
		revision: true,
		body: z.strictObject({ document: FlowDocument }),
		response: z.object({ revision: z.number().int(), documentHash: z.string() }),
		errors: ['draft-changed', 'document-invalid'],
	}),
	discardDraft: route({
		id: 'discardDraft',
		method: 'post',
		path: '/flows/{flow}/draft/discard',
		tag: 'flows',
		summary: 'Go back to the published version',
		access: needs('edit'),
		params: FlowParams,
		revision: true,
		response: Draft,
		errors: ['draft-changed', 'flow-state'],
	}),
	previewPublish: route({
		id: 'previewPublish',
		method: 'get',
		path: '/flows/{flow}/publish',
		tag: 'flows',
		summary: 'What publishing the draft would do: problems, difference, who is inside',
		access: needs('read'),
		params: FlowParams,
		response: z.object({
			revision: z.number().int(),
			nextNumber: z.number().int(),
			issues: z.array(Issue),
			diff: FlowDiff,
			inside: z.array(
				z.object({ version: z.number().int(), nodeId: z.string(), nodeName: z.string(), count: z.number().int() }),
			),
		}),
	}),
	publishFlow: route({
		id: 'publishFlow',
		method: 'post',
		path: '/flows/{flow}/publish',
		tag: 'flows',
		summary: 'Publish the draft of a known revision as an immutable version',
		access: needs('launch'),
		params: FlowParams,
		revision: true,
		body: z.strictObject({ note: z.string().max(500).default('') }),
		response: z.object({ version: VersionSummary }),
		errors: ['draft-changed', 'publish-refused'],
	}),
	pauseFlow: route({
		id: 'pauseFlow',
		method: 'post',
		path: '/flows/{flow}/pause',
		tag: 'flows',
		summary: 'Nobody enters, nothing leaves a node; timers run on',
		access: needs('pause'),
		params: FlowParams,
		response: Done,
		errors: ['flow-state'],
	}),
	resumeFlow: route({
		id: 'resumeFlow',
		method: 'post',
		path: '/flows/{flow}/resume',
		tag: 'flows',
		summary: 'Go on after a pause or a stop',
		access: needs('launch'),
		params: FlowParams,
		response: Done,
		errors: ['flow-state'],
	}),
	stopFlow: route({
		id: 'stopFlow',
		method: 'post',
		path: '/flows/{flow}/stop',
		tag: 'flows',
		summary: 'Nobody enters; runs inside go on to their end',
		access: needs('launch'),
		params: FlowParams,
		response: Done,
		errors: ['flow-state'],
	}),
	listVersions: route({
		id: 'listVersions',
		method: 'get',
		path: '/flows/{flow}/versions',
		tag: 'flows',
		summary: 'Published versions, newest first',
		access: needs('read'),
		params: FlowParams,
		response: z.object({ items: z.array(VersionSummary), asOf: Instant }),
	}),
	readVersion: route({
		id: 'readVersion',
		method: 'get',
		path: '/flows/{flow}/versions/{version}',
		tag: 'flows',
		summary: 'A published version with its document, as it was published',
		access: needs('read'),
		params: z.strictObject({ flow: FlowId, version: IdOf('version') }),
		response: VersionSummary.extend({ document: FlowDocument }),
	}),
	readFlowCounts: route({
		id: 'readFlowCounts',
		method: 'get',
		path: '/flows/{flow}/counts',
		tag: 'flows',
		summary: 'Figures per node; version: the active one unless named, or all',
		access: needs('read'),
		params: FlowParams,
		query: z.strictObject({
			version: z.union([IdOf('version'), z.literal('all')]).optional(),
			days: z.coerce.number().int().min(1).max(90).optional(),
		}),
		response: FlowCounts,
	}),
	listRuns: route({
		id: 'listRuns',
		method: 'get',
		path: '/runs',
		tag: 'runs',
		summary: 'Runs, newest first',
		access: needs('read-customers'),
		query: PageQuery.extend({
			flow: FlowId.optional(),
			node: z.string().max(100).optional(),
			state: z.enum(['inside', 'ended', 'failed']).optional(),
			customer: z.coerce.number().int().optional(),
		}),
		response: pageOf(RunSummary),
	}),
	readRun: route({
		id: 'readRun',
		method: 'get',
		path: '/runs/{run}',
		tag: 'runs',
		summary: 'One customer’s path through a flow',
		access: needs('read-customers'),
		params: z.strictObject({ run: IdOf('run') }),
		response: RunPath,
	}),
	stopRun: route({
		id: 'stopRun',
		method: 'post',
		path: '/runs/{run}/stop',
		tag: 'runs',
		summary: 'End a run; its waiting messages are cancelled',
		access: needs('launch'),
		params: z.strictObject({ run: IdOf('run') }),
		response: Done,
		errors: ['run-ended'],
	}),
	listRefusals: route({
		id: 'listRefusals',
		method: 'get',
		path: '/flows/{flow}/refusals',
		tag: 'runs',
		summary: 'Hits that did not start a run, with the reason, 30 days',
		access: needs('read-customers'),
		params: FlowParams,
		query: PageQuery.extend({
			reason: z.enum(refusalReasons).optional(),
			customer: z.coerce.number().int().optional(),
		}),
		response: pageOf(Refusal),
	}),
} as const;
