import type { TaskError, TaskStep } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { RecordedAction } from '@volna/node-sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newCustomer, newSegmentation, newTemplate } from '../testing.ts';
import type { ImportSettings } from './import-settings.ts';
import type { ImportEncoding, ImportKind } from './import-states.ts';
import { type ImportCursor, importTask } from './import-task.ts';
import { bytesOf } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
	await database.pool.query(
		'truncate customer, identifier, subscription, consent, segment_member, segment_move, action, import restart identity',
	);
});

const settings: ImportSettings = {
	findBy: null,
	fill: 'overwrite',
	consent: { source: 'анкета', at: '2026-11-01T09:00:00Z', evidence: null },
	agreed: null,
	touchpoint: null,
	segment: null,
	templateId: null,
	occurredAt: null,
	startsFlows: false,
};

interface File {
	kind?: ImportKind;
	columns: (string | null)[];
	rows: readonly (readonly string[])[];
	settings?: Partial<ImportSettings>;
	encoding?: ImportEncoding;
	anyway?: boolean;
}

interface Ran {
	id: string;
	counts: Record<string, number>;
	faults: TaskError[];
	steps: TaskStep<ImportCursor>[];
	started: RecordedAction[];
}

const cell = (text: string) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Runs an import as a task's runner would: each step in a transaction, begun anew at the cursor after a `crash`. */
async function run(
	file: File,
	options: { batchRows?: number; crash?: (step: number) => 'before' | 'after' | null } = {},
): Promise<Ran> {
	const text = [file.columns.map((name, index) => name ?? `column ${index}`), ...file.rows]
		.map((row) => `${row.map(cell).join(';')}\n`)
		.join('');
	const bytes = bytesOf(text, file.encoding ?? 'utf-8');
	const { id } = await database.db
		.insertInto('import')
		.values({
			kind: file.kind ?? 'upsert',
			fileId: '00000000-0000-0000-0000-000000000000',
			fileName: 'clients.csv',
			fileSize: bytes.byteLength,
			format: JSON.stringify({ encoding: file.encoding ?? 'utf-8', delimiter: ';', quotes: true, header: true }),
			headers: JSON.stringify(file.columns.map((name, index) => name ?? `column ${index}`)),
			columns: JSON.stringify(file.columns),
			settings: JSON.stringify({ ...settings, ...file.settings }),
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const started: RecordedAction[] = [];
	const kind = importTask({
		readFile: async function* (_db, _fileId, offset) {
			for (let at = offset; at < bytes.byteLength; at += 777) yield bytes.subarray(at, at + 777);
		},
		startRuns: async (_tx, actions) => void started.push(...actions),
		...(options.batchRows ? { batchRows: options.batchRows } : {}),
	});
	const context = { db: database.db, taskId: id, staffId: null, signal: new AbortController().signal };
	const input = { importId: id, anyway: file.anyway ?? true };
	let cursor: ImportCursor | null = null;
	const steps: TaskStep<ImportCursor>[] = [];
	let work = await kind.open(input, cursor, context);
	for (let index = 0; ; index++) {
		const crash = options.crash?.(index) ?? null;
		let step: TaskStep<ImportCursor> | undefined;
		await database.db
			.transaction()
			.execute(async (tx) => {
				step = await work.next(tx);
				if (crash === 'before') throw new Error('killed');
			})
			.catch((error: Error) => {
				if (error.message !== 'killed') throw error;
				step = undefined;
			});
		if (step) {
			steps.push(step);
			cursor = step.cursor;
			if (step.finished) break;
		}
		if (crash) {
			await work.close();
			work = await kind.open(input, cursor, context);
		}
	}
	await work.close();
	const row = await database.db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
	const { rowsRead, created, updated, unchanged, refused, remarked, actions, added, moved } = row;
	return {
		id,
		counts: { rowsRead, created, updated, unchanged, refused, remarked, actions, added, moved },
		faults: steps.flatMap((step) => [...(step.errors ?? [])]),
		steps,
		started,
	};
}

const short = (ran: Ran) => [
	ran.counts.rowsRead,
	ran.counts.created,
	ran.counts.updated,
	ran.counts.unchanged,
	ran.counts.refused,
];

/** All that is known of customers, without ids and moments of recording. */
async function snapshot(): Promise<unknown[]> {
	const { rows } = await sql<{ c: unknown }>`
		select jsonb_build_object(
			'fields', jsonb_build_array(c.first_name, c.last_name, c.sex, c.birth_date, c.area, c.time_zone, c.time_zone_source,
				c.phone, c.phone_status, c.phone_confirmed_at is not null, c.email, c.custom),
			'ids', (select jsonb_agg(jsonb_build_array(i.kind, i.system, i.value) order by i.kind, i.system, i.value)
				from identifier i where i.customer_id = c.id),
			'subscriptions', (select jsonb_agg(jsonb_build_array(u.topic, u.state) order by u.topic)
				from subscription u where u.customer_id = c.id),
			'consents', (select jsonb_agg(jsonb_build_array(s.topic, s.source, s.given_at) order by s.topic, s.source, s.given_at)
				from consent s where s.customer_id = c.id),
			'segments', (select jsonb_agg(m.segment_id order by m.segment_id) from segment_member m where m.customer_id = c.id)
		) as c
		from customer c order by 1`.execute(database.db);
	return rows.map((row) => row.c);
}

const people = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => [
		String(from + index),
		`8 (916) ${String(1000000 + from + index).slice(0, 3)}-${String(1000000 + from + index).slice(3, 5)}-${String(1000000 + from + index).slice(5)}`,
		'Анна',
		'Орлова',
		'ж',
		'01.05.1990',
		'Омская область',
		'да',
	]);
const peopleColumns = [
	'Id:shop',
	'MobilePhone',
	'FirstName',
	'LastName',
	'Sex',
	'BirthDate',
	'Area',
	'IsSubscribedBySms',
];

it('new customers come with their identifiers, fields, zone, subscription, consent and segment; the same file again changes nothing', async () => {
	const { id: segmentationId, segments } = await newSegmentation(database.db, ['gold']);
	const file: File = {
		columns: peopleColumns,
		rows: people(30),
		settings: { segment: { segmentationId, segmentId: segments.gold! } },
		encoding: 'windows-1251',
	};
	const first = await run(file, { batchRows: 7 });
	expect(first.counts).toEqual({
		rowsRead: 30,
		created: 30,
		updated: 0,
		unchanged: 0,
		refused: 0,
		remarked: 0,
		actions: 0,
		added: 30,
		moved: 0,
	});
	const stored = await snapshot();
	expect(stored[0]).toEqual({
		fields: [
			'Анна',
			'Орлова',
			'female',
			'1990-05-01',
			'Омская область',
			'Asia/Omsk',
			'area',
			'+79161000000',
			'unknown',
			false,
			null,
			{},
		],
		ids: [
			['phone', '', '+79161000000'],
			['unique', 'shop', '0'],
		],
		subscriptions: [['', 'subscribed']],
		consents: [['', 'анкета', '2026-11-01T09:00:00+00:00']],
		segments: [segments.gold],
	});
	const again = await run(file, { batchRows: 11 });
	expect(short(again)).toEqual([30, 0, 0, 30, 0]);
	expect(again.counts.added).toBe(0);
	expect(await snapshot()).toEqual(stored);
});

it('rows of one customer apply in the file’s order, also those that make them, and taking each other back changes nothing', async () => {
	const columns = ['Id:shop', 'MobilePhone', 'FirstName', 'LastName'];
	const first = await run({
		columns,
		rows: [
			['1', '+79161234567', 'Анна', ''],
			['', '8 916 123-45-67', '', 'Орлова'],
			['1', '', 'Инна', ''],
		],
	});
	expect(short(first)).toEqual([3, 1, 2, 0, 0]);
	expect(await snapshot()).toMatchObject([{ fields: expect.arrayContaining(['Инна', 'Орлова']) }]);
	const again = await run({
		columns,
		rows: [
			['1', '', 'Анна', ''],
			['1', '', 'Инна', ''],
		],
	});
	expect(short(again)).toEqual([2, 0, 0, 2, 0]);
	const turned = await run({
		columns,
		rows: [
			['1', '', 'Яна', ''],
			['1', '', 'Инна', ''],
			['1', '', '', 'Титова'],
		],
	});
	expect(short(turned)).toEqual([3, 0, 3, 0, 0]);
	expect(await snapshot()).toMatchObject([{ fields: expect.arrayContaining(['Инна', 'Титова']) }]);
});

it('a blank cell leaves a value, \\N clears it, and filling blanks overwrites nothing', async () => {
	await newCustomer(database.db, { firstName: 'Анна', lastName: 'Орлова', phone: '+79161234567', area: 'Омск' });
	const columns = ['MobilePhone', 'FirstName', 'LastName', 'Area', 'Email'];
	expect(short(await run({ columns, rows: [['+79161234567', '', '\\N', '', '']] }))).toEqual([1, 0, 1, 0, 0]);
	expect(short(await run({ columns, rows: [['+79161234567', '', '\\N', '', '']] }))).toEqual([1, 0, 0, 1, 0]);
	expect(
		short(
			await run({ columns, rows: [['+79161234567', 'Яна', 'Титова', '', 'A@B.ru']], settings: { fill: 'blanks' } }),
		),
	).toEqual([1, 0, 1, 0, 0]);
	expect(await snapshot()).toMatchObject([{ fields: expect.arrayContaining(['Анна', 'Титова', 'Омск', 'a@b.ru']) }]);
	const cleared = await run({ columns: ['Email', 'MobilePhone'], rows: [['a@b.ru', '\\N']] });
	expect(short(cleared)).toEqual([1, 0, 1, 0, 0]);
	expect(await snapshot()).toMatchObject([{ ids: [['email', '', 'a@b.ru']] }]);
});

it('an identifier that is somebody else’s stays theirs and is remarked; a confirmed phone goes over; a movable id moves', async () => {
	await database.db
		.insertInto('identifierSystem')
		.values({ name: 'card', kind: 'movable' })
		.onConflict((c) => c.doNothing())
		.execute();
	const columns = ['Id:shop', 'Id:card', 'MobilePhone', 'IsMobilePhoneConfirmed'];
	await run({
		columns,
		rows: [
			['1', 'c1', '+79161234567', ''],
			['2', '', '+79161234568', ''],
		],
	});
	const contested = await run({ columns, rows: [['2', '', '+79161234567', '']] });
	expect(contested.counts).toMatchObject({ unchanged: 1, remarked: 1 });
	expect(contested.faults).toEqual([
		{
			line: 2,
			column: 'MobilePhone',
			code: 'identifier-conflict',
			value: '+79161234567',
			customerId: expect.any(Number),
		},
	]);
	const confirmed = await run({ columns, rows: [['2', 'c1', '+79161234567', 'да']] });
	expect(confirmed.counts).toMatchObject({ updated: 1, remarked: 0 });
	const { rows } = await sql<{ value: string; owner: string }>`
		select i.value, o.value as owner from identifier i
		join identifier o on o.customer_id = i.customer_id and o.system = 'shop'
		where i.kind <> 'unique' order by 1`.execute(database.db);
	expect(rows).toEqual([
		{ value: '+79161234567', owner: '2' },
		{ value: 'c1', owner: '2' },
	]);
	const { rows: phones } = await sql`select phone from customer order by id`.execute(database.db);
	expect(phones).toEqual([{ phone: null }, { phone: '+79161234567' }]);
});

describe('subscriptions', () => {
	it('a yes without anything behind it is refused; the row’s own consent outranks the settings’', async () => {
		const columns = ['MobilePhone', 'IsSubscribedBySms', 'ConsentSource', 'ConsentAt', 'ConsentEvidence'];
		const ran = await run({
			columns,
			rows: [
				['+79161234567', 'да', '', '', ''],
				['+79161234568', 'да', 'касса', '02.11.2026 12:00', 'чек 7'],
				['+79161234569', 'нет', '', '', ''],
			],
			settings: { consent: null },
		});
		expect(short(ran)).toEqual([3, 2, 0, 0, 1]);
		expect(ran.faults).toMatchObject([{ line: 2, code: 'consent-required', column: 'IsSubscribedBySms' }]);
		const { rows } = await sql`select source, given_at, evidence, recorded_by from consent`.execute(database.db);
		expect(rows).toEqual([
			{ source: 'касса', givenAt: new Date('2026-11-02T09:00:00Z'), evidence: 'чек 7', recordedBy: `import:${ran.id}` },
		]);
	});

	it('who unsubscribed after the consent stays unsubscribed', async () => {
		const file = { columns: ['MobilePhone', 'IsSubscribedBySms'], rows: [['+79161234567', '1']] };
		await run(file);
		await sql`update subscription set state = 'unsubscribed', changed_at = '2026-11-02T00:00:00Z'`.execute(database.db);
		const ran = await run(file);
		expect(ran.counts).toMatchObject({ unchanged: 1, remarked: 1 });
		expect(ran.faults).toMatchObject([{ code: 'unsubscribed-later' }]);
		expect(await snapshot()).toMatchObject([{ subscriptions: [['', 'unsubscribed']] }]);
		const newer = await run({
			...file,
			settings: { consent: { source: 'касса', at: '2026-11-03T00:00:00Z', evidence: null } },
		});
		expect(newer.counts).toMatchObject({ updated: 1 });
	});

	it('without a column everybody agreed to what the settings say, once', async () => {
		const file = { columns: ['MobilePhone'], rows: [['+79161234567'], ['+79161234568']], settings: { agreed: [''] } };
		expect(short(await run(file))).toEqual([2, 2, 0, 0, 0]);
		expect(short(await run(file))).toEqual([2, 0, 0, 2, 0]);
		const { rows } = await sql`select count(*) as n from consent`.execute(database.db);
		expect(rows).toEqual([{ n: 2 }]);
	});
});

it.each<[string, string, string, string]>([
	['MobilePhone', '8 495 123-45-67', 'phone-not-mobile', '+79161234567'],
	['MobilePhone', '+79161234567, +79161234568', 'phone-several', '+79161234567'],
	['MobilePhone', '+79161234567;ext=5', 'phone-extension', '+79161234567'],
	['MobilePhone', '+79999999999', 'phone-blocked', '+79161234567'],
	['Email', 'anna@', 'bad-email', 'a@b.ru'],
	['VolnaId', 'x', 'bad-id', '100001'],
	['Sex', 'среднее', 'bad-sex', 'м'],
	['BirthDate', '31.02.1990', 'bad-date', '29.02.1988'],
	['BirthDate', '01.01.2190', 'in-future', '1990-01-01'],
	['TimeZone', 'Марс', 'bad-zone', 'Asia/Omsk'],
	['IsMobilePhoneConfirmed', 'может быть', 'bad-yes-no', 'yes'],
	['FirstName', 'А'.repeat(201), 'too-long', 'Анна'],
	['FirstName', 'Ан\0на', 'bad-letters', 'Анна'],
	['FirstName', 'Ан\ufffdна', 'bad-letters', 'Анна'],
	['Id:shop', '\\N', 'not-cleared', '7'],
])('a row whose %s is %j is refused as %s, with line, column and value', async (column, value, code, right) => {
	await newCustomer(database.db, { phone: '+79990000000' });
	const columns = ['Email', column].slice(column === 'Email' ? 1 : 0);
	const row = (text: string) => (column === 'Email' ? [text] : column === 'VolnaId' ? ['', text] : ['x@y.ru', text]);
	await sql`update customer set id = 100001`.execute(database.db);
	await sql`update identifier set customer_id = 100001`.execute(database.db);
	await sql`select setval('customer_id_seq', 100001)`.execute(database.db);
	const ran = await run({ columns, rows: [row(value), row(right)] });
	expect(ran.faults).toMatchObject([{ line: 2, column, code, value: value.slice(0, 200) }]);
	expect(ran.counts).toMatchObject({ rowsRead: 2, refused: 1 });
});

it('rows that name nobody, have a cell too many, or whose customer is unknown are refused', async () => {
	const ran = await run({
		kind: 'update',
		columns: ['MobilePhone', 'FirstName'],
		rows: [
			['', 'Анна'],
			['+79161234567', 'Анна'],
			['+79161234567', 'Анна', 'лишнее'],
			['', ''],
		],
	});
	expect(ran.faults).toMatchObject([
		{ line: 2, code: 'no-identifier' },
		{ line: 3, code: 'customer-unknown' },
		{ line: 4, code: 'extra-cells' },
	]);
	expect(short(ran)).toEqual([3, 0, 0, 0, 3]);
});

it('custom fields are read by their types, and kept where the file is silent', async () => {
	await sql`insert into custom_field (entity, system_name, name, type, options) values
		('customer', 'city', 'Город', 'string', '[]'), ('customer', 'bonus', 'Бонусы', 'number', '[]'),
		('customer', 'level', 'Уровень', 'enum', '[{"value":"gold","name":"Золотой"}]'),
		('customer', 'seen', 'Был', 'instant', '[]')`.execute(database.db);
	const columns = ['MobilePhone', 'Custom:city', 'Custom:bonus', 'Custom:level', 'Custom:seen'];
	const file = { columns, rows: [['+79161234567', 'Омск', '1 200,50', 'золотой', '01.12.2025']] };
	expect(short(await run(file))).toEqual([1, 1, 0, 0, 0]);
	expect(short(await run(file))).toEqual([1, 0, 0, 1, 0]);
	expect(short(await run({ columns, rows: [['+79161234567', '\\N', '7', '', '']] }))).toEqual([1, 0, 1, 0, 0]);
	const { rows } = await sql<{ custom: object }>`select custom from customer`.execute(database.db);
	expect(rows[0]!.custom).toEqual({ bonus: 7, level: 'gold', seen: '2025-11-30T21:00:00Z' });
	const bad = await run({
		columns,
		rows: [
			['+79161234567', '', 'много', '', ''],
			['+79161234567', '', '', 'платиновый', ''],
		],
	});
	expect(bad.faults.map((fault) => fault.code)).toEqual(['bad-number', 'bad-option']);
});

it('membership moves customers between segments, an empty segment takes them out, and nobody is created', async () => {
	const { externalId, segments } = await newSegmentation(database.db, ['gold', 'silver']);
	await newCustomer(database.db, { phone: '+79161234567' });
	await newCustomer(database.db, { phone: '+79161234568' });
	const file = (rows: string[][]) => ({
		kind: 'membership' as const,
		columns: ['MobilePhone', 'Segmentation', 'Segment'],
		rows,
	});
	const first = await run(
		file([
			['+79161234567', externalId, 'gold'],
			['+79161234568', externalId, 'gold'],
			['+79161234569', externalId, 'gold'],
			['+79161234567', 'none', 'gold'],
			['+79161234567', externalId, 'none'],
		]),
	);
	expect(first.counts).toMatchObject({ rowsRead: 5, updated: 2, refused: 3, added: 2 });
	expect(first.faults.map((fault) => fault.code)).toEqual([
		'customer-unknown',
		'unknown-segmentation',
		'unknown-segment',
	]);
	const second = await run(
		file([
			['+79161234567', externalId, 'silver'],
			['+79161234568', externalId, ''],
		]),
	);
	expect(second.counts).toMatchObject({ updated: 2, added: 0, moved: 1 });
	const { rows } = await sql`select segment_id from segment_member`.execute(database.db);
	expect(rows).toEqual([{ segmentId: segments.silver }]);
	const { rows: moves } = await sql<{ n: number }>`select count(*) as n from segment_move`.execute(database.db);
	expect(moves[0]!.n).toBe(4);
	expect(short(await run(file([['+79161234568', externalId, '']])))).toEqual([1, 0, 0, 1, 0]);
});

describe('actions', () => {
	it('are stored once however often the file comes, with their fields, and start flows only when the box says so', async () => {
		const template = await newTemplate(database.db, { usage: ['import'] });
		const other = await newTemplate(database.db, { usage: ['operation'] });
		await newCustomer(database.db, { phone: '+79161234567' });
		const at = new Date(Date.now() - 86_400_000).toISOString();
		const file: File = {
			kind: 'actions',
			columns: ['MobilePhone', 'ActionTemplate', 'ActionAt', 'ActionField:courier'],
			rows: [
				['+79161234567', template.systemName, at, 'СДЭК'],
				['+79161234567', template.systemName, at, 'СДЭК'],
				['+79161234567', template.systemName, at, 'Почта'],
				['+79161234567', other.systemName, at, ''],
				['+79161234567', 'None', at, ''],
				['+79161234567', template.systemName, '2019-01-01', ''],
				['+79161234568', template.systemName, at, ''],
			],
			settings: { touchpoint: 'касса' },
		};
		const first = await run(file);
		expect(first.counts).toMatchObject({ rowsRead: 7, updated: 2, unchanged: 1, refused: 4, actions: 2 });
		expect(first.faults.map((fault) => fault.code)).toEqual([
			'template-usage',
			'unknown-template',
			'too-old',
			'customer-unknown',
		]);
		expect(first.started).toEqual([]);
		const again = await run({ ...file, settings: { startsFlows: true } });
		expect(again.counts).toMatchObject({ updated: 0, unchanged: 3, actions: 0 });
		const { rows } =
			await sql`select source, touchpoint, custom, mode, trusted from action order by custom->>'courier' desc`.execute(
				database.db,
			);
		expect(rows).toEqual([
			{ source: 'import', touchpoint: 'касса', custom: { courier: 'СДЭК' }, mode: 'live', trusted: true },
			{ source: 'import', touchpoint: 'касса', custom: { courier: 'Почта' }, mode: 'live', trusted: true },
		]);
		const started = await run({
			...file,
			rows: [['+79161234567', template.systemName, '', '']],
			settings: { startsFlows: true },
		});
		expect(started.started).toMatchObject([{ templateId: template.id, trusted: true, mode: 'live' }]);
	});

	it('a row’s personal template is issued when the row changed something, and counts as activity', async () => {
		const { rows } = await sql<{ id: string }>`
			select c3.id from action_category c3 join action_category c2 on c2.id = c3.parent_id
			join action_category c1 on c1.id = c2.parent_id where c1.code = 'personal' limit 1`.execute(database.db);
		let categoryId = rows[0]?.id;
		if (!categoryId) {
			const { rows: made } = await sql<{ id: string }>`
				insert into action_category (level, code, name_ru, name_en) values (1, 'personal', 'Личные', 'Personal')
				returning id`.execute(database.db);
			categoryId = made[0]!.id;
		}
		const personal = await newTemplate(database.db, { usage: ['import'] });
		const plain = await newTemplate(database.db, { usage: ['import'] });
		await sql`update action_template set category_id = ${categoryId} where id = ${personal.id}`.execute(database.db);
		const file: File = {
			columns: ['MobilePhone', 'FirstName', 'LastUpdateActionTemplate'],
			rows: [
				['+79161234567', 'Анна', personal.systemName],
				['+79161234568', 'Яна', plain.systemName],
			],
		};
		const first = await run(file);
		expect(first.counts).toMatchObject({ created: 1, refused: 1, actions: 1 });
		expect(first.faults).toMatchObject([{ code: 'template-not-personal' }]);
		const { rows: active } = await sql<{ n: number }>`select count(last_activity_at) as n from customer`.execute(
			database.db,
		);
		expect(active[0]!.n).toBe(1);
		expect((await run(file)).counts).toMatchObject({ unchanged: 1, actions: 0 });
	});
});

it('a file that is bad from its beginning asks, changes nothing, and goes on when people want it', async () => {
	const rows = people(20).map((row, index) => (index % 2 ? ['', 'нет', ...row.slice(2)] : row));
	const asked = await run({ columns: peopleColumns, rows, anyway: false });
	expect(asked.steps).toHaveLength(1);
	expect(asked.steps[0]).toMatchObject({
		finished: true,
		done: 0,
		outcome: { question: { code: 'many-bad-rows', rows: 20, refused: 10 } },
	});
	expect(asked.steps[0]!.errors).toHaveLength(10);
	expect(short(asked)).toEqual([0, 0, 0, 0, 0]);
	expect(await snapshot()).toEqual([]);
	expect(short(await run({ columns: peopleColumns, rows, anyway: true }))).toEqual([20, 10, 0, 0, 10]);
});

it('begun anew after any crash, no row is read twice and none is lost', async () => {
	const rows = people(60);
	for (const [seed, encoding] of (['utf-8', 'utf-16le', 'koi8-r', 'windows-1251'] as const).entries()) {
		await sql`truncate customer, identifier, subscription, consent, import`.execute(database.db);
		let random = seed + 1;
		const crash = (step: number) => {
			random = (random * 16_807) % 2_147_483_647;
			return step > 40 ? null : random % 3 === 0 ? 'before' : random % 3 === 1 ? 'after' : null;
		};
		const ran = await run({ columns: peopleColumns, rows, encoding }, { batchRows: 4, crash });
		expect(short(ran), encoding).toEqual([60, 60, 0, 0, 0]);
		expect(await snapshot()).toHaveLength(60);
	}
});

it('two imports of the same people at once make each of them once', async () => {
	const file = { columns: peopleColumns, rows: people(200) };
	const both = await Promise.all([run(file, { batchRows: 20 }), run(file, { batchRows: 20 })]);
	expect(both.reduce((sum, ran) => sum + ran.counts.created!, 0)).toBe(200);
	for (const ran of both) expect(ran.counts.created! + ran.counts.unchanged! + ran.counts.updated!).toBe(200);
	expect(await snapshot()).toHaveLength(200);
});

it('rows read are created + updated + unchanged + refused, and in batches of any size the same comes out', async () => {
	const maybe = (values: readonly string[]) => fc.constantFrom('', ...values);
	const rowOf = fc.tuple(
		maybe(['1', '2', '3']),
		maybe(['+79161234560', '+79161234561', '+79161234562', 'нет']),
		maybe(['a@b.ru', 'c@d.ru']),
		maybe(['Анна', 'Яна', '\\N']),
		maybe(['да', 'нет']),
		maybe(['Омская область', 'Самарская область']),
	);
	const columns = ['Id:shop', 'MobilePhone', 'Email', 'FirstName', 'IsSubscribedBySms', 'Area'];
	await fc.assert(
		fc.asyncProperty(
			fc.array(rowOf, { minLength: 1, maxLength: 14 }),
			fc.integer({ min: 2, max: 14 }),
			fc.constantFrom('overwrite' as const, 'blanks' as const),
			async (rows, batchRows, fill) => {
				const file = { columns, rows, settings: { fill } };
				const clean = () =>
					database.pool.query('truncate customer, identifier, subscription, consent, import restart identity');
				await clean();
				const single = await run(file, { batchRows: 1 });
				const wanted = await snapshot();
				await clean();
				const ran = await run(file, { batchRows });
				expect(await snapshot()).toEqual(wanted);
				expect(ran.counts.rowsRead).toBe(rows.filter((row) => row.some((value) => value !== '')).length);
				for (const { counts } of [ran, single]) {
					expect(counts.created! + counts.updated! + counts.unchanged! + counts.refused!).toBe(counts.rowsRead);
				}
				expect(ran.counts.created).toBe(single.counts.created);
				expect(ran.counts.refused).toBe(single.counts.refused);
			},
		),
		{ numRuns: 40 },
	);
});

it('a file whose rows do not contradict each other changes nothing when it comes again', async () => {
	const columns = ['Id:shop', 'MobilePhone', 'Email', 'FirstName', 'IsSubscribedBySms', 'Area'];
	const rowOf = fc
		.tuple(fc.integer({ min: 0, max: 4 }), fc.subarray([0, 1, 2], { minLength: 1 }), fc.subarray([3, 4, 5]))
		.map(([person, keys, fields]) => {
			const full = [`${person}`, `+7916123456${person}`, `p${person}@b.ru`, `Имя ${person}`, 'да', 'Омская область'];
			return full.map((value, index) => (keys.includes(index) || fields.includes(index) ? value : ''));
		});
	await fc.assert(
		fc.asyncProperty(
			fc.array(rowOf, { minLength: 1, maxLength: 12 }),
			fc.constantFrom('overwrite' as const, 'blanks' as const),
			async (rows, fill) => {
				await database.pool.query('truncate customer, identifier, subscription, consent, import restart identity');
				const file = { columns, rows, settings: { fill } };
				await run(file, { batchRows: 3 });
				const wanted = await snapshot();
				const again = await run(file, { batchRows: 5 });
				expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: rows.length });
				expect(await snapshot()).toEqual(wanted);
			},
		),
		{ numRuns: 40 },
	);
});
