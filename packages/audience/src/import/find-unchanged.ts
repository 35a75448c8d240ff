import { nameOf, type Tx } from '@volna/db';
import { type RawBuilder, sql } from 'kysely';
import type { BatchContext } from './import-batch.ts';
import type { ImportRow, RowPlan } from './parse-row.ts';
import { textColumn } from './text-column.ts';

/** Stands for "has none" where a cell clears. */
const NONE = '\u0003';

interface Compared {
	readonly n: number;
	readonly same: boolean;
	/** Ids of customers, with commas between. */
	readonly holders: string;
}

/** Places of rows in their batch. */
export interface ComparedRows {
	/** They say what is stored already. */
	readonly unchanged: ReadonlySet<number>;
	/** Nobody held any of their identifiers a moment ago; null where that was not asked. */
	readonly unheld: ReadonlySet<number> | null;
}

/**
 * Sorts rows out by one statement that locks nothing. A row whose customer another row of the batch would change does not
 * count as unchanged: the rows of one customer are applied in their order.
 */
export async function findUnchanged(tx: Tx, rows: readonly ImportRow[], context: BatchContext): Promise<ComparedRows> {
	const unchanged = new Set<number>();
	if (!comparable(context)) return { unchanged, unheld: null };
	const compared = await compare(tx, rows, context);
	const touched = new Set<string>();
	const unheld = new Set<number>();
	for (const { n, same, holders } of compared) {
		if (holders === '') unheld.add(n - 1);
		else if (!same) for (const holder of holders.split(',')) touched.add(holder);
	}
	for (const { n, same, holders } of compared) {
		if (same && !holders.split(',').some((holder) => touched.has(holder))) unchanged.add(n - 1);
	}
	return { unchanged, unheld };
}

/** Kinds and columns whose every row does something anew are applied one way only. */
function comparable({ setup, plan }: BatchContext): boolean {
	if (setup.kind !== 'upsert' && setup.kind !== 'update') return false;
	if (setup.settings.templateId !== null) return false;
	return (
		plan.volnaId === null &&
		plan.ids.every((column) => column.finds) &&
		(plan.phone?.finds ?? true) &&
		(plan.email?.finds ?? true)
	);
}

async function compare(tx: Tx, rows: readonly ImportRow[], context: BatchContext): Promise<readonly Compared[]> {
	const { plan, setup } = context;
	const keys = keyColumns(plan);
	if (keys.length === 0) return [];
	const fill = setup.settings.fill === 'blanks';
	const parts = [
		...keys.map((key, index) => ({ name: `k${index}`, values: rows.map(key.value) })),
		...plan.fields.map((name) => ({ name: columnOf[name], values: rows.map((row) => orNone(row[name])) })),
		{ name: 'custom', values: rows.map((row) => (row.custom ? JSON.stringify(row.custom) : null)) },
		{ name: 'confirmed', values: rows.map((row) => flag(row.phoneConfirmed)) },
		{ name: 'invalid', values: rows.map((row) => flag(row.phoneInvalid)) },
		// Cleared, which the identifiers do not show.
		{ name: 'clears', values: rows.map((row) => (row.phone === null || row.email === null ? '1' : null)) },
		...plan.topics.map((_, index) => ({ name: `t${index}`, values: rows.map((row) => flag(row.subscribed[index])) })),
		{ name: 'consent_source', values: rows.map((row) => row.consent?.source ?? null) },
		{ name: 'consent_at', values: rows.map((row) => (row.consent?.at ? row.consent.at : null)) },
	].filter(
		(part) =>
			part.name.startsWith('k') || part.name.startsWith('consent') || part.values.some((value) => value !== null),
	);
	const present = new Set(parts.map((part) => part.name));
	const holder = (index: number) => nameOf(`i${index}.customer_id`);
	const conditions = [
		...keys.map((key, index) => keyCondition(key, index, fill)),
		...plan.fields.filter((name) => present.has(columnOf[name])).map((name) => fieldCondition(name, fill)),
		...(present.has('custom')
			? [fill ? sql`d.custom is null` : sql`(d.custom is null or c.custom @> d.custom::jsonb)`]
			: []),
		...(present.has('confirmed')
			? [sql`(d.confirmed is null or c.phone is null or (c.phone_confirmed_at is not null) = (d.confirmed = '1'))`]
			: []),
		...(present.has('invalid')
			? [sql`(d.invalid is null or c.phone is null or (c.phone_status = 'invalid') = (d.invalid = '1'))`]
			: []),
		...(present.has('clears') ? [sql`d.clears is null`] : []),
		...plan.topics.flatMap(({ topic }, index) =>
			present.has(`t${index}`) ? [topicCondition(topic, index, fill)] : [],
		),
		...(setup.settings.segment
			? [
					sql`exists (select from segment_member m where m.customer_id = c.id
						and m.segmentation_id = ${setup.settings.segment.segmentationId}
						and m.segment_id = ${setup.settings.segment.segmentId} offset 0)`,
				]
			: []),
	];
	const { rows: compared } = await sql<Compared>`
		select d.n::int as n, coalesce(c.id is not null and ${sql.join(conditions, sql` and `)}, false) as same,
			concat_ws(',', ${sql.join(keys.map((_, index) => holder(index)))}) as holders
		from rows from (${sql.join(parts.map((part) => sql`unnest(${textColumn(part.values)})`))})
			with ordinality as d(${sql.join([...parts.map((part) => nameOf(part.name)), sql`n`])})
		${sql.join(
			keys.map(
				(key, index) => sql`left join lateral (
					select q.customer_id from identifier q
					where q.kind = ${key.kind} and q.system = ${key.system} and q.value = ${nameOf(`d.k${index}`)}
					limit 1
				) ${nameOf(`i${index}`)} on ${nameOf(`d.k${index}`)} is not null`,
			),
			sql` `,
		)}
		-- Who was merged is looked for the long way.
		left join lateral (
			select q.* from customer q
			where q.id = coalesce(${sql.join(keys.map((_, index) => holder(index)))}) and q.deleted_at is null
			limit 1
		) c on true
`.execute(tx);
	return compared;
}

interface KeyColumn {
	readonly kind: string;
	readonly system: string;
	value(row: ImportRow): string | null;
}

function keyColumns(plan: RowPlan): KeyColumn[] {
	const ids = plan.ids.map((column, index) => ({
		kind: column.kind,
		system: column.system,
		value: (row: ImportRow) => row.ids[index] ?? null,
	}));
	const sorted = [...ids.filter((key) => key.kind === 'unique'), ...ids.filter((key) => key.kind === 'movable')];
	return [
		...sorted,
		...(plan.phone ? [{ kind: 'phone', system: '', value: (row: ImportRow) => row.phone ?? null }] : []),
		...(plan.email ? [{ kind: 'email', system: '', value: (row: ImportRow) => row.email ?? null }] : []),
	];
}

const columnOf = {
	firstName: 'first_name',
	lastName: 'last_name',
	middleName: 'middle_name',
	sex: 'sex',
	birthDate: 'birth_date',
	area: 'area',
	timeZone: 'time_zone',
} as const satisfies Record<RowPlan['fields'][number], string>;

/** Held by this customer; where only blanks are filled, also any value that a phone or e-mail already has. */
function keyCondition(key: KeyColumn, index: number, fill: boolean): RawBuilder<unknown> {
	const own = sql`(${nameOf(`d.k${index}`)} is null or ${nameOf(`i${index}.customer_id`)} = c.id)`;
	if (!fill || (key.kind !== 'phone' && key.kind !== 'email')) return own;
	return sql`(${own} or ${nameOf(`c.${key.kind}`)} is not null)`;
}

function fieldCondition(name: RowPlan['fields'][number], fill: boolean): RawBuilder<unknown> {
	const given = nameOf(`d.${columnOf[name]}`);
	const stored = nameOf(`c.${columnOf[name]}`);
	if (name === 'timeZone') {
		return fill
			? sql`(${given} is null or c.time_zone_source = 'stated')`
			: sql`(${given} is null or (${stored} = ${given} and c.time_zone_source = 'stated'))`;
	}
	return fill
		? sql`(${given} is null or ${stored} is not null)`
		: sql`(${given} is null or coalesce(${stored}::text, ${NONE}) = ${given})`;
}

function topicCondition(topic: string, index: number, fill: boolean): RawBuilder<unknown> {
	const given = nameOf(`d.t${index}`);
	const consent = sql`exists (select from consent s where s.customer_id = c.id and s.channel = 'sms' and s.topic = ${topic}
		and s.source = d.consent_source and s.given_at = d.consent_at::timestamptz offset 0)`;
	const state = (condition: RawBuilder<unknown>) =>
		sql`exists (select from subscription u where u.customer_id = c.id and u.channel = 'sms' and u.topic = ${topic}
			and ${condition} offset 0)`;
	return fill
		? sql`(${given} is null or ${state(sql`true`)})`
		: sql`case ${given} when '1' then ${state(sql`u.state = 'subscribed'`)} and ${consent}
			when '0' then ${state(sql`u.state = 'unsubscribed'`)} else true end`;
}

function orNone(value: string | null | undefined): string | null {
	return value === null ? NONE : (value ?? null);
}

function flag(value: boolean | undefined): string | null {
	return value === undefined ? null : value ? '1' : '0';
}
