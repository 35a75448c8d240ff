// biome-ignore-all lint/suspicious/noThenProperty: a config field and the output's name in `Op`
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compile, createRegistry, emptyDocument, type FlowDocument, stepOf, unknownProject } from '@volna/flow';
import { definitions } from '@volna/nodes/definitions';
import { serverHalves } from '@volna/nodes/server';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const registry = createRegistry(definitions);

const entity = (id: string, name: string) => ({ id, systemName: id, name });

/** An order changes its status → by segment → 5 seconds → an SMS, its delivery awaited. */
const document: FlowDocument = {
	...emptyDocument,
	nodes: (
		[
			['order', 'on-action', { templates: [entity('IzmenenieStatusaZakaza', 'Изменение статуса заказа')] }],
			[
				'split',
				'segment-split',
				{
					segmentation: entity('loyalty', 'Лояльность'),
					branches: [
						{ id: 'vip', name: 'VIP', segment: entity('vip', 'VIP') },
						{ id: 'rest', name: 'Остальные', segment: entity('rest', 'Остальные') },
					],
				},
			],
			['paid', 'condition', { filter: { field: 'order.status', op: 'eq', value: 'paid' } }],
			['wait', 'wait', { for: 'PT5S' }],
			[
				'sms',
				'send-sms',
				{
					profile: 'transactional',
					sender: entity('VOLNA', 'VOLNA'),
					text: 'Заказ отправлен',
					hours: { any: true },
					then: 'delivery',
					upTo: 'PT24H',
				},
			],
			['end', 'end', { label: 'Сообщили' }],
		] as const
	).map(([id, type, config]) => ({
		id,
		type: `volna.${type}` as const,
		version: 1,
		name: '',
		config,
		position: { x: 0, y: 0 },
	})),
	edges: (
		[
			['order', 'next', 'split'],
			['split', 'vip', 'wait'],
			['split', 'rest', 'paid'],
			['paid', 'yes', 'wait'],
			['wait', 'next', 'sms'],
			['sms', 'delivered', 'end'],
		] as const
	).map(([source, sourceHandle, target]) => ({ id: `${source}_${sourceHandle}`, source, sourceHandle, target })),
};

describe('the built-in nodes', () => {
	it('compile a flow of all of them without an issue', () => {
		const { plan, issues } = compile(document, registry, unknownProject);
		expect(issues).toEqual([]);
		expect(plan?.trigger).toMatchObject({
			on: { on: 'action', templates: ['IzmenenieStatusaZakaza'], ignoreOlder: 'PT24H', acceptUntrusted: false },
			filter: null,
			first: 'split',
		});
		const ops = plan?.steps.map((step) => [step.node, step.op.op, step.effect.class, step.next]);
		expect(ops).toEqual([
			['end', 'end', 'none', {}],
			['paid', 'ask', 'none', { no: null, yes: 'wait' }],
			['sms', 'ask', 'inside', { delivered: 'end', noReceipt: null, notSent: null, undelivered: null }],
			['split', 'ask', 'none', { none: null, rest: 'paid', vip: 'wait' }],
			['wait', 'wait', 'none', { next: 'sms' }],
		]);
		expect(stepOf(plan!, 'wait')?.op).toEqual({ op: 'wait', rule: { kind: 'for', duration: 'PT5S' }, then: 'next' });
		expect(stepOf(plan!, 'sms')?.op).toEqual({
			op: 'ask',
			config: {
				profile: 'transactional',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Заказ отправлен',
				hours: { any: true },
				relevance: 'P1D',
				tags: [],
				maxParts: 4,
				then: 'delivery',
				upTo: 'PT24H',
			},
		});
	});

	it('have a server half for every step of a plan that asks', () => {
		const { plan } = compile(document, registry, unknownProject);
		for (const step of plan?.steps ?? []) {
			expect(Object.hasOwn(serverHalves, step.type)).toBe(step.op.op === 'ask');
		}
	});

	it('stand in the registries of the apps as they are', async () => {
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[join(root, 'scripts', 'nodes-sync.ts'), '--check'],
			{ cwd: root },
		);
		expect(stdout).toBe('');
	});
});
