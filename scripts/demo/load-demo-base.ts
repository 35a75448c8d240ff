import {
	addSegment,
	countIssued,
	createActionTemplate,
	createField,
	createSegmentation,
	createTopic,
	demoSource,
	ensureActionMonths,
	ensureCampaign,
	ensureEndpoint,
	ensureOperation,
	launchSegmentation,
	listCategories,
	prepareProject,
	readNow,
	type TemplateFieldInput,
	type TemplateUsage,
} from '@volna/audience';
import { type Db, json, type Tx } from '@volna/db';
import { settleDemoHolds } from '@volna/messaging';
import { sql } from 'kysely';
import { makePeople, type Person, repeatable } from './make-people.ts';

export interface DemoBase {
	/** How many customers were made up. */
	customers: number;
	/** System name of the segmentation to show splits by. */
	segmentation: string;
	campaignId: string;
	/** Ids of action templates by system name. */
	templates: Readonly<Record<string, string>>;
	/** By external id: `loyalty`, `activity`. */
	segmentations: Readonly<Record<string, { id: string; segments: Readonly<Record<string, string>> }>>;
	endpointId: string;
	/** Ids of operations by system name. */
	operations: Readonly<Record<string, string>>;
}

const PEOPLE = 2000;
const DAYS = 30;
const DAY_MS = 86_400_000;

interface DemoTemplate {
	name: string;
	systemName: string;
	category: string;
	usage: TemplateUsage[];
	issuedWhen: string;
	fields?: TemplateFieldInput[];
}

const templates: readonly DemoTemplate[] = [
	{
		name: 'Изменение статуса заказа',
		systemName: 'IzmenenieStatusaZakaza',
		category: 'towards.statuses.order',
		usage: ['operation', 'trigger', 'import'],
		issuedWhen: 'Магазин сообщает новый статус заказа',
		fields: [
			{ systemName: 'status', name: 'Статус', type: 'string' },
			{ systemName: 'courier', name: 'Служба доставки', type: 'string' },
		],
	},
	{
		name: 'Вход на сайт',
		systemName: 'VhodNaSajt',
		category: 'personal.site.sign-in',
		usage: ['operation', 'tracker', 'trigger'],
		issuedWhen: 'Клиент вошёл в личный кабинет',
	},
	{
		name: 'Регистрация на сайте',
		systemName: 'RegistraciyaNaSajte',
		category: 'personal.profile.registration',
		usage: ['operation', 'trigger'],
		issuedWhen: 'Клиент завёл личный кабинет',
	},
	{
		name: 'Просмотр товара',
		systemName: 'ProsmotrTovara',
		category: 'personal.site.product-view',
		usage: ['operation', 'tracker', 'trigger'],
		issuedWhen: 'Клиент открыл страницу товара',
		fields: [{ systemName: 'sku', name: 'Артикул', type: 'string' }],
	},
	{
		name: 'Оформление заказа',
		systemName: 'OformlenieZakaza',
		category: 'personal.orders.placed',
		usage: ['operation', 'trigger', 'import'],
		issuedWhen: 'Клиент оформил заказ на сайте или в магазине',
	},
	{
		name: 'Брошенная корзина',
		systemName: 'BroshennayaKorzina',
		category: 'personal.site.form',
		usage: ['operation', 'trigger'],
		issuedWhen: 'В корзине что-то лежит, и час ничего не происходит',
	},
];

const segmentations = [
	{
		name: 'Программа лояльности',
		externalId: 'loyalty',
		description: 'Уровень клиента по сумме покупок за год',
		segments: [
			{ name: 'VIP', externalId: 'vip', share: 0.08 },
			{ name: 'Золотой', externalId: 'gold', share: 0.17 },
			{ name: 'Серебряный', externalId: 'silver', share: 0.3 },
			{ name: 'Базовый', externalId: 'base', share: 0.3 },
		],
	},
	{
		name: 'Активность',
		externalId: 'activity',
		description: 'Когда клиент был у нас в последний раз',
		segments: [
			{ name: 'Активные', externalId: 'active', share: 0.45 },
			{ name: 'Спящие', externalId: 'sleeping', share: 0.3 },
			{ name: 'Потерянные', externalId: 'lost', share: 0.15 },
		],
	},
] as const;

/**
 * Loads a shop to try Volna on: some two thousand customers, segmentations, action templates, operations, and what
 * happened in the last thirty days. Once per project: null for whoever calls again, or at the same moment.
 */
export async function loadDemoBase(db: Db): Promise<DemoBase | null> {
	return db.connection().execute(async (connection) => {
		// A second loader waits for the first, and then finds it done.
		await sql`select pg_advisory_lock(hashtext('volna demo'))`.execute(connection);
		try {
			const { demoLoadedAt } = await connection.selectFrom('project').select('demoLoadedAt').executeTakeFirstOrThrow();
			return demoLoadedAt === null ? await load(connection) : null;
		} finally {
			await sql`select pg_advisory_unlock(hashtext('volna demo'))`.execute(connection);
		}
	});
}

async function load(db: Db): Promise<DemoBase> {
	const { campaignId: rootId } = await prepareProject(db);
	const now = await readNow(db);
	await ensureActionMonths(
		db,
		Array.from({ length: DAYS + 2 }, (_, day) => new Date(now.getTime() - day * DAY_MS)),
	);
	const campaign = await ensureCampaign(db, { name: 'Демо-магазин', systemName: 'DemoShop', parentId: rootId });
	await declareFieldsAndTopics(db);
	const templateIds = await ensureTemplates(db, campaign.id);
	const segmentationIds = await ensureSegmentations(db);
	const { id: endpointId } = await ensureEndpoint(db, { name: 'Сайт магазина', systemName: 'shop' });
	const operations = await ensureOperations(db, campaign.id, endpointId, templateIds);
	await db.transaction().execute(async (tx) => {
		const customers = await insertPeople(tx, now);
		await insertMemberships(tx, customers, segmentationIds);
		await insertHistory(tx, customers, templateIds, now);
		await tx.updateTable('project').set({ demoLoadedAt: sql<Date>`volna.now_exact()` }).execute();
		await settleDemoHolds(tx);
	});
	return {
		customers: PEOPLE,
		segmentation: 'loyalty',
		campaignId: campaign.id,
		templates: templateIds,
		segmentations: segmentationIds,
		endpointId,
		operations,
	};
}

async function declareFieldsAndTopics(db: Db): Promise<void> {
	// Names that are taken were declared by an earlier load.
	await createField(db, { systemName: 'city', name: 'Город', type: 'string' });
	await createField(db, { systemName: 'bonus', name: 'Бонусы', type: 'number' });
	await createTopic(db, { systemName: 'promo', name: 'Акции и скидки' });
	await createTopic(db, { systemName: 'news', name: 'Новости магазина' });
}

async function ensureTemplates(db: Db, campaignId: string): Promise<Record<string, string>> {
	const categories = new Map((await listCategories(db)).map((category) => [category.code, category.id]));
	for (const { category, ...template } of templates) {
		// A name that is taken was made by an earlier load.
		await createActionTemplate(db, { campaignId, categoryId: categories.get(category) ?? null, ...template });
	}
	const rows = await db
		.selectFrom('actionTemplate')
		.select(['id', 'systemName'])
		.where(
			'systemName',
			'in',
			templates.map((template) => template.systemName),
		)
		.execute();
	return Object.fromEntries(rows.map((row) => [row.systemName, row.id]));
}

async function ensureSegmentations(db: Db): Promise<DemoBase['segmentations']> {
	for (const { name, externalId, description, segments } of segmentations) {
		const made = await createSegmentation(db, { name, systemName: externalId, externalId, description });
		if (made.status !== 'created') continue;
		for (const segment of segments) {
			await addSegment(db, made.id, {
				name: segment.name,
				systemName: segment.externalId,
				externalId: segment.externalId,
			});
		}
		await launchSegmentation(db, made.id);
	}
	const rows = await db
		.selectFrom('segment')
		.innerJoin('segmentation', 'segmentation.id', 'segment.segmentationId')
		.select(['segmentation.id as segmentationId', 'segmentation.externalId as of', 'segment.id', 'segment.externalId'])
		.where(
			'segmentation.externalId',
			'in',
			segmentations.map((segmentation) => segmentation.externalId),
		)
		.execute();
	const found: Record<string, { id: string; segments: Record<string, string> }> = {};
	for (const row of rows) {
		found[row.of] ??= { id: row.segmentationId, segments: {} };
		found[row.of]!.segments[row.externalId] = row.id;
	}
	return found;
}

async function ensureOperations(
	db: Db,
	campaignId: string,
	endpointId: string,
	templateIds: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
	const found: Record<string, string> = {};
	for (const [systemName, name, template] of [
		['Order.StatusChanged', 'Изменение статуса заказа', 'IzmenenieStatusaZakaza'],
		['Customer.SignIn', 'Вход на сайт', 'VhodNaSajt'],
		['Customer.Register', 'Регистрация на сайте', 'RegistraciyaNaSajte'],
		['Cart.Abandoned', 'Брошенная корзина', 'BroshennayaKorzina'],
	] as const) {
		const operation = await ensureOperation(db, {
			campaignId,
			name,
			systemName,
			templateId: templateIds[template]!,
			customerRight: 'create_or_edit',
			endpointIds: [endpointId],
		});
		found[systemName] = operation.id;
	}
	return found;
}

interface DemoCustomer extends Person {
	id: number;
	createdAt: Date;
}

async function insertPeople(tx: Tx, now: Date): Promise<DemoCustomer[]> {
	const people = makePeople(PEOPLE);
	const { rows } = await sql<{ id: number }>`
		select nextval('customer_id_seq') as id from generate_series(1, ${people.length}) order by 1`.execute(tx);
	const customers = people.map((person, index): DemoCustomer => {
		const age = DAYS + Math.floor(person.chance[0]! * 700);
		return { ...person, id: rows[index]!.id, createdAt: new Date(now.getTime() - age * DAY_MS) };
	});
	const values = customers.map((customer) => ({
		...customer,
		custom: { city: customer.city, bonus: customer.bonus },
		// Some told the shop their zone; of the others the region says it.
		zoneSource: customer.chance[1]! < 0.15 ? 'stated' : 'area',
	}));
	await sql`
		insert into customer (id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, time_zone_source,
			time_zone_at, phone, phone_status, email, custom, source, created_at, updated_at)
		overriding system value
		select d.id, d."firstName", d."lastName", d."middleName", d.sex, d."birthDate", d.area, d."timeZone", d."zoneSource",
			d."createdAt", d.phone, 'unknown', d.email, d.custom, ${demoSource}, d."createdAt", d."createdAt"
		from jsonb_to_recordset(${json(values)}) as d(id bigint, "firstName" text, "lastName" text, "middleName" text, sex text,
			"birthDate" date, area text, "timeZone" text, "zoneSource" text, phone text, email text, custom jsonb,
			"createdAt" timestamptz)`.execute(tx);
	const identifiers = customers.flatMap((customer) => [
		{ c: customer.id, kind: 'unique', system: 'websiteId', value: `demo-${customer.id}` },
		...(customer.phone ? [{ c: customer.id, kind: 'phone', system: '', value: customer.phone }] : []),
		...(customer.email ? [{ c: customer.id, kind: 'email', system: '', value: customer.email }] : []),
	]);
	await sql`
		with systems as (insert into identifier_system (name) values ('websiteId') on conflict do nothing)
		insert into identifier (kind, system, value, customer_id)
		select d.kind, d.system, d.value, d.c
		from jsonb_to_recordset(${json(identifiers)}) as d(c bigint, kind text, system text, value text)`.execute(tx);
	await insertSubscriptions(tx, customers);
	return customers;
}

async function insertSubscriptions(tx: Tx, customers: readonly DemoCustomer[]): Promise<void> {
	const rows = customers.flatMap((customer, index) => {
		const state = index < 10 ? 'subscribed' : subscriptionOf(customer.chance[2]!);
		return state ? [{ c: customer.id, state, at: customer.createdAt, form: `Анкета ${index + 1}` }] : [];
	});
	await sql`
		with d as (
			select * from jsonb_to_recordset(${json(rows)}) as d(c bigint, state text, at timestamptz, form text)
		),
		agreed as (
			insert into consent (customer_id, source, given_at, evidence, recorded_by, recorded_at)
			select d.c, 'site-form', d.at, d.form, 'demo', d.at from d where d.state = 'subscribed'
		)
		insert into subscription (customer_id, state, source, changed_at)
		select d.c, d.state, 'site-form', d.at from d`.execute(tx);
}

function subscriptionOf(chance: number): 'subscribed' | 'unsubscribed' | 'requires_confirmation' | null {
	if (chance < 0.74) return 'subscribed';
	if (chance < 0.84) return 'unsubscribed';
	return chance < 0.9 ? 'requires_confirmation' : null;
}

async function insertMemberships(
	tx: Tx,
	customers: readonly DemoCustomer[],
	ids: DemoBase['segmentations'],
): Promise<void> {
	const rows = customers.flatMap((customer) =>
		segmentations.flatMap((segmentation, index) => {
			let chance = customer.chance[3 + index]!;
			const segment = segmentation.segments.find((candidate) => {
				chance -= candidate.share;
				return chance < 0;
			});
			const found = ids[segmentation.externalId];
			if (!segment || !found) return [];
			return [{ c: customer.id, n: found.id, s: found.segments[segment.externalId], at: customer.createdAt }];
		}),
	);
	await sql`
		with d as (select * from jsonb_to_recordset(${json(rows)}) as d(c bigint, n uuid, s uuid, at timestamptz)),
		moves as (
			insert into segment_move (customer_id, at, segmentation_id, to_segment_id, source)
			select d.c, d.at, d.n, d.s, 'demo' from d
		)
		insert into segment_member (customer_id, segmentation_id, segment_id, since)
		select d.c, d.n, d.s, d.at from d`.execute(tx);
}

const goods = [
	['Чайник', 1990],
	['Кофемолка', 3490],
	['Плед', 2790],
	['Набор чашек', 1590],
	['Настольная лампа', 4290],
	['Подушка', 1190],
] as const;
const careers = [
	['new', 'paid', 'sent', 'delivered'],
	['new', 'paid', 'sent'],
	['new', 'paid'],
	['new', 'cancelled'],
	['new'],
] as const;

interface HistoryRow {
	c: number;
	template: string;
	at: Date;
	touchpoint: string;
	order: number | null;
	custom: Record<string, string>;
}

/** Sign-ins, views and orders of the last thirty days. */
async function insertHistory(
	tx: Tx,
	customers: readonly DemoCustomer[],
	templateIds: Readonly<Record<string, string>>,
	now: Date,
): Promise<void> {
	const random = repeatable(30);
	const actions: HistoryRow[] = [];
	const orders: Record<string, unknown>[] = [];
	const ago = (days: number) => new Date(now.getTime() - 3_600_000 - days * DAY_MS);
	for (const customer of customers) {
		if (customer.chance[4]! >= 0.6) continue;
		const act = (template: string, at: Date, rest: Partial<HistoryRow> = {}) =>
			actions.push({
				c: customer.id,
				template: templateIds[template]!,
				at,
				touchpoint: 'shop',
				order: null,
				custom: {},
				...rest,
			});
		const visits = Math.floor(random() * 4);
		for (let visit = 0; visit < visits; visit++) {
			const days = random() * (DAYS - 1);
			act('VhodNaSajt', ago(days));
			if (random() < 0.6)
				act('ProsmotrTovara', ago(days * 0.999), { custom: { sku: `sku-${1 + Math.floor(random() * 60)}` } });
		}
		if (random() >= 0.55) continue;
		const number = orders.length + 1;
		const career = careers[Math.floor(random() * random() * careers.length)]!;
		const placed = 1 + random() * (DAYS - 3);
		const lines = goods
			.filter(() => random() < 0.35)
			.map(([name, price]) => ({ name, quantity: 1 + Math.floor(random() * 2), price }));
		if (lines.length === 0) lines.push({ name: goods[0][0], quantity: 1, price: goods[0][1] });
		act('OformlenieZakaza', ago(placed), { order: number });
		let days = placed;
		for (const status of career) {
			act('IzmenenieStatusaZakaza', ago(days), { order: number, custom: { status } });
			days = Math.max(days - 0.3 - random() * 0.7, 0);
		}
		orders.push({
			n: number,
			c: customer.id,
			external: `D-${10_000 + number}`,
			status: career.at(-1),
			total: lines.reduce((sum, line) => sum + line.price * line.quantity, 0),
			at: ago(placed),
			changed: actions.at(-1)!.at,
			lines,
		});
	}
	await sql`
		with o as (
			select d.*, uuidv7() as id
			from jsonb_to_recordset(${json(orders)}) as d(n integer, c bigint, external text, status text, total numeric,
				at timestamptz, changed timestamptz, lines jsonb)
		),
		kept as (
			insert into customer_order (customer_id, id, status, total, created_at, changed_at, lines, line_count, external_id,
				recorded_at)
			select o.c, o.id, o.status, o.total, o.at, o.changed, o.lines, jsonb_array_length(o.lines), o.external, o.changed from o
		),
		named as (
			insert into identifier (kind, system, value, customer_id, order_id)
			select 'order', 'externalid', o.external, o.c, o.id from o
		),
		happened as (
			insert into action (customer_id, occurred_at, template_id, recorded_at, touchpoint, source, order_id, custom)
			select d.c, d.at, d.template, d.at, d.touchpoint, 'operation', o.id, d.custom
			from jsonb_to_recordset(${json(actions)}) as d(c bigint, template uuid, at timestamptz, touchpoint text,
				"order" integer, custom jsonb)
			left join o on o.n = d."order"
			returning customer_id, occurred_at, template_id
		)
		update customer c set last_activity_at = h.at
		from (
			select customer_id, max(occurred_at) as at from happened
			where template_id <> ${templateIds.IzmenenieStatusaZakaza!}
			group by customer_id
		) h
		where c.id = h.customer_id`.execute(tx);
	await countIssued(
		tx,
		actions.map(({ template, at }) => ({ templateId: template, occurredAt: at, mode: 'live' })),
	);
}
