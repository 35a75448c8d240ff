// biome-ignore-all lint/suspicious/noThenProperty: the output's name in `Op`
import { describe, expect, expectTypeOf, it } from 'vitest';
import { activeOutputs, defineNode } from './define-node.ts';
import { type ConfigOf, f, type Ref } from './field.ts';
import { type ConfigFor, implement, type NeedsServer, type OutputNameOf, type ServerHalvesOf } from './implement.ts';
import { each, output, outputs } from './outputs.ts';

const ask = defineNode({
	type: 'test.ask',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'decision' },
	config: {
		mode: f.choice(['a', 'b']).default('a'),
		note: f.text().optional(),
		upTo: f.duration().when('mode', 'b'),
		branches: f.branches({ target: f.ref('segment') }),
	},
	outputs: outputs(
		{ yes: output({ gives: { status: 'number' } }), late: output({ when: ['mode', 'b'], mayEnd: true }) },
		each('branches'),
	),
	card: { summary: '{mode}' },
	check: (config) => (config.mode === 'a' ? [] : [{ code: 'b' }]),
	effect: { class: 'none' },
	examples: [],
});

const plain = defineNode({
	type: 'test.plain',
	version: 1,
	minVersion: 1,
	kind: 'action',
	look: { icon: 'x', category: 'data' },
	config: {},
	outputs: outputs({ next: output() }),
	card: { summary: '' },
	effect: { class: 'inside' },
	examples: [],
});

const pause = defineNode({
	type: 'test.pause',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'wait' },
	config: {},
	outputs: outputs({ next: output() }),
	card: { summary: '' },
	lower: () => ({ op: 'wait', rule: { kind: 'for', duration: 'PT1S' }, then: 'next' }),
	effect: { class: 'none' },
	examples: [],
});

describe('a declaration', () => {
	it('gives its config the types of its fields', () => {
		expectTypeOf<ConfigFor<typeof ask>>().toEqualTypeOf<{
			readonly mode: 'a' | 'b';
			readonly note?: string;
			readonly upTo?: string;
			readonly branches: readonly { readonly id: string; readonly name: string; readonly target: Ref }[];
		}>();
		expectTypeOf<keyof ConfigOf<(typeof plain)['config']>>().toEqualTypeOf<never>();
	});

	it('names its outputs, ids of branches being any text', () => {
		expectTypeOf<OutputNameOf<typeof plain>>().toEqualTypeOf<'next'>();
		expectTypeOf<OutputNameOf<typeof ask>>().toEqualTypeOf<string>();
	});

	it('demands a server half exactly where the server is asked', () => {
		expectTypeOf<NeedsServer<typeof ask>>().toEqualTypeOf<true>();
		expectTypeOf<NeedsServer<typeof pause>>().toEqualTypeOf<false>();
		const list = [ask, plain, pause] as const;
		expectTypeOf<keyof ServerHalvesOf<typeof list>>().toEqualTypeOf<'test.ask' | 'test.plain'>();
		// @ts-expect-error: a node that only lowers has no server half
		implement(pause, { run: async ({ to }) => to.leave('next') });
	});

	it('lets a server half leave only by its outputs and reach only what its effect allows', () => {
		implement(plain, {
			async run({ to, can }) {
				expectTypeOf(can).toHaveProperty('messages');
				// @ts-expect-error: no such output
				to.leave('other');
				return to.leave('next');
			},
		});
		implement(ask, {
			async run({ to, can }) {
				expectTypeOf(can).not.toHaveProperty('messages');
				// @ts-expect-error: this output gives a value that has to be said
				to.leave('yes');
				return to.leave('yes', { status: 1 });
			},
		});
	});

	it('refuses an effect its kind does not have', () => {
		defineNode({
			...pause,
			type: 'test.other',
			// @ts-expect-error: a control has no effect
			effect: { class: 'inside' },
		});
	});

	it('has the outputs its config opens, branches first', () => {
		const branches = [{ id: 'one', name: 'One', target: { id: '1', systemName: 'One', name: 'One' } }];
		expect(activeOutputs(ask, { branches }).map((one) => one.name)).toEqual(['one', 'yes']);
		expect(activeOutputs(ask, { branches, mode: 'b' }).map((one) => one.name)).toEqual(['one', 'yes', 'late']);
		expect(activeOutputs(ask, { branches: 'broken' }).map((one) => one.name)).toEqual(['yes']);
	});
});
