import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';

export interface CategoryNames {
	readonly nameRu: string;
	readonly nameEn: string;
}

export type CreatedCategory =
	| { status: 'created'; id: string }
	| { status: 'parent-unknown' }
	/** Level I is fixed, and nothing lies below level III. */
	| { status: 'level' }
	| { status: 'name-taken' };

/** Adds a category of level II or III, last of its parent's. Names are unique within a parent, in either language. */
export async function createCategory(db: Db, parentId: string, names: CategoryNames): Promise<CreatedCategory> {
	try {
		return await db.transaction().execute(async (tx): Promise<CreatedCategory> => {
			const parent = await tx
				.selectFrom('actionCategory')
				.select(['level', 'code', 'archivedAt'])
				.where('id', '=', parentId)
				.forUpdate()
				.executeTakeFirst();
			if (!parent || parent.archivedAt) return { status: 'parent-unknown' };
			if (parent.level >= 3) return { status: 'level' };
			if (await isTaken(tx, parentId, names)) return { status: 'name-taken' };
			const codes = await tx.selectFrom('actionCategory').select('code').where('parentId', '=', parentId).execute();
			const own = transliterate(names.nameEn) || transliterate(names.nameRu) || 'Category';
			const code = freeName(
				`${parent.code}.${own}`,
				codes.map((row) => row.code),
			);
			const row = await tx
				.insertInto('actionCategory')
				.values({
					parentId,
					level: parent.level + 1,
					code,
					...names,
					position: sql<number>`(select coalesce(max(position), 0) + 1 from action_category where parent_id = ${parentId})`,
				})
				.returning('id')
				.executeTakeFirstOrThrow();
			return { status: 'created', id: row.id };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

async function isTaken(db: Db, parentId: string, names: CategoryNames, but?: string): Promise<boolean> {
	const { rows } = await sql`
		select 1 from action_category
		where parent_id = ${parentId} and archived_at is null and id is distinct from ${but ?? null}::uuid
		  and (lower(name_ru collate "pg_c_utf8") = lower(${names.nameRu} collate "pg_c_utf8")
			or lower(name_en collate "pg_c_utf8") = lower(${names.nameEn} collate "pg_c_utf8"))
		limit 1`.execute(db);
	return rows.length > 0;
}

export type RenamedCategory =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'level' }
	| { status: 'changed'; revision: number }
	| { status: 'name-taken' };

/** Renames a category of level II or III. Compare-and-swap on `revision`. */
export async function renameCategory(
	db: Db,
	id: string,
	revision: number,
	names: CategoryNames,
): Promise<RenamedCategory> {
	return db.transaction().execute(async (tx): Promise<RenamedCategory> => {
		const current = await tx
			.selectFrom('actionCategory')
			.select(['level', 'revision', 'parentId'])
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		if (!current) return { status: 'unknown' };
		if (current.level === 1) return { status: 'level' };
		if (current.revision !== revision) return { status: 'changed', revision: current.revision };
		if (await isTaken(tx, current.parentId!, names, id)) return { status: 'name-taken' };
		await tx
			.updateTable('actionCategory')
			.set({ ...names, revision: revision + 1 })
			.where('id', '=', id)
			.execute();
		return { status: 'updated', revision: revision + 1 };
	});
}

export type ArchivedCategory =
	| { status: 'done' }
	| { status: 'unknown' }
	| { status: 'level' }
	/** Templates that are not archived stand in it, or below it. */
	| { status: 'in-use'; templates: readonly { id: string; name: string; campaignId: string }[] };

/** Takes a category of level II or III, with all below it, out of what forms offer; or puts it back, with those above. */
export async function archiveCategory(db: Db, id: string, archived: boolean): Promise<ArchivedCategory> {
	return db.transaction().execute(async (tx): Promise<ArchivedCategory> => {
		const current = await tx
			.selectFrom('actionCategory')
			.select(['level', 'parentId'])
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		if (!current) return { status: 'unknown' };
		if (current.level === 1) return { status: 'level' };
		if (!archived) {
			await sql`
				update action_category set archived_at = null, revision = revision + 1
				where id in (${id}, ${current.parentId}::uuid) and level > 1 and archived_at is not null`.execute(tx);
			return { status: 'done' };
		}
		const templates = await tx
			.selectFrom('actionTemplate')
			.innerJoin('actionCategory as own', 'own.id', 'actionTemplate.categoryId')
			.select(['actionTemplate.id', 'actionTemplate.name', 'actionTemplate.campaignId'])
			.where('actionTemplate.archivedAt', 'is', null)
			.where((where) => where.or([where('own.id', '=', id), where('own.parentId', '=', id)]))
			.orderBy('actionTemplate.name')
			.limit(100)
			.execute();
		if (templates.length > 0) return { status: 'in-use', templates };
		await sql`
			update action_category set archived_at = volna.now_exact(), revision = revision + 1
			where (id = ${id} or parent_id = ${id}) and archived_at is null`.execute(tx);
		return { status: 'done' };
	});
}
