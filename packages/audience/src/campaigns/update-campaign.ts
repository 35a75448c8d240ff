import type { Db } from '@volna/db';
import { isUniqueViolation } from '../unique-violation.ts';

export type UpdatedCampaign =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'changed'; revision: number }
	| { status: 'name-taken' };

/** Renames a campaign. Compare-and-swap on `revision`. */
export async function updateCampaign(
	db: Db,
	id: string,
	revision: number,
	change: { name?: string; systemName?: string },
): Promise<UpdatedCampaign> {
	try {
		const updated = await db
			.updateTable('campaign')
			.set({
				...(change.name !== undefined && { name: change.name.trim() }),
				...(change.systemName !== undefined && { systemName: change.systemName }),
				revision: revision + 1,
			})
			.where('id', '=', id)
			.where('revision', '=', revision)
			.executeTakeFirst();
		if (updated.numUpdatedRows > 0n) return { status: 'updated', revision: revision + 1 };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
	const current = await db.selectFrom('campaign').select('revision').where('id', '=', id).executeTakeFirst();
	return current ? { status: 'changed', revision: current.revision } : { status: 'unknown' };
}
