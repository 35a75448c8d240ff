import type { Db } from '@volna/db';

export interface ProjectSettings {
	name: string;
	timeZone: string;
	language: 'ru' | 'en';
	currency: string;
	demo: boolean;
}

/** The settings of this installation. */
export async function readProject(db: Db): Promise<ProjectSettings> {
	const row = await db
		.selectFrom('project')
		.select(['name', 'timeZone', 'language', 'currency', 'demoLoadedAt'])
		.executeTakeFirstOrThrow();
	return {
		name: row.name,
		timeZone: row.timeZone,
		language: row.language,
		currency: row.currency,
		demo: row.demoLoadedAt !== null,
	};
}
