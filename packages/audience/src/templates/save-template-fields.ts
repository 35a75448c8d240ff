import { json, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { faultOfField, storedOptions } from '../fields/custom-field.ts';
import { listFields } from '../fields/list-fields.ts';
import { usesOfField } from '../fields/uses-of-field.ts';
import { findUses } from './find-uses.ts';
import type { TemplateFieldInput } from './template-input.ts';
import type { Use } from './use.ts';

export type FieldsProblem =
	| { status: 'field-invalid'; index: number; fault: 'system-name' | 'name' | 'options' }
	/** Two fields of one name; an archived one counts, since its values are kept under it. */
	| { status: 'field-name-taken'; index: number }
	/** The template was issued: system names and types of its fields stay. */
	| { status: 'field-locked'; index: number }
	| { status: 'field-in-use'; field: string; uses: readonly Use[] };

/** Makes the fields of a template's actions those that are stated, in their order. The template's row is locked. */
export async function saveTemplateFields(
	tx: Tx,
	template: { id: string; issued: boolean },
	stated: readonly TemplateFieldInput[],
): Promise<FieldsProblem | null> {
	const known = await listFields(tx, { entity: 'action', templateId: template.id });
	const names = new Set<string>();
	for (const [index, field] of stated.entries()) {
		const fault = faultOfField(field) ?? (field.type === 'unique_id' ? 'options' : null);
		if (fault) return { status: 'field-invalid', index, fault };
		const lower = field.systemName.toLowerCase();
		const holder = known.find((one) => one.systemName.toLowerCase() === lower);
		if (names.has(lower) || (holder?.archived && holder.id !== field.id)) return { status: 'field-name-taken', index };
		names.add(lower);
		const before = known.find((one) => one.id === field.id);
		if (field.id && !before) return { status: 'field-invalid', index, fault: 'name' };
		const recast = before && (before.systemName !== field.systemName || before.type !== field.type);
		if (recast && template.issued) return { status: 'field-locked', index };
	}
	const left = known.filter((one) => !one.archived && !stated.some((field) => field.id === one.id));
	for (const field of left) {
		const uses = await findUses(tx, usesOfField('action', field.systemName), template.id);
		// Its own guard is saved beside and checked against the fields that stay.
		const live = uses.filter((use) => use.live && use.id !== template.id);
		if (live.length > 0) return { status: 'field-in-use', field: field.name, uses: live };
	}
	await sql`
		delete from custom_field where id = any (${left.map((field) => field.id)}::uuid[]) and ${!template.issued}`.execute(
		tx,
	);
	await sql`
		update custom_field set archived_at = volna.now_exact(), revision = revision + 1
		where id = any (${left.map((field) => field.id)}::uuid[])`.execute(tx);
	const rows = stated.map((field, position) => ({
		id: field.id ?? null,
		system: field.systemName,
		name: field.name.trim(),
		type: field.type,
		options: storedOptions(field),
		description: field.description?.trim() ?? '',
		position,
	}));
	const columns = sql`id uuid, system text, name text, type text, options jsonb, description text, position integer`;
	// Out of the way first, so that two fields may change names with each other.
	await sql`
		update custom_field f set system_name = 'x' || replace(f.id::text, '-', '')
		from jsonb_to_recordset(${json(rows)}) as d(${columns})
		where f.id = d.id and f.system_name <> d.system`.execute(tx);
	await sql`
		update custom_field f
		set system_name = d.system, name = d.name, type = d.type, options = d.options, description = d.description,
			position = d.position, archived_at = null, revision = f.revision + 1
		from jsonb_to_recordset(${json(rows)}) as d(${columns})
		where f.id = d.id`.execute(tx);
	await sql`
		insert into custom_field (entity, template_id, system_name, name, type, options, description, position)
		select 'action', ${template.id}, d.system, d.name, d.type, d.options, d.description, d.position
		from jsonb_to_recordset(${json(rows)}) as d(${columns})
		where d.id is null`.execute(tx);
	return null;
}
