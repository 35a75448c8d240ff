import type { Flow, FlowCounts } from '@volna/contract';
import { checkFlow, type DocNode, emptyDocument, type FlowDocument, type Issue } from '@volna/flow';
import type { AnyDefinition } from '@volna/node-sdk';
import { createStore } from 'zustand/vanilla';
import type { Canvas, CanvasFacts, CountsState, ProblemsState } from '../canvas-context.ts';
import { cardShape } from '../model/card-box.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { countsState } from '../numbers/counts-state.ts';
import { createDraftStore } from '../stores/draft-store.ts';
import { createViewStore } from '../stores/view-store.ts';
import type { CardState } from './card-states.ts';

const flowId = 'flw_0192f000-0000-7000-8000-000000000001';
const openedAt = '2026-11-22T09:40:00Z';
const entered = 14_212;
const came = 9_118;

export interface OneNodeCanvas {
	readonly node: DocNode;
	readonly canvas: Canvas;
	readonly facts: CanvasFacts;
}

/** A canvas with one node in it, configured as in an example of its declaration, put into a state. Asks no server. */
export function oneNodeCanvas(definition: AnyDefinition, config: object, state: CardState): OneNodeCanvas {
	const node: DocNode = {
		id: 'node',
		type: definition.type,
		version: definition.version,
		name: state.named ?? '',
		config: config as DocNode['config'],
		position: { x: 0, y: 0 },
	};
	const document = documentOf(node, state.open);
	const mayEdit = !state.readOnly;
	const issues = issuesOf(document, node, state);
	const canvas: Canvas = {
		flowId,
		draft: createDraftStore({ revision: 1, document }, { mayEdit, nowMs: () => performance.now() }),
		view: createViewStore({
			tab: state.tab ?? 'scheme',
			level: state.level ?? 'full',
			selected: new Set(state.selected ? [node.id] : []),
		}),
		problems: createStore<ProblemsState>()(() => ({
			issues,
			byNode: new Map([[node.id, issues]]),
			byEdge: new Map(),
			of: document,
		})),
		counts: createStore<CountsState>()(() =>
			state.counted
				? { ...countsState(countsOf(definition, node, document), document), entered, customers: entered }
				: { counts: null, byNode: new Map(), entered: 0, customers: 0 },
		),
		autosave: { flush: async () => true, retry: () => {}, stop: () => {} },
	};
	const facts: CanvasFacts = {
		flow: flowOf(document),
		snapshot: { flowId },
		names: { segment: () => undefined, template: () => undefined, field: () => undefined },
		mayEdit,
		mayLaunch: mayEdit,
		mayPause: mayEdit,
		mayIntegrate: mayEdit,
		maySeeCustomers: true,
	};
	return { node, canvas, facts };
}

/** Wired outputs lead to a node outside of the picture: a card asks only whether they lead on. */
function documentOf(node: DocNode, open: CardState['open']): FlowDocument {
	const { outputs } = cardShape(node);
	const wired = open === 'all' ? [] : open === 'last' ? outputs.slice(0, -1) : outputs;
	return {
		...emptyDocument,
		nodes: [node],
		edges: wired.map(({ name }) => ({ id: `to-${name}`, source: node.id, sourceHandle: name, target: 'outside' })),
	};
}

/** Those of the state, and what the checks themselves say of open outputs. */
function issuesOf(document: FlowDocument, { id }: DocNode, { issues = [], open }: CardState): readonly Issue[] {
	const found = open ? checkFlow(document, registry, { flowId }).filter(({ at }) => at.output !== undefined) : [];
	return [
		...issues.map((severity): Issue => ({ ...ofNode[severity], severity, at: { node: id } })),
		...found.filter(({ at }) => at.node === id),
	];
}

const ofNode = {
	error: { code: 'config.invalid', values: { problem: 'required' } },
	warning: { code: 'effect.unknown', values: {} },
} as const satisfies Record<string, Pick<Issue, 'code' | 'values'>>;

const staying: Partial<Record<ReturnType<typeof kindOf>, number>> = { wait: 1_204, send: 31 };

/** Most of those who come leave by the first output, half as many by each further one; who leaves by an open one ends. */
function countsOf(definition: AnyDefinition, node: DocNode, document: FlowDocument): FlowCounts {
	const { outputs, isTrigger, isEnd } = cardShape(node);
	const hereNow = staying[kindOf(definition)] ?? 0;
	const left = came - hereNow;
	const passed = outputs.map((_, index) => Math.floor(left / 2 ** (index === outputs.length - 1 ? index : index + 1)));
	const leadsOn = new Set(document.edges.map((edge) => edge.sourceHandle));
	const counted: FlowCounts['nodes'][number] = {
		nodeId: node.id,
		entered: came,
		customers: came,
		hereNow,
		nextDueAt: null,
		outputs: outputs.map(({ name }, index) => ({ output: name, passed: passed[index]! })),
		ended: isEnd
			? [{ reason: 'end', count: left }]
			: outputs.flatMap(({ name }, index) =>
					leadsOn.has(name) ? [] : [{ reason: `output:${name}`, count: passed[index]! }],
				),
		messages: null,
	};
	return {
		asOf: openedAt,
		since: openedAt,
		versionId: null,
		trigger: { hits: entered, entered, refused: [] },
		nodes: isTrigger ? [] : [counted],
	};
}

function flowOf(document: FlowDocument): Flow {
	return {
		id: flowId,
		name: '',
		systemName: '',
		campaign: { id: 'cmp_0192f000-0000-7000-8000-000000000001', name: '' },
		state: 'active',
		activeVersion: null,
		draft: { revision: 1, document, documentHash: '', updatedAt: openedAt, updatedBy: null },
	};
}
