import { sql } from 'kysely';
import type { Db } from '../open-database.ts';

/** Files a call removes at most. */
const LIMIT = 20;

/** Removes files that expired, uploads that broke off among them: some a call, until it returns 0. */
export async function forgetFiles(db: Db): Promise<number> {
	const { rows } = await sql`
		delete from file where id in (
			select id from file where expires_at <= volna.now_stable()
			order by expires_at limit ${LIMIT}
			for update skip locked
		) returning id`.execute(db);
	return rows.length;
}

/** Whether somebody may keep more: files and bytes that a person's files take up now. */
export async function fileUse(db: Db, staffId: string): Promise<{ files: number; bytes: number }> {
	const { rows } = await sql<{ files: number; bytes: number }>`
		select count(*)::integer as files, coalesce(sum(size), 0)::bigint as bytes
		from file where staff_id = ${staffId} and expires_at > volna.now_stable()`.execute(db);
	return rows[0]!;
}
