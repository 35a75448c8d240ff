import { prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';

/** Of an action about to be stored, what its template's counters need. `occurredAt` is ISO 8601 or a date. */
export interface IssuedAction {
	readonly templateId: string;
	readonly occurredAt: string | Date;
	readonly mode: 'live' | 'test';
}

/**
 * Counts actions that the same transaction stores: every writer of new rows of `action` calls it once, as late as it can.
 * Live actions are counted by their day (UTC); any action marks its template as issued, which locks its system name.
 *
 * Counting ten million rows takes a second even by an index alone, so lists read these counters. Each session adds to
 * one of sixteen rows per template and day: one row would make all that issue the same template stand in line until
 * the transaction before has committed.
 */
export async function countIssued(tx: Tx, actions: readonly IssuedAction[]): Promise<void> {
	if (actions.length === 0) return;
	const days = new Map<string, { template: string; day: string; issued: number; last: string }>();
	for (const { templateId, occurredAt, mode } of actions) {
		const at = new Date(occurredAt).toISOString();
		const day = at.slice(0, 10);
		const key = `${templateId} ${day}`;
		const known = days.get(key) ?? { template: templateId, day, issued: 0, last: at };
		if (mode === 'live') known.issued++;
		if (at > known.last) known.last = at;
		days.set(key, known);
	}
	const rows = [...days.values()];
	const live = rows.filter((row) => row.issued > 0);
	await sql`${prepared}
		with first as (
			update action_template set first_issued_at = volna.now_exact()
			where id = any (${[...new Set(rows.map((row) => row.template))].sort()}::uuid[]) and first_issued_at is null
		)
		insert into action_template_day as d (template_id, day, slot, issued, last_at)
		select w.template_id, w.day, pg_backend_pid() % 16, w.issued, w.last_at
		from unnest(${live.map((row) => row.template)}::uuid[], ${live.map((row) => row.day)}::date[],
			${live.map((row) => row.issued)}::bigint[], ${live.map((row) => row.last)}::timestamptz[])
		  as w(template_id, day, issued, last_at)
		order by 1, 2
		on conflict (template_id, day, slot) do update
		set issued = d.issued + excluded.issued, last_at = greatest(d.last_at, excluded.last_at)`.execute(tx);
}
