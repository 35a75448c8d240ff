import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { CustomField } from '../fields/custom-field.ts';
import { listFields } from '../fields/list-fields.ts';
import type { TemplateKind, TemplateUsage } from '../states.ts';

export interface ActionTemplateCard {
	id: string;
	campaignId: string;
	name: string;
	systemName: string;
	kind: TemplateKind;
	categoryId: string | null;
	issuedWhen: string;
	guard: Filter | null;
	usage: TemplateUsage[];
	roles: string[];
	tags: string[];
	description: string;
	retentionMonths: number;
	revision: number;
	archived: boolean;
	/** An action was issued: the system name and the fields' names and types are locked. */
	issued: boolean;
	firstIssuedAt: Date | null;
	updatedAt: Date;
	updatedBy: string | null;
	fields: CustomField[];
}

/** An action template with the fields of its actions; null when there is none. */
export async function readActionTemplate(db: Db, id: string): Promise<ActionTemplateCard | null> {
	const { rows } = await sql<Omit<ActionTemplateCard, 'fields'>>`
		select t.id, t.campaign_id as "campaignId", t.name, t.system_name as "systemName", t.kind,
			t.category_id as "categoryId", t.issued_when as "issuedWhen", t.guard, t.usage, t.roles, t.tags, t.description,
			t.retention_months as "retentionMonths", t.revision, t.archived_at is not null as archived,
			t.first_issued_at is not null as issued, t.first_issued_at as "firstIssuedAt", t.updated_at as "updatedAt",
			s.name as "updatedBy"
		from action_template t left join staff s on s.id = t.updated_by
		where t.id = ${id}`.execute(db);
	const row = rows[0];
	return row ? { ...row, fields: await listFields(db, { entity: 'action', templateId: id }) } : null;
}
