import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { TemplateUsage } from '../states.ts';
import { findUses } from './find-uses.ts';
import type { Use } from './use.ts';

/**
 * What refers to an action template, and what it must be ticked for because of that: triggers of published flows
 * (`trigger`), operations (`operation`, keyless ones `tracker`), imports (`import`); what only names it asks for nothing.
 */
export async function usesOfTemplate(db: Db | Tx, templateId: string): Promise<Use[]> {
	const named = (await findUses(db, templateId)).filter(
		(use) => use.kind !== 'template-guard' || use.id !== templateId,
	);
	const { rows: triggers } = await sql<{ flowId: string; number: number }>`
		select t.flow_id as "flowId", v.number
		from flow_trigger t join flow_version v on v.id = t.version_id
		where t.kind = 'action' and t.subject_id = ${templateId}`.execute(db);
	const operations = await db
		.selectFrom('operation')
		.select(['id', 'name', 'campaignId', 'requiresKey'])
		.where('templateId', '=', templateId)
		.where('archivedAt', 'is', null)
		.orderBy('name')
		.execute();
	return [
		...named.map((use) => {
			if (use.kind === 'import') return { ...use, usage: 'import' as const };
			const triggered = triggers.some((one) => one.flowId === use.id && one.number === use.version);
			return triggered ? { ...use, usage: 'trigger' as const } : use;
		}),
		...operations.map(({ requiresKey, ...operation }): Use => {
			const usage: TemplateUsage = requiresKey ? 'operation' : 'tracker';
			return { kind: 'operation', ...operation, version: null, usage, live: true };
		}),
	];
}
