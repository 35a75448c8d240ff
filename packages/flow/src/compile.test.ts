import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFlow, newNode, project, refTo, sampleFlow } from '../tests/sample-flow.ts';
import { registry } from '../tests/test-nodes.ts';
import { canonicalJson, contentHash } from './canonical-json.ts';
import { compile } from './compile.ts';
import { diff } from './diff.ts';
import type { FlowDocument } from './flow-document.ts';
import { stepOf } from './plan.ts';

const planOf = (document: FlowDocument) => {
	const { plan, issues } = compile(document, registry, project);
	if (!plan) throw new Error(JSON.stringify(issues));
	return plan;
};

const shuffledKeys = <T>(value: T): T =>
	Array.isArray(value)
		? (value.map(shuffledKeys) as T)
		: typeof value === 'object' && value !== null
			? (Object.fromEntries(
					Object.entries(value)
						.reverse()
						.map(([key, one]) => [key, shuffledKeys(one)]),
				) as T)
			: value;

describe('compiling', () => {
	it('makes the sample this plan', () => {
		const { hash, ...rest } = planOf(sampleFlow);
		expect(hash).toBe(contentHash(rest));
		expect(rest).toEqual({
			format: 1,
			trigger: {
				node: 'start',
				type: 'test.start',
				version: 1,
				on: { on: 'action', templates: ['order'], ignoreOlder: 'PT24H', acceptUntrusted: false },
				filter: null,
				first: 'split',
			},
			entry: { rule: 'one_at_a_time', key: 'customer' },
			exit: null,
			steps: [
				{
					node: 'ask',
					type: 'test.question',
					version: 1,
					op: { op: 'ask', config: { filter: { field: 'customer.sex', op: 'is', value: 'female' } } },
					maxVisits: 1000,
					effect: { class: 'none' },
					policy: {},
					next: { yes: 'pause', no: null },
				},
				{
					node: 'pause',
					type: 'test.pause',
					version: 1,
					op: { op: 'wait', rule: { kind: 'for', duration: 'PT5M' }, then: 'next' },
					maxVisits: 1000,
					effect: { class: 'none' },
					policy: {},
					next: { next: 'send' },
				},
				{
					node: 'send',
					type: 'test.send',
					version: 1,
					op: {
						op: 'ask',
						config: {
							profile: 'transactional',
							sender: refTo('VOLNA'),
							text: 'Ваш заказ отправлен',
							hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] },
							relevance: 'P1D',
							maxParts: 4,
							then: 'go_on',
						},
					},
					maxVisits: 1000,
					effect: { class: 'inside' },
					policy: {},
					next: { next: 'stop' },
				},
				{
					node: 'split',
					type: 'test.split',
					version: 1,
					op: { op: 'ask', config: sampleFlow.nodes[1]!.config },
					maxVisits: 1000,
					effect: { class: 'none' },
					policy: {},
					next: { vip: 'pause', rest: 'ask', none: null },
				},
				{
					node: 'stop',
					type: 'test.stop',
					version: 1,
					op: { op: 'end', label: '', success: true },
					maxVisits: 1000,
					effect: { class: 'none' },
					policy: {},
					next: {},
				},
			],
			uses: {
				types: ['test.pause@1', 'test.question@1', 'test.send@1', 'test.split@1', 'test.start@1', 'test.stop@1'],
				refs: [
					{ entity: 'action-template', id: 'order' },
					{ entity: 'segment', id: 'rest' },
					{ entity: 'segment', id: 'vip' },
					{ entity: 'segmentation', id: 'loyalty' },
					{ entity: 'sender', id: 'VOLNA' },
				],
			},
			locksCustomer: false,
			maxSteps: 1000,
		});
	});

	it('gives the same bytes whatever the order of nodes, edges and keys, and wherever the cards lie', () => {
		const bytes = JSON.stringify(planOf(sampleFlow));
		const shuffle = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
		fc.assert(
			fc.property(
				shuffle(sampleFlow.nodes),
				shuffle(sampleFlow.edges),
				fc.integer(),
				fc.boolean(),
				(nodes, edges, x, flip) => {
					const moved = nodes.map((node, index) => ({ ...node, position: { x: x + index, y: -x } }));
					const document: FlowDocument = {
						...sampleFlow,
						nodes: moved,
						edges,
						notes: [{ id: 'n', text: 'words', position: { x, y: 0 } }],
					};
					expect(JSON.stringify(planOf(flip ? shuffledKeys(document) : document))).toBe(bytes);
				},
			),
		);
	});

	it('gives the same hash when only names change, another when anything else does', () => {
		const renamed = { ...sampleFlow, nodes: sampleFlow.nodes.map((node) => ({ ...node, name: `${node.id}!` })) };
		expect(planOf(renamed).hash).toBe(planOf(sampleFlow).hash);
		const longer = {
			...sampleFlow,
			nodes: sampleFlow.nodes.map((node) => (node.id === 'pause' ? { ...node, config: { for: 'PT6M' } } : node)),
		};
		expect(planOf(longer).hash).not.toBe(planOf(sampleFlow).hash);
	});

	it('gives the same plan whether a default is written or left out', () => {
		const written = {
			...sampleFlow,
			nodes: sampleFlow.nodes.map((node) =>
				node.id === 'send' ? { ...node, config: { relevance: 'P1D', ...node.config, maxParts: 4 } } : node,
			),
		};
		expect(planOf(written).hash).toBe(planOf(sampleFlow).hash);
	});

	it('gives no plan when anything is an error, and one when nothing is', () => {
		const broken = { ...sampleFlow, nodes: sampleFlow.nodes.filter((node) => node.id !== 'start') };
		expect(compile(broken, registry, project)).toMatchObject({ plan: null });
		const warned = { ...sampleFlow, edges: sampleFlow.edges.filter((edge) => edge.source !== 'send') };
		const cut = { ...warned, nodes: warned.nodes.filter((node) => node.id !== 'stop') };
		expect(compile(cut, registry, project).plan?.steps.find((step) => step.node === 'send')?.next).toEqual({
			next: null,
		});
	});

	it('lifts an old version of a node, its outputs too', () => {
		const document = newFlow(
			[
				newNode('start', 'start', { templates: [refTo('order')] }),
				newNode('look', 'lookup', { title: 'bonus' }, { version: 2 }),
				newNode('stop', 'stop'),
			],
			['start.next>look', 'look.yes>stop'],
		);
		expect(stepOf(planOf(document), 'look')).toMatchObject({
			version: 3,
			op: { op: 'ask', config: { what: 'bonus' } },
			next: { found: 'stop', missing: null },
		});
	});

	it('finds each step by its node', () => {
		const plan = planOf(sampleFlow);
		for (const step of plan.steps) expect(stepOf(plan, step.node)).toBe(step);
		expect(stepOf(plan, 'start')).toBeUndefined();
	});
});

describe('canonical JSON', () => {
	it('is equal for equal values and reads back to them', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const plain = JSON.parse(JSON.stringify(value)) as unknown;
				expect(canonicalJson(shuffledKeys(plain))).toBe(canonicalJson(plain));
				expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
			}),
		);
	});

	it('takes absent and undefined alike, and refuses what is no JSON', () => {
		expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
		expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN');
		expect(() => canonicalJson(() => 1)).toThrow('function');
	});

	it('hashes as SHA-256 does everywhere', () => {
		expect(contentHash('абв')).toBe(createHash('sha256').update('"абв"').digest('hex'));
	});
});

describe('a diff', () => {
	const change = (id: string, part: object): FlowDocument => ({
		...sampleFlow,
		nodes: sampleFlow.nodes.map((node) => (node.id === id ? { ...node, ...part } : node)),
	});

	it('is empty for the same content in another order and place', () => {
		const moved = {
			...sampleFlow,
			nodes: sampleFlow.nodes.toReversed().map((node) => ({ ...node, position: { x: 9, y: 9 } })),
		};
		expect(diff(sampleFlow, shuffledKeys(moved))).toEqual({
			added: [],
			removed: [],
			changed: [],
			edgesAdded: 0,
			edgesRemoved: 0,
			settings: [],
			behaviour: false,
		});
	});

	it('names changed fields by node', () => {
		expect(diff(sampleFlow, change('pause', { config: { for: 'PT6M' }, maxVisits: 3 }))).toMatchObject({
			changed: [{ id: 'pause', fields: ['maxVisits', 'config.for'] }],
			behaviour: true,
		});
	});

	it('tells a new name from new behaviour', () => {
		expect(diff(sampleFlow, change('pause', { name: 'Ждём' }))).toMatchObject({
			changed: [{ id: 'pause', fields: ['name'] }],
			behaviour: false,
		});
	});

	it('counts nodes, edges and settings', () => {
		const other: FlowDocument = {
			...sampleFlow,
			nodes: [...sampleFlow.nodes.filter((node) => node.id !== 'stop'), newNode('bye', 'stop')],
			edges: sampleFlow.edges.map((edge) => (edge.target === 'stop' ? { ...edge, target: 'bye' } : edge)),
			settings: { entry: { rule: 'every_time', key: 'customer' }, exit: null },
		};
		expect(diff(sampleFlow, other)).toMatchObject({
			added: [{ id: 'bye' }],
			removed: [{ id: 'stop' }],
			edgesAdded: 1,
			edgesRemoved: 1,
			settings: ['entry'],
			behaviour: true,
		});
	});
});
