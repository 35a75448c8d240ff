import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { findUses } from '../templates/find-uses.ts';
import type { Use } from '../templates/use.ts';
import { hasAnswers } from './save-topic.ts';

export type RemovedTopic =
	/** Nobody had an answer to it. */
	| { status: 'deleted' }
	/** Answers stay; calls that name it are warned. */
	| { status: 'archived' }
	| { status: 'unknown' }
	| { status: 'in-use'; uses: readonly Use[] };

/** Takes a topic out of use: deleted if nothing of it would be lost, else archived. */
export async function removeTopic(db: Db, id: string): Promise<RemovedTopic> {
	return db.transaction().execute(async (tx): Promise<RemovedTopic> => {
		const topic = await tx.selectFrom('topic').select('systemName').where('id', '=', id).forUpdate().executeTakeFirst();
		if (!topic) return { status: 'unknown' };
		const uses = await usesOfTopic(tx, { id, systemName: topic.systemName });
		if (uses.some((use) => use.live)) return { status: 'in-use', uses: uses.filter((use) => use.live) };
		if (uses.length > 0 || (await hasAnswers(tx, topic.systemName))) {
			await setArchived(tx, id, true);
			return { status: 'archived' };
		}
		await tx.deleteFrom('topic').where('id', '=', id).execute();
		return { status: 'deleted' };
	});
}

/** What names a topic: nodes by its id; filters, and imports by a column or by what everybody agreed to, by its system name. */
export function usesOfTopic(db: Db | Tx, topic: { id: string; systemName: string }): Promise<Use[]> {
	const name = topic.systemName.replace(/[.-]/g, '\\$&');
	const places = [
		topic.id,
		`\\mtopic\\.(state|explicit|since|consentSource)\\.${name}"`,
		`"IsSubscribedBySmsOn:${name}"`,
		`"agreed": \\[[^]]*"${name}"`,
	];
	return findUses(db, `(${places.join('|')})`);
}

/** Puts an archived topic back; false when there is none. */
export async function restoreTopic(db: Db, id: string): Promise<boolean> {
	return setArchived(db, id, false);
}

async function setArchived(db: Db | Tx, id: string, archived: boolean): Promise<boolean> {
	const result = await sql`
		update topic set archived_at = case when ${archived} then volna.now_exact() end, revision = revision + 1
		where id = ${id}`.execute(db);
	return Number(result.numAffectedRows) > 0;
}
