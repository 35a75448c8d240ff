import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';

export interface TopicInput {
	readonly name: string;
	/** Left out it is made of the name. */
	readonly systemName?: string;
	readonly description?: string;
}

export type CreatedTopic = { status: 'created'; id: string; systemName: string } | { status: 'name-taken' };

/** Makes a topic; calls may subscribe to it at once. */
export async function createTopic(db: Db, input: TopicInput): Promise<CreatedTopic> {
	const taken = await db.selectFrom('topic').select('systemName').execute();
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Topic',
			taken.map((row) => row.systemName),
		);
	try {
		const { id } = await db
			.insertInto('topic')
			.values({
				systemName,
				name: input.name.trim(),
				description: input.description?.trim() ?? '',
				position: sql<number>`(select coalesce(max(position), 0) + 1 from topic)`,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return { status: 'created', id, systemName };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

export type UpdatedTopic =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'changed'; revision: number }
	| { status: 'name-taken' }
	/** Subscriptions are kept under its system name. */
	| { status: 'locked' };

/** Changes a topic. Compare-and-swap on `revision`. Its system name can change while nobody has an answer to it. */
export async function updateTopic(
	db: Db,
	id: string,
	revision: number,
	input: TopicInput & { systemName: string },
): Promise<UpdatedTopic> {
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedTopic> => {
			const current = await tx
				.selectFrom('topic')
				.select(['revision', 'systemName'])
				.where('id', '=', id)
				.forUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			if (current.systemName !== input.systemName && (await hasAnswers(tx, current.systemName)))
				return { status: 'locked' };
			await tx
				.updateTable('topic')
				.set({
					systemName: input.systemName,
					name: input.name.trim(),
					description: input.description?.trim() ?? '',
					revision: revision + 1,
				})
				.where('id', '=', id)
				.execute();
			return { status: 'updated', revision: revision + 1 };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

/** Whether any customer has an explicit answer to the topic; reads subscriptions until it meets one. */
export async function hasAnswers(db: Db, systemName: string): Promise<boolean> {
	const { rows } = await sql`
		select 1 from subscription where topic = lower(${systemName}) limit 1`.execute(db);
	return rows.length > 0;
}
