import type { Db, Tx } from '@volna/db';

/** What customers may agree to receive besides the channel. */
export interface TopicInfo {
	id: string;
	systemName: string;
	name: string;
	description: string;
	revision: number;
	archived: boolean;
}

/** Topics in order, archived ones last. */
export async function listTopics(db: Db | Tx): Promise<TopicInfo[]> {
	const rows = await db
		.selectFrom('topic')
		.select(['id', 'systemName', 'name', 'description', 'revision', 'archivedAt'])
		.orderBy((order) => order('archivedAt', 'is not', null))
		.orderBy('position')
		.orderBy('createdAt')
		.execute();
	return rows.map(({ archivedAt, ...row }) => ({ ...row, archived: archivedAt !== null }));
}
