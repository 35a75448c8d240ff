import { Temporal } from 'temporal-polyfill';
import type { Json, RunId } from '../capabilities.ts';
import { type AnyDefinition, activeOutputs, cardFields } from '../define-node.ts';
import { type Fields, parseConfig } from '../field.ts';
import { type AnyServerHalf, askServerHalf } from '../implement.ts';
import { breakingChanges, manifestOf, type NodeManifest } from '../manifest.ts';
import type { Outcome } from '../outcome.ts';
import { type NodeLocales, nodeLanguages, textKeysOf } from '../texts.ts';
import { liftConfig } from '../upgrade.ts';
import { type FakeWorld, type FakeWorldOptions, fakeRuns, fakeWorld } from './fake-world.ts';

/** One guarantee; `run` throws when it does not hold. */
export interface ContractCase {
	readonly name: string;
	run(): Promise<void>;
}

export interface ContractFiles {
	readonly locales: NodeLocales;
	/** Saved configs by the version they were saved with, by file name. */
	readonly fixtures: Readonly<Record<number, Readonly<Record<string, Json>>>>;
	/** The node's manifest in the last release; undefined for a new node. */
	readonly released?: NodeManifest;
}

/**
 * The cases every node has to pass, ours and anybody's. Needs no test runner: a package's test is one loop.
 *
 * @example
 * for (const { name, run } of contractCases(sendSms, sendSmsServer, files)) it(name, run);
 */
export function contractCases(
	definition: AnyDefinition,
	server: AnyServerHalf | null,
	files: ContractFiles,
): readonly ContractCase[] {
	const cases: ContractCase[] = [];
	const add = (name: string, run: () => void | Promise<void>) => cases.push({ name, run: async () => run() });
	add('its manifest is plain JSON', () => manifestIsJson(definition));
	if (files.released) {
		const { released } = files;
		add('its manifest takes nothing away from the last release', () => {
			const broken = breakingChanges(released, manifestOf(definition));
			must(broken.length === 0, `without a new version: ${broken.join('; ')}`);
		});
	}
	add('its declaration names only fields and outputs it has', () => namesExist(definition));
	add('its examples parse and pass its own check', () => examplesPass(definition));
	add('every output is reached by an example', () => outputsReached(definition));
	add('lowering is pure and stable', () => lowerIsPure(definition));
	add('saved configs of every version lift, and lifting again changes nothing', () => fixturesLift(definition, files));
	add('outputs renamed by an upgrade exist', () => renamesExist(definition));
	add('its texts are complete in every language', () => textsComplete(definition, files.locales));
	if (server) {
		add('a server half answers a batch as it answers one by one', () => batchEqualsOneByOne(definition, server));
		add('a server half leaves by exactly the outputs its examples state', () => leavesAsStated(definition, server));
		add('one key twice is one effect', () => onceByKey(definition, server));
	}
	return cases;
}

function must(holds: boolean, message: string): asserts holds {
	if (!holds) throw new Error(message);
}

function same(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function manifestIsJson(definition: AnyDefinition): void {
	const manifest = manifestOf(definition);
	must(same(JSON.parse(JSON.stringify(manifest)), manifest), 'the manifest changes when it is written and read');
	must(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(definition.type), `${definition.type} is no namespace.name`);
	must(definition.minVersion <= definition.version, 'minVersion is above version');
}

function namesExist(definition: AnyDefinition): void {
	const fields = definition.config;
	for (const name of [...cardFields(definition), ...(definition.card.badges ?? [])]) {
		must(Object.hasOwn(fields, name), `the card shows a field ${name} that is not there`);
	}
	checkFieldNames(fields, fields);
	for (const [name, output] of Object.entries(definition.outputs.fixed)) {
		const when = output.when;
		must(
			!when || Object.hasOwn(fields, when.field),
			`output ${name} hangs on a field ${when?.field} that is not there`,
		);
	}
	const { each } = definition.outputs;
	must(!each || fields[each.field]?.kind === 'branches', `outputs for each ${each?.field}, which is no branches field`);
	const exhausted = definition.policy?.exhausted;
	must(exhausted === undefined || Object.hasOwn(definition.outputs.fixed, exhausted), `no output ${exhausted}`);
	must(definition.kind !== 'trigger' || Boolean(definition.lower), 'a trigger lowers to what it listens to');
}

function checkFieldNames(fields: Fields, root: Fields): void {
	for (const [name, { kind, options }] of Object.entries(fields)) {
		must(!options.when || Object.hasOwn(fields, options.when.field), `${name} hangs on a field that is not there`);
		for (const other of [options.within, options.outlasts, options.maxParts]) {
			const found = other === undefined || Object.hasOwn(fields, other) || Object.hasOwn(root, other);
			must(found, `${name} names a field ${other} that is not there`);
		}
		const words = options.choices ?? [];
		for (const word of words) must(/^[a-z][a-z0-9_]*$/.test(word), `choice ${word} of ${name} is no snake_case word`);
		must(kind !== 'choice' || words.length > 0, `${name} offers no choice`);
		if (options.fields) checkFieldNames(options.fields, root);
	}
}

const context = { flowId: 'flow', nodeId: 'node' };

function parsed(definition: AnyDefinition, config: unknown, what: string): object {
	const result = parseConfig(definition.config, config);
	must(result.ok, `${what}: ${JSON.stringify(result.ok ? null : result.problems)}`);
	return result.config;
}

function examplesPass(definition: AnyDefinition): void {
	must(definition.examples.length > 0, 'there is no example');
	const ids = definition.examples.map((example) => example.id);
	must(new Set(ids).size === ids.length, 'two examples have one id');
	for (const example of definition.examples) {
		const config = parsed(definition, example.config, `example ${example.id}`);
		must(
			same(parsed(definition, config, `example ${example.id}, parsed again`), config),
			`example ${example.id} changes when it is parsed twice`,
		);
		const issues = definition.check?.(config, context) ?? [];
		must(issues.length === 0, `example ${example.id}: ${JSON.stringify(issues)}`);
	}
}

function outputsReached(definition: AnyDefinition): void {
	const reached = new Set(definition.examples.flatMap((example) => example.leaves));
	for (const name of Object.keys(definition.outputs.fixed)) {
		must(reached.has(name), `no example leaves by ${name}`);
	}
	for (const example of definition.examples) {
		const names = activeOutputs(definition, example.config).map((output) => output.name);
		for (const name of example.leaves) must(names.includes(name), `example ${example.id} has no output ${name}`);
	}
	const { each } = definition.outputs;
	const branches = definition.examples.some((example) =>
		activeOutputs(definition, example.config).some((output) => output.branch && example.leaves.includes(output.name)),
	);
	must(!each || branches, `no example leaves by one of its ${each?.field}`);
}

function lowerIsPure(definition: AnyDefinition): void {
	if (!definition.lower) return;
	for (const example of definition.examples) {
		const config = parsed(definition, example.config, `example ${example.id}`);
		const before = JSON.stringify(config);
		const [one, two] = [definition.lower(config, context), definition.lower(config, context)];
		must(same(one, two), `example ${example.id} lowers differently the second time`);
		must(same(JSON.parse(JSON.stringify(one)), one), `example ${example.id} lowers to something that is no JSON`);
		must(JSON.stringify(config) === before, `lowering changes the config of example ${example.id}`);
		const names = activeOutputs(definition, config).map((output) => output.name);
		must(!('then' in one) || names.includes(one.then), `example ${example.id} lowers to an output that is not there`);
	}
}

function fixturesLift(definition: AnyDefinition, files: ContractFiles): void {
	for (let version = definition.minVersion; version <= definition.version; version++) {
		const fixtures = Object.entries(files.fixtures[version] ?? {});
		must(fixtures.length > 0, `there is no fixture of version ${version}`);
		for (const [name, config] of fixtures) {
			const lifted = liftConfig(definition, version, config);
			must(lifted.kind === 'lifted', `fixture v${version}/${name} does not lift`);
			parsed(definition, lifted.config, `fixture v${version}/${name}`);
			const again = liftConfig(definition, definition.version, lifted.config);
			must(again.kind === 'lifted' && same(again.config, lifted.config), `fixture v${version}/${name} lifts twice`);
			const repeated = liftConfig(definition, version, config);
			must(same(repeated, lifted), `fixture v${version}/${name} lifts differently the second time`);
		}
	}
}

function renamesExist(definition: AnyDefinition): void {
	for (let version = definition.minVersion; version < definition.version; version++) {
		const step = definition.upgrade?.[version];
		must(step !== undefined, `version ${version} has no upgrade`);
		const isLast = version === definition.version - 1;
		for (const to of Object.values(step.outputs)) {
			const exists = to === null || Object.hasOwn(definition.outputs.fixed, to) || Boolean(definition.outputs.each);
			must(!isLast || exists, `version ${version} renames an output to ${to}, which is not there`);
		}
	}
}

function textsComplete(definition: AnyDefinition, locales: NodeLocales): void {
	const fields = cardFields(definition);
	for (const language of nodeLanguages) {
		const texts = locales[language];
		const missing = textKeysOf(definition).filter((key) => !texts[key]?.trim());
		must(missing.length === 0, `missing in ${language}: ${missing.join(', ')}`);
		const known = new Set(textKeysOf(definition));
		const extra = Object.keys(texts).filter((key) => key.startsWith(`${definition.type}.`) && !known.has(key));
		must(extra.length === 0, `nobody reads in ${language}: ${extra.join(', ')}`);
		for (const [, name] of (texts[`${definition.type}.card`] ?? '').matchAll(/\{([^}]+)\}/g)) {
			must(fields.includes(name!), `the card in ${language} shows {${name}}, which its summary does not`);
		}
	}
}

async function ask(
	definition: AnyDefinition,
	server: AnyServerHalf,
	config: object,
	world: FakeWorld,
	count = 12,
): Promise<ReadonlyMap<RunId, Outcome>> {
	return askServerHalf(server, {
		config: config as Json,
		version: definition.version,
		runs: fakeRuns(count),
		can: world.can,
		now: Temporal.Instant.from('2026-12-01T09:00:00Z'),
		signal: AbortSignal.timeout(5_000),
	});
}

/** Worlds in which whatever a config asks about turns out every way. */
function worldsFor(definition: AnyDefinition, config: Readonly<Record<string, unknown>>): readonly FakeWorldOptions[] {
	const segments = segmentsIn(config);
	const segmentOf: FakeWorldOptions['segmentOf'] = (_id, run) => segments[run.customerId % (segments.length + 1)];
	if (definition.effect.class === 'none') return [{ segmentOf }];
	return (['waiting', 'handed_off', 'not_sent'] as const).map((state) => ({ segmentOf, messageState: () => state }));
}

function segmentsIn(config: Readonly<Record<string, unknown>>): readonly string[] {
	const entries = Object.values(config).filter(Array.isArray).flat() as readonly { segment?: { id?: string } }[];
	return entries.flatMap((entry) => entry.segment?.id ?? []);
}

function outputsOf(outcome: Outcome): readonly string[] {
	if (outcome.kind === 'leave') return [outcome.output];
	if (outcome.kind === 'wait') return [outcome.then];
	if (outcome.kind !== 'wait-for-message') return [];
	return [...Object.values(outcome.leave), ...(outcome.late === undefined ? [] : [outcome.late])];
}

async function batchEqualsOneByOne(definition: AnyDefinition, server: AnyServerHalf): Promise<void> {
	for (const example of definition.examples) {
		const config = parsed(definition, example.config, `example ${example.id}`);
		for (const options of worldsFor(definition, example.config as Readonly<Record<string, unknown>>)) {
			const batch = await ask(definition, server, config, fakeWorld(options));
			const world = fakeWorld(options);
			for (const run of fakeRuns(12)) {
				const one = await askServerHalf(server, {
					config: config as Json,
					version: definition.version,
					runs: [run],
					can: world.can,
					now: Temporal.Instant.from('2026-12-01T09:00:00Z'),
					signal: AbortSignal.timeout(5_000),
				});
				must(same(one.get(run.id), batch.get(run.id)), `example ${example.id}: ${run.id} is answered differently`);
			}
		}
	}
}

async function leavesAsStated(definition: AnyDefinition, server: AnyServerHalf): Promise<void> {
	for (const example of definition.examples) {
		const config = parsed(definition, example.config, `example ${example.id}`);
		const left = new Set<string>();
		for (const options of worldsFor(definition, example.config as Readonly<Record<string, unknown>>)) {
			const answers = await ask(definition, server, config, fakeWorld(options));
			for (const outcome of answers.values()) for (const name of outputsOf(outcome)) left.add(name);
		}
		const stated = [...example.leaves].sort().join(', ');
		const found = [...left].sort().join(', ');
		must(found === stated, `example ${example.id} states ${stated}, and leaves by ${found}`);
	}
}

async function onceByKey(definition: AnyDefinition, server: AnyServerHalf): Promise<void> {
	for (const example of definition.examples) {
		const config = parsed(definition, example.config, `example ${example.id}`);
		const world = fakeWorld();
		const first = await ask(definition, server, config, world);
		const effects = world.messages.size;
		const second = await ask(definition, server, config, world);
		must(world.messages.size === effects, `example ${example.id} has another effect the second time`);
		must(same([...first], [...second]), `example ${example.id} is answered differently the second time`);
	}
}
