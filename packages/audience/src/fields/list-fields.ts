import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { CustomField } from './custom-field.ts';

/** Fields of customers, or of one template's actions, in order; archived ones last. */
export async function listFields(
	db: Db | Tx,
	of: { entity: 'customer' } | { entity: 'action'; templateId: string },
): Promise<CustomField[]> {
	const templateId = of.entity === 'action' ? of.templateId : null;
	const { rows } = await sql<CustomField>`
		select ${fieldColumns}
		from custom_field f
		where f.entity = ${of.entity} and f.template_id is not distinct from ${templateId}::uuid
		order by f.archived_at is not null, f.position, f.created_at, f.id`.execute(db);
	return rows;
}

/** One field; null when there is none. */
export async function readField(db: Db | Tx, id: string): Promise<CustomField | null> {
	const { rows } = await sql<CustomField>`
		select ${fieldColumns} from custom_field f where f.id = ${id}`.execute(db);
	return rows[0] ?? null;
}

const fieldColumns = sql`f.id, f.entity, f.template_id as "templateId", f.system_name as "systemName", f.name, f.type,
	f.options, f.description, f.position, f.revision, f.archived_at is not null as archived`;
