import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { type NormalisedPhone, normalisePhone } from '../normalise-phone.ts';
import type { NumberRange } from './number-ranges.ts';

export interface NumberTable {
	readonly state: 'loading' | 'current' | 'previous';
	readonly fileName: string;
	readonly ranges: number;
	readonly numbers: number;
	/** Spellings that no zone is known for. */
	readonly unknownRegions: readonly { readonly region: string; readonly ranges: number }[];
	readonly staffName: string | null;
	readonly loadedAt: Date;
}

/** The numbering tables there are, the current one first, and how many customers' zone a number says. */
export async function readNumbering(db: Db): Promise<{ tables: NumberTable[]; customersByNumber: number; asOf: Date }> {
	const { rows: tables } = await sql<NumberTable>`
		select t.state, t.file_name as "fileName", t.range_count as ranges, t.number_count as numbers,
			t.unknown_regions as "unknownRegions", s.name as "staffName", t.loaded_at as "loadedAt"
		from number_table t left join staff s on s.id = t.staff_id
		order by array_position(array['current', 'loading', 'previous'], t.state), t.loaded_at desc`.execute(db);
	const { rows } = await sql<{ n: number; now: Date }>`
		select count(*) as n, volna.now_stable() as now from customer
		where time_zone_source = 'number' and deleted_at is null`.execute(db);
	return { tables, customersByNumber: rows[0]!.n, asOf: rows[0]!.now };
}

export type TriedNumber =
	| {
			readonly status: 'found';
			readonly phone: string;
			readonly range: NumberRange | null;
			readonly zone: string | null;
	  }
	| { readonly status: 'refused'; readonly problem: Extract<NormalisedPhone, { ok: false }>['problem'] };

/** What the current table says of a phone in any spelling. */
export async function tryNumber(db: Db, text: string): Promise<TriedNumber> {
	const phone = normalisePhone(text);
	if (!phone.ok) return { status: 'refused', problem: phone.problem };
	const { rows } = await sql<NumberRange>`
		select operator, region, zone from volna.number_range_of(${phone.phone})`.execute(db);
	const range = rows[0] ?? null;
	const zone = /^\+7[67]/.test(phone.phone) ? 'Asia/Almaty' : (range?.zone ?? null);
	return { status: 'found', phone: phone.phone, range, zone };
}
