import type { Db } from '@volna/db';
import type { ProjectSnapshot } from '@volna/flow';
import { sql } from 'kysely';

/** What references of a flow's document resolve to, as of now. The browser and publishing compile against the same. */
export async function readProject(db: Db, flowId: string | null): Promise<ProjectSnapshot> {
	const [actionTemplates, segmentations, segments, senders] = await Promise.all([
		db
			.selectFrom('actionTemplate')
			.select(['id', 'systemName', 'name', 'usage', 'kind'])
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
	]);
	return {
		flowId,
		actionTemplates: actionTemplates.map((row) => ({
			id: row.id,
			systemName: row.systemName,
			name: row.name,
			archived: row.archived,
			usage: row.usage as NonNullable<ProjectSnapshot['actionTemplates']>[number]['usage'],
			keylessOnly: row.keylessOnly,
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
		topics: [],
	};
}
