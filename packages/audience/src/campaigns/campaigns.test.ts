import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newCampaign, newOperation, newTemplate } from '../testing.ts';
import { archiveCampaign } from './archive-campaign.ts';
import { createCampaign } from './create-campaign.ts';
import { readCampaignTree } from './list-campaigns.ts';
import { moveCampaign } from './move-campaign.ts';
import { updateCampaign } from './update-campaign.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

async function make(name: string, parentId: string | null = null): Promise<string> {
	const made = await createCampaign(db, { name, parentId });
	if (made.status !== 'created') throw new Error(made.status);
	return made.id;
}

it('campaigns lie five deep in each other, and no deeper', async () => {
	let parent: string | null = null;
	for (const name of ['Один', 'Два', 'Три', 'Четыре', 'Пять']) parent = await make(name, parent);
	expect(await createCampaign(db, { name: 'Шесть', parentId: parent })).toEqual({ status: 'too-deep', most: 5 });
	const two = await make('Вне');
	await make('Внутри', two);
	const four = (await readCampaignTree(db)).find((one) => one.name === 'Четыре')!;
	expect(await moveCampaign(db, two, four.id)).toEqual({ status: 'too-deep', most: 5 });
});

it('a campaign does not move into itself, nor do two into each other at once', async () => {
	const a = await make('А');
	const b = await make('Б');
	const inner = await make('В', a);
	expect(await moveCampaign(db, a, inner)).toEqual({ status: 'into-itself' });
	expect(await moveCampaign(db, a, a)).toEqual({ status: 'into-itself' });
	const results = await Promise.all([moveCampaign(db, a, b), moveCampaign(db, b, a)]);
	expect(results.map((result) => result.status).sort()).toEqual(['into-itself', 'moved']);
});

it('a campaign moves only while every reference stays in scope, and the refusal names what would not', async () => {
	const root = await newCampaign(db);
	const shop = await newCampaign(db, { parentId: root });
	const inner = await newCampaign(db, { parentId: shop });
	const elsewhere = await newCampaign(db);
	const template = await newTemplate(db, { campaignId: shop });
	const operation = await newOperation(db, { templateId: template.id, campaignId: inner });
	const document = JSON.stringify({ nodes: [{ config: { templates: [{ id: template.id }] } }] });
	await sql`
		insert into flow (campaign_id, name, system_name, document, document_hash)
		values (${inner}, 'Сценарий', 'flowOfInner', ${document}::jsonb, 'x')`.execute(db);
	const refused = await moveCampaign(db, inner, elsewhere);
	expect(refused).toMatchObject({
		status: 'out-of-campaign',
		uses: [
			{ kind: 'flow', name: 'Сценарий', template: template.name },
			{ kind: 'operation', id: operation.id, template: template.name },
		],
	});
	expect(await moveCampaign(db, shop, elsewhere)).toEqual({ status: 'moved' });
	expect(await moveCampaign(db, inner, null)).toMatchObject({ status: 'out-of-campaign' });
});

it('a campaign is archived once it owns nothing that is not, and comes back after the one it lies in', async () => {
	const shop = await newCampaign(db);
	const inner = await newCampaign(db, { parentId: shop });
	const template = await newTemplate(db, { campaignId: inner });
	expect(await archiveCampaign(db, shop, true)).toMatchObject({
		status: 'in-use',
		uses: [{ kind: 'campaign', id: inner }],
	});
	expect(await archiveCampaign(db, inner, true)).toMatchObject({ uses: [{ kind: 'template', id: template.id }] });
	await db.deleteFrom('actionTemplate').where('id', '=', template.id).execute();
	expect(await archiveCampaign(db, inner, true)).toEqual({ status: 'done' });
	expect(await archiveCampaign(db, shop, true)).toEqual({ status: 'done' });
	expect(await archiveCampaign(db, inner, false)).toEqual({ status: 'parent-archived' });
	expect(await archiveCampaign(db, shop, false)).toEqual({ status: 'done' });
	expect(await archiveCampaign(db, inner, false)).toEqual({ status: 'done' });
});

it('a campaign is renamed over the revision that was read', async () => {
	const id = await make('Старое');
	expect(await updateCampaign(db, id, 1, { name: 'Новое' })).toEqual({ status: 'updated', revision: 2 });
	expect(await updateCampaign(db, id, 1, { name: 'Другое' })).toEqual({ status: 'changed', revision: 2 });
	const taken = (await readCampaignTree(db)).find((one) => one.id !== id)!;
	expect(await updateCampaign(db, id, 2, { systemName: taken.systemName.toLowerCase() })).toEqual({
		status: 'name-taken',
	});
});
