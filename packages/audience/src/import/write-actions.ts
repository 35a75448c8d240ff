import { json, prepared, type Tx } from '@volna/db';
import type { RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import { countIssued } from '../templates/count-issued.ts';
import { passGuards, roundsOf } from '../templates/pass-guards.ts';
import type { DraftAction } from './apply-row.ts';

export interface WrittenActions {
	readonly stored: readonly RecordedAction[];
	/** Rows, by their place in the batch, whose action was stored. */
	readonly rows: ReadonlySet<number>;
}

interface NewAction extends DraftAction {
	readonly id: string;
	readonly customer: object;
}

/**
 * Stores the actions that rows issued: those that are not there yet (the same template, moment and fields of the same
 * customer, where the file says the moment) and whose template's guard is true. Personal ones count as activity.
 */
export async function writeActions(
	tx: Tx,
	wanted: readonly DraftAction[],
	options: { readonly importId: string; readonly touchpoint: string | null },
): Promise<WrittenActions> {
	if (wanted.length === 0) return { stored: [], rows: new Set() };
	const fresh = await withoutRepeats(tx, wanted);
	if (fresh.length === 0) return { stored: [], rows: new Set() };
	const { rows: made } = await sql<{ ids: string[]; at: Date }>`${prepared}
		select array(select uuidv7() from generate_series(1, ${fresh.length}::int))::text[] as ids, volna.now_exact() as at`.execute(
		tx,
	);
	const { ids, at } = made[0]!;
	const actions = fresh.map((action, index): NewAction => ({ ...action, id: ids[index]!, customer: action.draft }));
	const passed: NewAction[] = [];
	// A guard sees what the same batch has stored of a customer before.
	const rounds = actions.some((action) => action.template.guard) ? roundsOf(actions) : [actions];
	for (const round of rounds) {
		const allowed = await allow(tx, round, options.touchpoint);
		await insertActions(tx, allowed, at, options);
		passed.push(...allowed);
	}
	await noteActivity(tx, passed);
	await countIssued(
		tx,
		passed.map(({ template, occurredAt }) => ({ templateId: template.id, occurredAt, mode: 'live' as const })),
	);
	return {
		stored: passed.map((action) => recorded(action, at, options.touchpoint)),
		rows: new Set(passed.map((action) => action.row)),
	};
}

async function withoutRepeats(tx: Tx, wanted: readonly DraftAction[]): Promise<DraftAction[]> {
	const seen = new Set<string>();
	const once = wanted.filter((action) => {
		if (!action.dated) return true;
		const { draft, template, occurredAt, custom } = action;
		const key = JSON.stringify([draft.id, template.id, Date.parse(occurredAt), custom]);
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
	const dated = once.filter((action) => action.dated && !action.draft.created);
	if (dated.length === 0) return once;
	const rows = dated.map(({ draft, template, occurredAt, custom }) => ({
		c: draft.id,
		t: template.id,
		at: occurredAt,
		custom,
	}));
	const { rows: known } = await sql<{ n: number }>`${prepared}
		select d.n::int as n
		from rows from (jsonb_to_recordset(${json(rows)}) as (c bigint, t uuid, at timestamptz, custom jsonb))
		  with ordinality as d(c, t, at, custom, n)
		cross join lateral (
			select 1 from action a
			where a.customer_id = d.c and a.occurred_at = d.at and a.template_id = d.t and a.custom = d.custom
			limit 1
		) a`.execute(tx);
	const repeated = new Set(known.map((row) => dated[row.n - 1]!));
	return once.filter((action) => !repeated.has(action));
}

async function allow(tx: Tx, actions: readonly NewAction[], touchpoint: string | null): Promise<NewAction[]> {
	if (actions.every((action) => !action.template.guard)) return [...actions];
	const passed = await passGuards(
		tx,
		actions.map((action) => ({
			id: action.id,
			customerId: action.draft.id,
			guard: action.template.guard,
			templateName: action.template.name,
			occurredAt: action.occurredAt,
			touchpoint,
			custom: action.custom,
			order: null,
		})),
	);
	return actions.filter((action) => passed.has(action.id));
}

async function insertActions(
	tx: Tx,
	actions: readonly NewAction[],
	at: Date,
	options: { readonly importId: string; readonly touchpoint: string | null },
): Promise<void> {
	if (actions.length === 0) return;
	const rows = actions.map((action) => ({
		c: action.draft.id,
		at: action.occurredAt,
		id: action.id,
		template: action.template.id,
		custom: action.custom,
	}));
	await sql`${prepared}
		insert into action (customer_id, occurred_at, id, template_id, recorded_at, mode, trusted, touchpoint, source,
			transaction_id, custom)
		select d.c, d.at, d.id, d.template, ${at}, 'live', true, ${options.touchpoint}, 'import', ${options.importId}, d.custom
		from jsonb_to_recordset(${json(rows)}) as d(c bigint, at timestamptz, id uuid, template uuid, custom jsonb)`.execute(
		tx,
	);
}

async function noteActivity(tx: Tx, actions: readonly NewAction[]): Promise<void> {
	const latest = new Map<number, string>();
	for (const { draft, template, occurredAt } of actions) {
		if (!template.personal) continue;
		const known = latest.get(draft.id);
		if (known === undefined || Date.parse(known) < Date.parse(occurredAt)) latest.set(draft.id, occurredAt);
	}
	if (latest.size === 0) return;
	await sql`${prepared}
		update customer c set last_activity_at = greatest(c.last_activity_at, d.at)
		from unnest(${[...latest.keys()]}::bigint[], ${[...latest.values()]}::timestamptz[]) as d(id, at)
		cross join lateral (select q.ctid as place from customer q where q.id = d.id limit 1) q
		where c.ctid = q.place and (c.last_activity_at is null or c.last_activity_at < d.at)`.execute(tx);
}

function recorded(action: NewAction, recordedAt: Date, touchpoint: string | null): RecordedAction {
	return {
		id: action.id,
		customerId: action.draft.id,
		occurredAt: new Date(action.occurredAt),
		recordedAt,
		templateId: action.template.id,
		templateName: action.template.name,
		trusted: true,
		mode: 'live',
		touchpoint,
		custom: action.custom,
		order: null,
	};
}
