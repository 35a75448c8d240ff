import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { Use } from './use.ts';
import { usesOfTemplate } from './uses-of-template.ts';

export type RemovedTemplate =
	/** It was never issued and nothing named it. */
	| { status: 'deleted' }
	/** Past actions keep reading by it; calls that name it are refused as by an unknown name. */
	| { status: 'archived' }
	| { status: 'unknown' }
	| { status: 'read-only' }
	| { status: 'in-use'; uses: readonly Use[] };

/** Takes a template out of use: deleted if it was never issued and nothing names it, else archived (domain T-15). */
export async function removeActionTemplate(db: Db, id: string): Promise<RemovedTemplate> {
	return db.transaction().execute(async (tx): Promise<RemovedTemplate> => {
		const template = await tx
			.selectFrom('actionTemplate')
			.select(['kind', 'firstIssuedAt'])
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		if (!template) return { status: 'unknown' };
		if (template.kind !== 'standard') return { status: 'read-only' };
		const uses = await usesOfTemplate(tx, id);
		const live = uses.filter((use) => use.live);
		if (live.length > 0) return { status: 'in-use', uses: live };
		const held = await tx.selectFrom('operation').select('id').where('templateId', '=', id).executeTakeFirst();
		if (template.firstIssuedAt === null && uses.length === 0 && !held) {
			await tx.deleteFrom('customField').where('templateId', '=', id).execute();
			await tx.deleteFrom('actionTemplate').where('id', '=', id).execute();
			return { status: 'deleted' };
		}
		await sql`
			update action_template set archived_at = volna.now_exact(), revision = revision + 1 where id = ${id}`.execute(tx);
		return { status: 'archived' };
	});
}

export type RestoredTemplate = { status: 'done' } | { status: 'unknown' } | { status: 'campaign-archived' };

/** Puts an archived template back; its campaign must not be archived. */
export async function restoreActionTemplate(db: Db, id: string): Promise<RestoredTemplate> {
	const { rows } = await sql<{ away: boolean }>`
		select c.archived_at is not null as away
		from action_template t join campaign c on c.id = t.campaign_id
		where t.id = ${id}`.execute(db);
	if (!rows[0]) return { status: 'unknown' };
	if (rows[0].away) return { status: 'campaign-archived' };
	await sql`
		update action_template set archived_at = null, revision = revision + 1
		where id = ${id} and archived_at is not null`.execute(db);
	return { status: 'done' };
}
