// biome-ignore-all lint/suspicious/noThenProperty: the name of a config field, and the output's name in `Op`
import { defineNode, each, f, output, outputs, up } from '@volna/node-sdk';
import { createRegistry } from '../src/registry.ts';

/** Node types of the tests: one of every shape the checks know, none of them the product's. */
const start = defineNode({
	type: 'test.start',
	version: 1,
	minVersion: 1,
	kind: 'trigger',
	look: { icon: 'x', category: 'trigger' },
	config: {
		templates: f.ref('action-template', { many: true }),
		filter: f.filter().optional(),
		acceptUntrusted: f.toggle().default(false),
	},
	outputs: outputs({ next: output() }),
	card: { summary: '{templates}' },
	lower: (config) => ({
		on: 'action',
		templates: config.templates.map((one) => one.id).sort(),
		ignoreOlder: 'PT24H',
		acceptUntrusted: config.acceptUntrusted,
	}),
	effect: { class: 'none' },
	examples: [],
});

const split = defineNode({
	type: 'test.split',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'decision' },
	config: {
		segmentation: f.ref('segmentation'),
		branches: f.branches({ segment: f.ref('segment', { within: 'segmentation' }) }, { min: 2, distinct: 'segment' }),
	},
	outputs: outputs({ none: output({ mayEnd: true }) }, each('branches')),
	card: { summary: '{segmentation}' },
	effect: { class: 'none' },
	examples: [],
});

const question = defineNode({
	type: 'test.question',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'decision' },
	config: { filter: f.filter() },
	outputs: outputs({ yes: output(), no: output({ mayEnd: true }) }),
	card: { summary: '{filter}' },
	effect: { class: 'none' },
	examples: [],
});

const pause = defineNode({
	type: 'test.pause',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'wait' },
	config: { for: f.duration({ min: 'PT1S', max: 'P365D' }) },
	outputs: outputs({ next: output() }),
	card: { summary: '{for}' },
	lower: (config) => ({ op: 'wait', rule: { kind: 'for', duration: config.for }, then: 'next' }),
	effect: { class: 'none' },
	examples: [{ id: 'hour', config: { for: 'PT1H' }, leaves: ['next'] }],
});

const send = defineNode({
	type: 'test.send',
	version: 1,
	minVersion: 1,
	kind: 'action',
	look: { icon: 'x', category: 'message' },
	config: {
		profile: f.choice(['marketing', 'transactional']),
		sender: f.ref('sender'),
		text: f.template({ counter: 'sms-parts', maxParts: 'maxParts' }),
		hours: f.hours().default({ from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] }),
		relevance: f.duration({ min: 'PT1M', max: 'P30D', outlasts: 'hours' }).default('P1D'),
		maxParts: f.number({ integer: true, min: 1, max: 10 }).default(4),
		then: f.choice(['go_on', 'delivery']).default('go_on'),
		upTo: f.duration({ min: 'PT1H', max: 'PT72H', timeout: true }).when('then', 'delivery'),
	},
	outputs: outputs({
		next: output({ when: ['then', 'go_on'] }),
		delivered: output({ when: ['then', 'delivery'] }),
		lost: output({ mayEnd: true, when: ['then', 'delivery'] }),
	}),
	card: { summary: '{text}' },
	issues: ['loud'],
	check: ({ text }) => (text.includes('!') ? [{ code: 'loud', field: 'text', fix: { set: { text: 'quiet' } } }] : []),
	effect: { class: 'inside' },
	examples: [],
});

const lookup = defineNode({
	type: 'test.lookup',
	version: 3,
	minVersion: 2,
	kind: 'control',
	look: { icon: 'x', category: 'data' },
	config: { what: f.text() },
	outputs: outputs({ found: output({ gives: { Bonus: 'number' } }), missing: output({ mayEnd: true }) }),
	card: { summary: '{what}' },
	effect: { class: 'none' },
	upgrade: {
		1: up(({ name, ...rest }) => ({ ...rest, title: name ?? '' }), { outputs: { ok: 'yes' } }),
		2: up(({ title, ...rest }) => ({ ...rest, what: title ?? '' }), { outputs: { yes: 'found', no: 'missing' } }),
	},
	examples: [],
});

const { examples: _, outputs: __, policy: ___, ...lookupShape } = lookup;

const otherLookup = defineNode({
	...lookupShape,
	examples: [],
	type: 'test.other-lookup',
	outputs: outputs({ found: output({ gives: { Bonus: 'text' } }), missing: output({ mayEnd: true }) }),
});

const call = defineNode({
	type: 'test.call',
	version: 1,
	minVersion: 1,
	kind: 'action',
	look: { icon: 'x', category: 'outside' },
	config: {},
	outputs: outputs({ ok: output(), failed: output({ mayEnd: true }) }),
	card: { summary: '' },
	effect: { class: 'outside', repeat: 'never' },
	policy: { exhausted: 'failed' },
	examples: [],
});

const stop = defineNode({
	type: 'test.stop',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'end' },
	config: { label: f.text({ min: 0 }).default('') },
	outputs: outputs({}),
	card: { summary: '{label}' },
	lower: (config) => ({ op: 'end', label: config.label, success: true }),
	effect: { class: 'none' },
	examples: [{ id: 'plain', config: {}, leaves: [] }],
});

export const definitions = [start, split, question, pause, send, lookup, otherLookup, call, stop] as const;
export const registry = createRegistry(definitions);
