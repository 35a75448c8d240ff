import { type Db, json, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { isUniqueViolation } from '../unique-violation.ts';
import { type FieldInput, faultOfField, storedOptions } from './custom-field.ts';

export type UpdatedField =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'changed'; revision: number }
	| { status: 'invalid'; fault: 'system-name' | 'name' | 'options' }
	| { status: 'name-taken' }
	/** Customers have values of it: its system name and type stay. */
	| { status: 'locked' };

/**
 * Changes a field of customers. Compare-and-swap on `revision`. System name and type can change while no customer has a
 * value, those of a unique id never: an identifier system stands behind it.
 */
export async function updateField(db: Db, id: string, revision: number, input: FieldInput): Promise<UpdatedField> {
	const fault = faultOfField(input);
	if (fault) return { status: 'invalid', fault };
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedField> => {
			const current = await tx
				.selectFrom('customField')
				.select(['revision', 'systemName', 'type'])
				.where('id', '=', id)
				.where('entity', '=', 'customer')
				.forUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			const recast = current.systemName !== input.systemName || current.type !== input.type;
			if (recast && (current.type === 'unique_id' || input.type === 'unique_id')) return { status: 'locked' };
			if (recast && (await hasValues(tx, current.systemName))) return { status: 'locked' };
			await tx
				.updateTable('customField')
				.set({
					systemName: input.systemName,
					name: input.name.trim(),
					type: input.type,
					options: json(storedOptions(input)),
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

/** Whether any customer has a value of the field; reads customers until it meets one. */
export async function hasValues(db: Db | Tx, systemName: string): Promise<boolean> {
	const { rows } = await sql`
		select 1 from customer where custom ? ${systemName} and deleted_at is null limit 1`.execute(db);
	return rows.length > 0;
}
