import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { createRegistry, emptyDocument, type FlowDocument, type GraphOperation } from '@volna/flow';
import { defineNode, f, output, outputs } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFlow } from './create-flow.ts';
import { keepProcess } from './keep-process.ts';
import { listVersions } from './list-versions.ts';
import { previewPublish, publishFlow } from './publish-flow.ts';
import { readFlow } from './read-flow.ts';
import { readVersion } from './read-version.ts';
import { discardDraft, patchDraft, putDraft } from './save-draft.ts';
import { newCampaign } from './testing.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase();
	await newCampaign(data.db);
});
afterAll(() => data.close());

const template = crypto.randomUUID();
const look = { icon: 'point', category: 'trigger' } as const;
const trigger = defineNode({
	type: 'test.on-action',
	version: 1,
	minVersion: 1,
	kind: 'trigger',
	look,
	config: { template: f.text({ min: 0 }).default(template), filter: f.filter({ subject: 'flow' }).optional() },
	outputs: outputs({ next: output() }),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
	lower: (config) => ({ on: 'action', templates: [config.template], ignoreOlder: 'PT24H', acceptUntrusted: false }),
});
const end = defineNode({
	type: 'test.end',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look,
	config: { label: f.text({ min: 0 }).default('') },
	outputs: outputs({}),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
	lower: (config) => ({ op: 'end', label: config.label, success: true }),
});
const registry = createRegistry([trigger, end]);
const at = { x: 0, y: 0 };
const document: FlowDocument = {
	...emptyDocument,
	nodes: [
		{ id: 'start', type: 'test.on-action', version: 1, name: '', config: { template }, position: at },
		{ id: 'z', type: 'test.end', version: 1, name: '', config: { label: 'конец' }, position: at },
	],
	edges: [{ id: 'e', source: 'start', sourceHandle: 'next', target: 'z' }],
};
const rename = (name: string): GraphOperation => ({ op: 'node.rename', id: 'z', name });

async function newFlow(of: FlowDocument | undefined = document) {
	const made = await createFlow(data.db, { name: 'Статус заказа', document: of, staffId: null });
	if (made.kind !== 'created') throw new Error(made.kind);
	const flowId = made.id;
	const publish = (revision = 1) =>
		publishFlow(data.db, { flowId, revision, note: 'первая', staffId: null, registry, project: { flowId } });
	return { flowId, publish };
}

describe('a draft', () => {
	test('starts empty at revision 1, with a system name made from the name and a digit on a clash', async () => {
		const [one, two] = [await newFlow(), await newFlow()];
		const flows = [await readFlow(data.db, one.flowId), await readFlow(data.db, two.flowId)];
		expect(flows[0]!.systemName).toMatch(/^StatusZakaza\d*$/);
		expect(flows[1]!.systemName).toMatch(/^StatusZakaza\d+$/);
		expect(flows[0]!).toMatchObject({ state: 'draft', activeVersion: null, draft: { revision: 1 } });
	});

	test('is written by whoever knows its revision; the other gets what was done since', async () => {
		const { flowId } = await newFlow();
		const edit = { flowId, revision: 1, staffId: null };
		expect(await patchDraft(data.db, { ...edit, operations: [rename('A')] })).toMatchObject({
			kind: 'saved',
			revision: 2,
		});
		expect(await patchDraft(data.db, { ...edit, operations: [rename('B')] })).toEqual({
			kind: 'changed',
			revision: 2,
			operations: [rename('A')],
			by: [],
		});
		expect((await readFlow(data.db, flowId))!.draft.document.nodes[1]!.name).toBe('A');
	});

	test('of interleaved saves loses none', async () => {
		const { flowId } = await newFlow();
		const names = Array.from({ length: 8 }, (_, n) => `n${n}`);
		await Promise.all(
			names.map(async (id) => {
				for (let revision = 1; ; ) {
					const node = { id, type: 'test.end', version: 1, name: id, config: {}, position: at } as const;
					const saved = await patchDraft(data.db, {
						flowId,
						revision,
						staffId: null,
						operations: [{ op: 'node.insert', node }],
					});
					if (saved.kind === 'saved') return;
					if (saved.kind !== 'changed') throw new Error(saved.kind);
					revision = saved.revision;
				}
			}),
		);
		const flow = await readFlow(data.db, flowId);
		expect(flow!.draft.revision).toBe(9);
		expect(flow!.draft.document.nodes.map((node) => node.id)).toEqual(expect.arrayContaining(names));
	});

	test('takes all operations or none', async () => {
		const { flowId } = await newFlow();
		const operations = [rename('A'), { op: 'node.rename', id: 'nowhere', name: 'B' } as const];
		expect(await patchDraft(data.db, { flowId, revision: 1, staffId: null, operations })).toEqual({
			kind: 'refused',
			index: 1,
			refusal: { refused: 'node-missing', id: 'nowhere' },
		});
		expect((await readFlow(data.db, flowId))!.draft).toMatchObject({ revision: 1, document });
	});

	test('replaced as a whole tells it as operations that make the one of the other', async () => {
		const { flowId } = await newFlow();
		const other: FlowDocument = { ...document, nodes: [document.nodes[0]!], edges: [] };
		expect(await putDraft(data.db, { flowId, revision: 1, staffId: null, document: other })).toMatchObject({
			kind: 'saved',
		});
		const missed = await patchDraft(data.db, { flowId, revision: 1, staffId: null, operations: [rename('A')] });
		expect(missed).toMatchObject({ kind: 'changed', operations: [{ op: 'restore' }] });
		const copy = await newFlow();
		if (missed.kind === 'changed') {
			await patchDraft(data.db, { flowId: copy.flowId, revision: 1, staffId: null, operations: missed.operations! });
		}
		expect((await readFlow(data.db, copy.flowId))!.draft.document).toEqual(
			(await readFlow(data.db, flowId))!.draft.document,
		);
	});

	test('is discarded back to the published version', async () => {
		const { flowId, publish } = await newFlow();
		expect(await discardDraft(data.db, { flowId, revision: 1, staffId: null })).toEqual({ kind: 'flow-state' });
		await publish();
		await patchDraft(data.db, { flowId, revision: 1, staffId: null, operations: [rename('A')] });
		expect(await discardDraft(data.db, { flowId, revision: 2, staffId: null })).toMatchObject({
			kind: 'saved',
			revision: 3,
		});
		expect((await readFlow(data.db, flowId))!.draft.document).toEqual(document);
	});
});

describe('publishing', () => {
	test('makes an immutable version, the active one, with its trigger', async () => {
		const { flowId, publish } = await newFlow();
		expect(await publish()).toMatchObject({
			kind: 'published',
			sameBehaviour: false,
			version: { number: 1, note: 'первая', active: true, inside: 0 },
		});
		expect(await readFlow(data.db, flowId)).toMatchObject({ state: 'active', activeVersion: { number: 1 } });
		const triggers = await data.db.selectFrom('flowTrigger').selectAll().where('flowId', '=', flowId).execute();
		expect(triggers).toMatchObject([
			{ subjectId: template, nodeId: 'start', ignoreOlder: 'PT24H', acceptUntrusted: false },
		]);
		await expect(
			data.db.updateTable('flowVersion').set({ note: 'x' }).where('flowId', '=', flowId).execute(),
		).rejects.toThrow('immutable');
	});

	test('replaces what the flow listens to by the difference', async () => {
		const { flowId, publish } = await newFlow();
		await publish();
		const other = crypto.randomUUID();
		await patchDraft(data.db, {
			flowId,
			revision: 1,
			staffId: null,
			operations: [{ op: 'node.config', id: 'start', set: { template: other } }],
		});
		const second = await publish(2);
		if (second.kind !== 'published') throw new Error(second.kind);
		const triggers = await data.db.selectFrom('flowTrigger').selectAll().where('flowId', '=', flowId).execute();
		expect(triggers).toMatchObject([{ subjectId: other, versionId: second.version.id }]);
		expect((await listVersions(data.db, flowId)).map((version) => [version.number, version.active])).toEqual([
			[2, true],
			[1, false],
		]);
	});

	test('keeps each version’s document as it was, for whoever looks at it later', async () => {
		const { flowId, publish } = await newFlow();
		const first = await publish();
		await patchDraft(data.db, { flowId, revision: 1, staffId: null, operations: [rename('Позже')] });
		await publish(2);
		if (first.kind !== 'published') throw new Error(first.kind);
		expect(await readVersion(data.db, flowId, first.version.id)).toMatchObject({ number: 1, active: false, document });
		const other = await newFlow();
		expect(await readVersion(data.db, other.flowId, first.version.id)).toBeNull();
	});

	test('says when nothing changes for customers', async () => {
		const { flowId, publish } = await newFlow();
		await publish();
		await patchDraft(data.db, {
			flowId,
			revision: 1,
			staffId: null,
			operations: [{ op: 'nodes.move', to: { z: { x: 9, y: 9 } } }],
		});
		expect(await publish(2)).toMatchObject({ kind: 'published', sameBehaviour: true });
	});

	test('refuses a document with errors and says which', async () => {
		const { publish, flowId } = await newFlow(emptyDocument);
		expect(await publish()).toMatchObject({
			kind: 'refused',
			issues: [{ code: 'graph.no-trigger', severity: 'error' }],
		});
		expect(await listVersions(data.db, flowId)).toEqual([]);
	});

	test('refuses a draft that has changed since it was looked at', async () => {
		const { flowId, publish } = await newFlow();
		await patchDraft(data.db, { flowId, revision: 1, staffId: null, operations: [rename('A')] });
		expect(await publish(1)).toMatchObject({ kind: 'changed', revision: 2, operations: [rename('A')] });
	});

	test('refuses what a live worker cannot run; one not seen for 15 seconds does not count', async () => {
		const { publish } = await newFlow();
		const id = crypto.randomUUID();
		await keepProcess(data.db, { id, kind: 'worker', registryHash: 'x', types: ['test.on-action@1'] });
		expect(await publish()).toMatchObject({ kind: 'refused', issues: [{ code: 'version.worker', at: { node: 'z' } }] });
		await sql`update process set seen_at = volna.now_exact() - interval '16 seconds' where id = ${id}`.execute(data.db);
		expect(await publish()).toMatchObject({ kind: 'published' });
	});

	test('is previewed without doing anything', async () => {
		const { flowId } = await newFlow();
		const preview = await previewPublish(data.db, { flowId, registry, project: { flowId } });
		expect(preview).toMatchObject({
			revision: 1,
			nextNumber: 1,
			inside: [],
			diff: { behaviour: true, added: [{ id: 'start' }, { id: 'z' }] },
		});
		expect(await listVersions(data.db, flowId)).toEqual([]);
	});
});
