import { type Db, json } from '@volna/db';
import { sql } from 'kysely';
import { seedCategories } from './templates/seed-categories.ts';

/** Templates that the system issues; read-only, usable by flows of every campaign. */
const systemTemplates = [
	{
		kind: 'order',
		system: 'OrderChanged',
		ru: 'Изменение заказа',
		en: 'Order changed',
		category: 'towards.statuses.order',
	},
	{
		kind: 'click',
		system: 'LinkClicked',
		ru: 'Переход по ссылке',
		en: 'Link clicked',
		category: 'personal.mailings.click',
	},
	{
		kind: 'unsubscribe',
		system: 'Unsubscribed',
		ru: 'Отписка',
		en: 'Unsubscribed',
		category: 'personal.subscriptions.unsubscribed',
	},
	{
		kind: 'import',
		system: 'CustomerImported',
		ru: 'Импорт клиента',
		en: 'Customer imported',
		category: 'auxiliary.import.customers',
	},
	{
		kind: 'merge',
		system: 'CustomerMerged',
		ru: 'Объединение клиентов',
		en: 'Customers merged',
		category: 'towards.correction.merge',
	},
];

/**
 * What every project begins with: the category tree, a first campaign if there is none, the system's action templates.
 * May be called at every start and by several processes at once. Returns the campaign the system's templates lie in.
 */
export async function prepareProject(db: Db): Promise<{ campaignId: string }> {
	await seedCategories(db);
	return db.transaction().execute(async (tx) => {
		// One process at a time: two first campaigns would be one too many.
		const { language } = await tx.selectFrom('project').select('language').forUpdate().executeTakeFirstOrThrow();
		const ru = language === 'ru';
		const existing = await tx
			.selectFrom('campaign')
			.select('id')
			.where('archivedAt', 'is', null)
			.orderBy('createdAt')
			.executeTakeFirst();
		const campaign =
			existing ??
			(await tx
				.insertInto('campaign')
				.values({ name: ru ? 'Основная' : 'Main', systemName: 'Main' })
				.returning('id')
				.executeTakeFirstOrThrow());
		const rows = systemTemplates.map(({ ru: inRussian, en, ...row }) => ({ ...row, name: ru ? inRussian : en }));
		await sql`
			insert into action_template (campaign_id, name, system_name, kind, category_id, usage)
			select ${campaign.id}, d.name, d.system, d.kind, k.id, array['trigger']
			from jsonb_to_recordset(${json(rows)}) as d(kind text, system text, name text, category text)
			left join action_category k on k.code = d.category
			where not exists (select from action_template t where t.kind = d.kind)
			on conflict do nothing`.execute(tx);
		return { campaignId: campaign.id };
	});
}
