import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { findUses } from '../templates/find-uses.ts';
import type { Use } from '../templates/use.ts';

/**
 * Archives a launched segmentation: its members stay as they are and are offered nowhere. What works with it goes on
 * working with those who are in. False when it is not launched.
 */
export async function archiveSegmentation(db: Db, id: string, staffId: string | null = null): Promise<boolean> {
	const { rows } = await sql`
		update segmentation
		set state = 'archived', archived_at = volna.now_exact(), updated_at = volna.now_exact(), updated_by = ${staffId},
			revision = revision + 1
		where id = ${id} and state = 'launched'
		returning id`.execute(db);
	return rows.length > 0;
}

/** Deletes a draft, to which nothing can refer. False when it is none. */
export async function deleteDraft(db: Db, id: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const draft = await tx
			.selectFrom('segmentation')
			.select('id')
			.where('id', '=', id)
			.where('state', '=', 'draft')
			.forUpdate()
			.executeTakeFirst();
		if (!draft) return false;
		await tx.deleteFrom('segment').where('segmentationId', '=', id).execute();
		await tx.deleteFrom('segmentation').where('id', '=', id).execute();
		return true;
	});
}

/** Flows, guards and segmentations by filter that name a segmentation or one of its segments. */
export async function usesOfSegmentation(db: Db | Tx, id: string): Promise<Use[]> {
	const { rows } = await sql<{ id: string }>`select id from segment where segmentation_id = ${id}`.execute(db);
	const pattern = [id, ...rows.map((row) => row.id)].join('|');
	return (await findUses(db, pattern)).filter((use) => use.kind !== 'segment' || use.id !== id);
}
