import { type Db, json } from '@volna/db';
import { sql } from 'kysely';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { type FieldInput, faultOfField, storedOptions } from './custom-field.ts';

export type CreatedField =
	| { status: 'created'; id: string; systemName: string }
	| { status: 'invalid'; fault: 'system-name' | 'name' | 'options' }
	| { status: 'name-taken' }
	/** A unique id's values are identifiers of a system of its name, and that system has values of others already. */
	| { status: 'system-taken' };

/** Declares a field of customers; calls, files, texts and filters know it at once. */
export async function createField(
	db: Db,
	input: Omit<FieldInput, 'systemName'> & { systemName?: string },
): Promise<CreatedField> {
	const systemName = input.systemName ?? (await freeFieldName(db, input.name));
	const field = { ...input, systemName };
	const fault = faultOfField(field);
	if (fault) return { status: 'invalid', fault };
	try {
		return await db.transaction().execute(async (tx): Promise<CreatedField> => {
			if (field.type === 'unique_id') {
				const { rows } = await sql<{ kind: string; used: boolean }>`
					select s.kind, exists (
						select from identifier i where i.kind in ('unique', 'movable') and i.system = s.name
					) as used
					from identifier_system s where lower(s.name) = lower(${systemName})`.execute(tx);
				if (rows.some((row) => row.used || row.kind !== 'unique')) return { status: 'system-taken' };
				await sql`
					insert into identifier_system (name) select ${systemName}
					where not exists (select from identifier_system s where lower(s.name) = lower(${systemName}))
					on conflict do nothing`.execute(tx);
			}
			const row = await tx
				.insertInto('customField')
				.values({
					entity: 'customer',
					systemName,
					name: field.name.trim(),
					type: field.type,
					options: json(storedOptions(field)),
					description: field.description?.trim() ?? '',
					position: sql<number>`(select coalesce(max(position), 0) + 1 from custom_field where entity = 'customer')`,
				})
				.returning('id')
				.executeTakeFirstOrThrow();
			return { status: 'created', id: row.id, systemName };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

async function freeFieldName(db: Db, name: string): Promise<string> {
	const taken = await db.selectFrom('customField').select('systemName').where('entity', '=', 'customer').execute();
	return freeName(
		transliterate(name) || 'Field',
		taken.map((row) => row.systemName),
	);
}
