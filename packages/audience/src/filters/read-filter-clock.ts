import type { Db, Tx } from '@volna/db';
import type { DeclaredField, FilterClock } from '@volna/node-sdk';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';

/** The database's moment, to the microsecond, the project's zone, and its declared fields. */
export async function readFilterClock(
	db: Db | Tx,
): Promise<FilterClock & { readonly fields: readonly DeclaredField[] }> {
	const { rows } = await sql<{ micros: string; zone: string; fields: DeclaredField[] }>`
		select (extract(epoch from volna.now_exact()) * 1000000)::bigint::text as micros,
			(select time_zone from project) as zone, (${declaredFields}) as fields`.execute(db);
	const { micros, zone, fields } = rows[0]!;
	// A moment cut to milliseconds would lie before an action recorded just now.
	return { now: Temporal.Instant.fromEpochNanoseconds(BigInt(micros) * 1000n), zone, fields };
}

/** The project's custom fields as filters know them; archived ones too, because filters made before may name them. */
export async function readDeclaredFields(db: Db | Tx): Promise<readonly DeclaredField[]> {
	const { rows } = await sql<{ fields: DeclaredField[] }>`select (${declaredFields}) as fields`.execute(db);
	return rows[0]!.fields;
}

const declaredFields = sql`
	select coalesce(jsonb_agg(jsonb_build_object('entity', f.entity, 'name', f.system_name, 'type', f.type, 'options',
		coalesce((select jsonb_agg(o -> 'value') from jsonb_array_elements(f.options) as o), '[]'::jsonb))), '[]'::jsonb)
	from custom_field f`;
