import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listRefs } from '../list-refs.ts';
import { newCampaign, newOperation, newSegmentation, newTemplate } from '../testing.ts';
import { createActionTemplate } from './create-action-template.ts';
import { archiveCategory, createCategory, renameCategory } from './edit-category.ts';
import { listActionTemplates, listTemplateTags } from './list-action-templates.ts';
import { listCategories } from './list-categories.ts';
import { readActionTemplate } from './read-action-template.ts';
import { removeActionTemplate, restoreActionTemplate } from './remove-action-template.ts';
import { seedCategories } from './seed-categories.ts';
import { updateActionTemplate } from './update-action-template.ts';
import { usesOfTemplate } from './uses-of-template.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await seedCategories(db);
});
afterAll(() => database.close());

async function newFlow(campaignId: string, templateId: string, published = true): Promise<string> {
	const document = JSON.stringify({ nodes: [{ config: { templates: [{ id: templateId }] } }] });
	const { rows } = await sql<{ id: string }>`
		insert into flow (campaign_id, name, system_name, document, document_hash)
		values (${campaignId}, 'Сценарий', 'f' || replace(uuidv7()::text, '-', ''), ${document}::jsonb, 'x') returning id`.execute(
		db,
	);
	const { id } = rows[0]!;
	if (!published) return id;
	await sql`
		with v as (
			insert into flow_version (flow_id, number, document, document_hash, plan, plan_hash)
			values (${id}, 1, ${document}::jsonb, 'x', '{}', 'x') returning id
		),
		t as (
			insert into flow_trigger (flow_id, kind, subject_id, version_id, node_id, ignore_older)
			select ${id}, 'action', ${templateId}, v.id, 'n', 'PT24H' from v
		)
		update flow set state = 'active', active_version_id = (select id from v) where id = ${id}`.execute(db);
	return id;
}

const issue = (templateId: string) =>
	sql`update action_template set first_issued_at = clock_timestamp() where id = ${templateId}`.execute(db);

it('a template keeps all that its form says', async () => {
	const campaignId = await newCampaign(db);
	const category = (await listCategories(db)).find((one) => one.code === 'towards.statuses.order')!;
	const guard = { field: 'trigger.action.custom.courier', op: 'eq', value: 'СДЭК' };
	const made = await createActionTemplate(db, {
		campaignId,
		name: ' Изменение статуса заказа ',
		categoryId: category.id,
		issuedWhen: 'Магазин сообщает статус',
		guard,
		usage: ['operation', 'trigger', 'operation'],
		roles: ['marketer'],
		tags: ['Заказы', 'заказы', ' статус ', ''],
		retentionMonths: 24,
		fields: [
			{ systemName: 'courier', name: 'Служба доставки', type: 'string' },
			{ systemName: 'level', name: 'Уровень', type: 'enum', options: [{ value: 'gold', name: '' }] },
		],
	});
	expect(made).toMatchObject({ status: 'created', systemName: 'IzmenenieStatusaZakaza' });
	const card = await readActionTemplate(db, made.status === 'created' ? made.id : '');
	expect(card).toMatchObject({
		name: 'Изменение статуса заказа',
		guard,
		usage: ['operation', 'trigger'],
		roles: ['marketer'],
		tags: ['Заказы', 'статус'],
		retentionMonths: 24,
		revision: 1,
		issued: false,
		fields: [
			{ systemName: 'courier', type: 'string', templateId: card!.id },
			{ systemName: 'level', type: 'enum', options: [{ value: 'gold', name: 'gold' }] },
		],
	});
});

it.each([
	[{ systemName: '1a', name: 'x', type: 'string' }, 'field-invalid'],
	[{ systemName: 'a', name: ' ', type: 'string' }, 'field-invalid'],
	[{ systemName: 'a', name: 'x', type: 'enum' }, 'field-invalid'],
	[{ systemName: 'a', name: 'x', type: 'unique_id' }, 'field-invalid'],
] as const)('a template with the field %j is not made, and nothing of it stays', async (field, status) => {
	const before = (await listActionTemplates(db)).items.length;
	const made = await createActionTemplate(db, {
		campaignId: await newCampaign(db),
		name: 'Поле',
		usage: [],
		fields: [field],
	});
	expect(made).toMatchObject({ status, index: 0 });
	expect((await listActionTemplates(db)).items).toHaveLength(before);
});

it('a guard that asks what is not there is refused with the place', async () => {
	const made = await createActionTemplate(db, {
		campaignId: await newCampaign(db),
		name: 'Условие',
		usage: [],
		guard: { field: 'customer.custom.nobody', op: 'eq', value: '1' },
	});
	expect(made).toMatchObject({ status: 'guard-invalid', issues: [{ code: 'field-unknown', at: '/field' }] });
});

it('fields keep their ids and order, one left out goes, and once issued it is archived and names stay', async () => {
	const template = await newTemplate(db);
	const save = async (fields: Parameters<typeof updateActionTemplate>[3]['fields']) => {
		const { revision } = (await readActionTemplate(db, template.id))!;
		return updateActionTemplate(db, template.id, revision, { fields });
	};
	const fieldsNow = async () => (await readActionTemplate(db, template.id))!.fields;
	await save([
		{ systemName: 'a', name: 'A', type: 'string' },
		{ systemName: 'b', name: 'B', type: 'number' },
	]);
	const [a, b] = await fieldsNow();
	await save([
		{ id: b!.id, systemName: 'a', name: 'B', type: 'date' },
		{ id: a!.id, systemName: 'b', name: 'A', type: 'string' },
	]);
	expect(await fieldsNow()).toMatchObject([
		{ id: b!.id, systemName: 'a', type: 'date' },
		{ id: a!.id, systemName: 'b', type: 'string' },
	]);
	await issue(template.id);
	const asIs = { id: b!.id, systemName: 'a', name: 'B', type: 'date' } as const;
	expect(await save([{ ...asIs, type: 'string' }])).toEqual({ status: 'field-locked', index: 0 });
	expect(await save([asIs])).toMatchObject({ status: 'updated' });
	expect(await fieldsNow()).toMatchObject([{ systemName: 'a' }, { systemName: 'b', archived: true }]);
	expect(await save([asIs, { systemName: 'B', name: 'x', type: 'string' }])).toEqual({
		status: 'field-name-taken',
		index: 1,
	});
});

it('a use is unticked only when nothing live relies on it, and the refusal names what does', async () => {
	const template = await newTemplate(db, { usage: ['operation', 'tracker', 'trigger'] });
	const keyed = await newOperation(db, { templateId: template.id });
	const keyless = await newOperation(db, { templateId: template.id, requiresKey: false });
	const flowId = await newFlow(template.campaignId, template.id);
	await newFlow(template.campaignId, template.id, false);
	const untick = (...usage: ('operation' | 'tracker' | 'trigger')[]) =>
		updateActionTemplate(db, template.id, 1, { usage });
	expect(await untick('tracker', 'trigger')).toMatchObject({
		status: 'in-use',
		usage: 'operation',
		uses: [{ kind: 'operation', id: keyed.id }],
	});
	expect(await untick('operation', 'trigger')).toMatchObject({ usage: 'tracker', uses: [{ id: keyless.id }] });
	expect(await untick('operation', 'tracker')).toMatchObject({
		usage: 'trigger',
		uses: [{ kind: 'flow', id: flowId, version: 1 }],
	});
	const uses = await usesOfTemplate(db, template.id);
	expect(uses.map(({ kind, live }) => [kind, live])).toEqual([
		['flow', true],
		['flow-draft', false],
		['operation', true],
		['operation', true],
	]);
	expect(await removeActionTemplate(db, template.id)).toMatchObject({ status: 'in-use', uses: { length: 3 } });
	await sql`update flow set state = 'archived' where id = ${flowId}`.execute(db);
	expect(await untick('operation', 'tracker')).toMatchObject({ status: 'updated' });
});

it('a running import and a launched filter hold a template, an import that is set up only does not', async () => {
	const template = await newTemplate(db, { usage: ['import'] });
	const { rows } = await sql<{ id: string }>`
		insert into import (kind, file_id, file_name, file_size, format, headers, columns, settings)
		values ('actions', uuidv7(), 'clients.csv', 1, '{}', '[]', '[]', ${JSON.stringify({ templateId: template.id })}::jsonb)
		returning id`.execute(db);
	const untick = () => updateActionTemplate(db, template.id, 1, { usage: [] });
	expect(await usesOfTemplate(db, template.id)).toMatchObject([{ kind: 'import', usage: 'import', live: false }]);
	await sql`update import set started_at = clock_timestamp() where id = ${rows[0]!.id}`.execute(db);
	expect(await untick()).toMatchObject({ status: 'in-use', usage: 'import', uses: [{ name: 'clients.csv' }] });
	await sql`update import set finished_at = clock_timestamp() where id = ${rows[0]!.id}`.execute(db);
	expect(await untick()).toMatchObject({ status: 'updated' });
	const { segments } = await newSegmentation(db, ['Часто']);
	const filter = {
		field: 'actions',
		op: 'ge',
		value: 3,
		where: { field: 'action.template', op: 'is', value: template.id },
	};
	await sql`update segment set filter = ${JSON.stringify(filter)}::jsonb where id = ${segments.Часто}`.execute(db);
	expect(await removeActionTemplate(db, template.id)).toMatchObject({ status: 'in-use', uses: [{ kind: 'segment' }] });
});

it('a template moves to another campaign only within reach of what uses it', async () => {
	const root = await newCampaign(db);
	const inner = await newCampaign(db, { parentId: root });
	const beside = await newCampaign(db, { parentId: root });
	const template = await newTemplate(db, { campaignId: inner });
	const operation = await newOperation(db, { templateId: template.id, campaignId: inner });
	const move = (campaignId: string) => updateActionTemplate(db, template.id, 1, { campaignId });
	expect(await move(beside)).toMatchObject({ status: 'out-of-campaign', uses: [{ id: operation.id }] });
	expect(await move(root)).toEqual({ status: 'updated', revision: 2 });
});

it('a template is deleted if it was never issued, else archived, and comes back', async () => {
	const fresh = await newTemplate(db);
	expect(await removeActionTemplate(db, fresh.id)).toEqual({ status: 'deleted' });
	expect(await removeActionTemplate(db, fresh.id)).toEqual({ status: 'unknown' });
	const issued = await newTemplate(db);
	await issue(issued.id);
	expect(await removeActionTemplate(db, issued.id)).toEqual({ status: 'archived' });
	expect((await listActionTemplates(db, { archived: true })).items.map((item) => item.id)).toContain(issued.id);
	expect(await restoreActionTemplate(db, issued.id)).toEqual({ status: 'done' });
	const system = await newTemplate(db, { kind: 'order' });
	expect(await removeActionTemplate(db, system.id)).toEqual({ status: 'read-only' });
});

it('the list is filtered by words, category of any level, use, tag and campaign with what lies in it', async () => {
	const root = await newCampaign(db);
	const inner = await newCampaign(db, { parentId: root });
	const categories = await listCategories(db);
	const third = categories.find((one) => one.code === 'personal.site.sign-in')!;
	const made = await createActionTemplate(db, {
		campaignId: inner,
		name: 'Особенный вход',
		categoryId: third.id,
		usage: ['import'],
		tags: ['Весна'],
	});
	const id = made.status === 'created' && made.id;
	const find = async (query: Parameters<typeof listActionTemplates>[1]) =>
		(await listActionTemplates(db, query)).items.some((item) => item.id === id);
	const top = categories.find((one) => one.code === 'personal')!;
	const other = categories.find((one) => one.code === 'towards')!;
	expect(await find({ q: 'ОСОБЕННЫЙ' })).toBe(true);
	expect(await find({ q: 'osobennyj' })).toBe(true);
	expect(await find({ categoryId: top.id, usage: 'import', tag: 'весна', campaignId: root })).toBe(true);
	expect(await find({ categoryId: other.id })).toBe(false);
	expect(await find({ usage: 'trigger' })).toBe(false);
	expect(await find({ tag: 'осень' })).toBe(false);
	expect(await find({ campaignId: await newCampaign(db) })).toBe(false);
	expect(await listTemplateTags(db)).toContain('Весна');
});

it('pickers say why a template cannot be chosen', async () => {
	const root = await newCampaign(db);
	const inner = await newCampaign(db, { parentId: root });
	const beside = await newCampaign(db, { parentId: root });
	const template = await newTemplate(db, { campaignId: inner, usage: ['trigger'], systemName: 'Picked' });
	await db
		.updateTable('actionTemplate')
		.set({ roles: ['marketer'] })
		.where('id', '=', template.id)
		.execute();
	const problem = async (query: Parameters<typeof listRefs>[2]) =>
		(await listRefs(db, 'action-template', { q: 'Picked', ...query }))[0]?.problem;
	expect(await problem({})).toBeNull();
	expect(await problem({ use: 'trigger', campaignId: root, role: 'marketer' })).toBeNull();
	expect(await problem({ use: 'import' })).toBe('usage');
	expect(await problem({ campaignId: beside })).toBe('campaign');
	expect(await problem({ role: 'viewer' })).toBe('role');
	expect(await listRefs(db, 'action-template', { q: 'Picked', use: 'import' })).toMatchObject([{ usable: false }]);
});

it('categories II and III are added, renamed and archived; those of level I are fixed', async () => {
	const categories = await listCategories(db);
	const first = categories.find((one) => one.code === 'personal')!;
	const names = { nameRu: 'Магазин', nameEn: 'Shop' };
	const second = await createCategory(db, first.id, names);
	if (second.status !== 'created') throw new Error(second.status);
	expect(await createCategory(db, first.id, { nameRu: 'магазин', nameEn: 'x' })).toEqual({ status: 'name-taken' });
	const third = await createCategory(db, second.id, { nameRu: 'Визит', nameEn: 'Visit' });
	if (third.status !== 'created') throw new Error(third.status);
	expect(await createCategory(db, third.id, names)).toEqual({ status: 'level' });
	expect(await renameCategory(db, first.id, 1, names)).toEqual({ status: 'level' });
	expect(await renameCategory(db, third.id, 1, { nameRu: 'Приход', nameEn: 'Visit' })).toEqual({
		status: 'updated',
		revision: 2,
	});
	expect(await renameCategory(db, third.id, 1, names)).toEqual({ status: 'changed', revision: 2 });
	const template = await createActionTemplate(db, {
		campaignId: await newCampaign(db),
		name: 'Визит',
		categoryId: third.id,
		usage: [],
	});
	expect(template.status).toBe('created');
	expect(await archiveCategory(db, second.id, true)).toMatchObject({
		status: 'in-use',
		templates: [{ name: 'Визит' }],
	});
	await removeActionTemplate(db, template.status === 'created' ? template.id : '');
	expect(await archiveCategory(db, second.id, true)).toEqual({ status: 'done' });
	const archived = async () => (await listCategories(db)).filter((one) => one.archived).map((one) => one.nameRu);
	expect(await archived()).toEqual(['Магазин', 'Приход']);
	expect(
		await createActionTemplate(db, { campaignId: await newCampaign(db), name: 'x', categoryId: third.id, usage: [] }),
	).toEqual({ status: 'category-unknown' });
	expect(await archiveCategory(db, third.id, false)).toEqual({ status: 'done' });
	expect(await archived()).toEqual([]);
	await seedCategories(db);
	expect((await listCategories(db)).find((one) => one.id === third.id)?.nameRu).toBe('Приход');
});
