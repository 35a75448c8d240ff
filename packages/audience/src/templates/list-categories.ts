import type { Db } from '@volna/db';

export interface CategoryInfo {
	id: string;
	parentId: string | null;
	level: number;
	code: string;
	nameRu: string;
	nameEn: string;
	revision: number;
	archived: boolean;
}

/** The tree of categories, parents before their children, in order; archived ones too. */
export async function listCategories(db: Db): Promise<CategoryInfo[]> {
	const rows = await db
		.selectFrom('actionCategory')
		.select(['id', 'parentId', 'level', 'code', 'nameRu', 'nameEn', 'revision', 'archivedAt'])
		.orderBy('level')
		.orderBy('position')
		.orderBy('createdAt')
		.execute();
	return rows.map(({ archivedAt, ...row }) => ({ ...row, archived: archivedAt !== null }));
}
