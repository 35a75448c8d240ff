import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { findUses } from '../templates/find-uses.ts';
import type { Use } from '../templates/use.ts';
import { hasValues } from './update-field.ts';
import { usesOfField } from './uses-of-field.ts';

export type RemovedField =
	/** No customer had a value and nothing named it. */
	| { status: 'deleted' }
	/** Values stay; calls that bring it are warned, texts and filters do not offer it. */
	| { status: 'archived' }
	| { status: 'unknown' }
	| { status: 'in-use'; uses: readonly Use[] };

/** Takes a field of customers out of use: deleted if nothing of it would be lost, else archived. */
export async function removeField(db: Db, id: string): Promise<RemovedField> {
	return db.transaction().execute(async (tx): Promise<RemovedField> => {
		const field = await tx
			.selectFrom('customField')
			.select(['systemName', 'type'])
			.where('id', '=', id)
			.where('entity', '=', 'customer')
			.forUpdate()
			.executeTakeFirst();
		if (!field) return { status: 'unknown' };
		const uses = await findUses(tx, usesOfField('customer', field.systemName));
		if (uses.some((use) => use.live)) return { status: 'in-use', uses: uses.filter((use) => use.live) };
		// The identifiers of a unique id outlive it, so its name stays known.
		if (uses.length > 0 || field.type === 'unique_id' || (await hasValues(tx, field.systemName))) {
			await setArchived(tx, id, true);
			return { status: 'archived' };
		}
		await tx.deleteFrom('customField').where('id', '=', id).execute();
		return { status: 'deleted' };
	});
}

/** Puts an archived field back; false when there is none. */
export function restoreField(db: Db, id: string): Promise<boolean> {
	return setArchived(db, id, false);
}

async function setArchived(db: Db | Tx, id: string, archived: boolean): Promise<boolean> {
	const result = await sql`
		update custom_field set archived_at = case when ${archived} then volna.now_exact() end, revision = revision + 1
		where id = ${id}`.execute(db);
	return Number(result.numAffectedRows) > 0;
}
