import type { Db } from '@volna/db';
import type { CustomFieldType, ProjectField, ProjectSnapshot } from '@volna/flow';
import { sql } from 'kysely';

/** What references of a flow's document resolve to, as of now. The browser and publishing compile against the same. */
export async function readProject(db: Db, flowId: string | null): Promise<ProjectSnapshot> {
	const [actionTemplates, segmentations, segments, senders, topics, fields, reach] = await Promise.all([
		db
			.selectFrom('actionTemplate')
			.select(['id', 'campaignId', 'systemName', 'name', 'usage', 'kind'])
			.select(sql<boolean>`archived_at is not null`.as('archived'))
			.select(
				sql<boolean>`exists (select from operation o where o.template_id = action_template.id and o.archived_at is null)
					and not exists (select from operation o where o.template_id = action_template.id and o.archived_at is null and o.requires_key)`.as(
					'keylessOnly',
				),
			)
			.orderBy('name')
			.execute(),
		db.selectFrom('segmentation').select(['id', 'systemName', 'name', 'state']).orderBy('name').execute(),
		db.selectFrom('segment').select(['id', 'systemName', 'name', 'segmentationId']).orderBy('position').execute(),
		db
			.selectFrom('sender')
			.innerJoin('smsAccount', 'smsAccount.id', 'sender.accountId')
			.select(['sender.name', 'sender.moderation'])
			.where('smsAccount.isActive', '=', true)
			.orderBy('sender.name')
			.execute(),
		db.selectFrom('topic').select(['id', 'systemName', 'name', 'archivedAt']).orderBy('position').execute(),
		db
			.selectFrom('customField')
			.select(['templateId', 'systemName', 'name', 'type'])
			.where('archivedAt', 'is', null)
			.orderBy('position')
			.execute(),
		flowId === null ? null : readReach(db, flowId),
	]);
	const fieldsOf = (templateId: string | null) =>
		fields.filter((field) => field.templateId === templateId).map(describeField);
	return {
		flowId,
		actionTemplates: actionTemplates.map((row) => ({
			id: row.id,
			systemName: row.systemName,
			name: row.name,
			archived: row.archived,
			usage: row.usage as NonNullable<ProjectSnapshot['actionTemplates']>[number]['usage'],
			keylessOnly: row.keylessOnly,
			...(reach && { inScope: row.kind !== 'standard' || reach.has(row.campaignId) }),
			fields: fieldsOf(row.id),
			order: row.kind === 'order' ? 'always' : row.kind === 'standard' ? 'sometimes' : 'never',
		})),
		segmentations: segmentations.map((row) => ({
			id: row.id,
			systemName: row.systemName,
			name: row.name,
			archived: row.state === 'archived',
			draft: row.state === 'draft',
		})),
		segments,
		senders: senders.map((row) => ({
			id: row.name,
			name: row.name,
			state:
				row.moderation === 'approved'
					? ('usable' as const)
					: row.moderation === 'refused'
						? ('refused' as const)
						: ('partly' as const),
		})),
		topics: topics.map(({ archivedAt, ...row }) => ({ ...row, archived: archivedAt !== null })),
		customerFields: fieldsOf(null),
	};
}

const fieldTypes = {
	string: 'text',
	number: 'number',
	boolean: 'flag',
	date: 'date',
	instant: 'instant',
	enum: 'enum',
	unique_id: 'unique-id',
} as const satisfies Record<string, CustomFieldType>;

function describeField(row: { systemName: string; name: string; type: keyof typeof fieldTypes }): ProjectField {
	return { name: row.systemName, type: fieldTypes[row.type], title: row.name };
}

/** The flow's campaign, those it lies in and those that lie in it: whose templates it may use (domain M-1). */
async function readReach(db: Db, flowId: string): Promise<ReadonlySet<string>> {
	const { rows } = await sql<{ id: string }>`
		with recursive own as (select campaign_id as id from flow where id = ${flowId}),
		above as (
			select c.id, c.parent_id from campaign c join own on own.id = c.id
			union select c.id, c.parent_id from campaign c join above a on c.id = a.parent_id
		),
		below as (
			select id from own
			union select c.id from campaign c join below b on c.parent_id = b.id
		)
		select id from above union select id from below`.execute(db);
	return new Set(rows.map((row) => row.id));
}
