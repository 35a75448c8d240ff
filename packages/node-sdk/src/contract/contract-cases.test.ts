import { describe, expect, it } from 'vitest';
import { type AnyDefinition, defineNode } from '../define-node.ts';
import { f } from '../field.ts';
import { type AnyServerHalf, checkServerHalves, implement } from '../implement.ts';
import { manifestOf } from '../manifest.ts';
import { output, outputs } from '../outputs.ts';
import { textKeysOf } from '../texts.ts';
import { up } from '../upgrade.ts';
import { type ContractFiles, contractCases } from './contract-cases.ts';

const good = defineNode({
	type: 'test.good',
	version: 2,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'x', category: 'decision' },
	config: { filter: f.filter(), mode: f.choice(['one', 'two']).default('one') },
	outputs: outputs({ yes: output(), no: output({ mayEnd: true }) }),
	card: { summary: '{filter}' },
	effect: { class: 'none' },
	upgrade: { 1: up(({ rule, ...rest }) => ({ ...rest, filter: rule ?? { all: [] } }), { outputs: { true: 'yes' } }) },
	examples: [{ id: 'all', config: { filter: { all: [] } }, leaves: ['yes', 'no'] }],
});

const goodServer = implement(good, {
	async runBatch({ config, runs, can, to }) {
		const passed = await can.filters.match(config.filter, runs);
		return new Map(runs.map((run) => [run.id, to.leave(passed.has(run.id) ? 'yes' : 'no')]));
	},
});

const texts = Object.fromEntries(textKeysOf(good).map((key) => [key, 'text']));
const files: ContractFiles = {
	locales: { ru: texts, en: texts },
	fixtures: { 1: { 'a.json': { rule: { any: [] } } }, 2: { 'b.json': { filter: { all: [] } } } },
	released: manifestOf(good),
};

async function failing(
	change: object,
	server: AnyServerHalf | null = goodServer as AnyServerHalf,
	other: Partial<ContractFiles> = {},
): Promise<readonly string[]> {
	const definition = { ...good, ...change } as AnyDefinition;
	const found: string[] = [];
	for (const { name, run } of contractCases(definition, server && { ...server, definition }, { ...files, ...other })) {
		await run().catch(() => found.push(name));
	}
	return found;
}

describe('the contract suite', () => {
	it('passes a good node', async () => {
		expect(await failing({})).toEqual([]);
	});

	it.each<[string, object, string]>([
		[
			'a card of a field that is not there',
			{ card: { summary: '{other}' } },
			'its declaration names only fields and outputs it has',
		],
		[
			'an example its schema refuses',
			{ examples: [{ id: 'x', config: {}, leaves: ['yes', 'no'] }] },
			'its examples parse and pass its own check',
		],
		['an example its check refuses', { check: () => [{ code: 'no' }] }, 'its examples parse and pass its own check'],
		[
			'an output no example reaches',
			{ outputs: outputs({ yes: output(), no: output(), third: output() }) },
			'every output is reached by an example',
		],
		[
			'a lowering that is never the same',
			{ lower: () => ({ op: 'ask', config: Math.random() }) },
			'lowering is pure and stable',
		],
		[
			'an upgrade that is missing',
			{ upgrade: {} },
			'saved configs of every version lift, and lifting again changes nothing',
		],
		[
			'an output renamed to nothing',
			{ upgrade: { 1: up(() => ({ filter: { all: [] } }), { outputs: { old: 'gone' } }) } },
			'outputs renamed by an upgrade exist',
		],
		['a text that is missing', { issues: ['new-code'] }, 'its texts are complete in every language'],
		[
			'a choice taken away',
			{ config: { filter: f.filter(), mode: f.choice(['one']).default('one') } },
			'its manifest takes nothing away from the last release',
		],
	])('fails %s', async (_, change, name) => {
		expect(await failing(change)).toContain(name);
	});

	it('fails a text that is there in one language only', async () => {
		const { 'test.good.name': _, ...en } = texts;
		expect(await failing({}, null, { locales: { ru: texts, en } })).toEqual([
			'its texts are complete in every language',
		]);
	});

	it('fails a server half that leaves out a run, or says another output than stated', async () => {
		const forgetful = { definition: good, runBatch: async () => new Map() } as unknown as AnyServerHalf;
		expect(await failing({}, forgetful)).toContain('a server half answers a batch as it answers one by one');
		const biased = implement(good, { run: async ({ to }) => to.leave('yes') }) as AnyServerHalf;
		expect(await failing({}, biased)).toEqual(['a server half leaves by exactly the outputs its examples state']);
	});
});

describe('a registry', () => {
	it('names the halves that are missing and those nobody asks for', () => {
		const halves = { 'test.other': goodServer as AnyServerHalf };
		expect(() => checkServerHalves([good], halves)).toThrow(
			'no server half for test.good; a server half nobody asks for: test.other',
		);
		expect(checkServerHalves([good], { 'test.good': goodServer as AnyServerHalf })).toHaveProperty(['test.good']);
	});
});
