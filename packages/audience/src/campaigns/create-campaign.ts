import type { Db } from '@volna/db';
import { campaignDepth } from '../states.ts';
import { freeName, transliterate } from '../transliterate.ts';
import { lineageOf, readCampaignParents } from './campaign-scope.ts';
import { lockCampaigns } from './lock-campaigns.ts';

export type CreatedCampaign =
	| { status: 'created'; id: string; systemName: string }
	| { status: 'parent-unknown' }
	| { status: 'too-deep'; most: number }
	| { status: 'name-taken' };

/** Makes a campaign, in another one or beside the outermost. */
export async function createCampaign(
	db: Db,
	input: { name: string; systemName?: string; parentId: string | null },
): Promise<CreatedCampaign> {
	return db.transaction().execute(async (tx): Promise<CreatedCampaign> => {
		await lockCampaigns(tx);
		const campaigns = await tx.selectFrom('campaign').select(['id', 'parentId', 'systemName', 'archivedAt']).execute();
		const parent = campaigns.find((one) => one.id === input.parentId);
		if (input.parentId !== null && (!parent || parent.archivedAt)) return { status: 'parent-unknown' };
		if (input.parentId !== null && lineageOf(await readCampaignParents(tx), input.parentId).length >= campaignDepth)
			return { status: 'too-deep', most: campaignDepth };
		const taken = campaigns.map((one) => one.systemName.toLowerCase());
		if (input.systemName !== undefined && taken.includes(input.systemName.toLowerCase()))
			return { status: 'name-taken' };
		const systemName = input.systemName ?? freeName(transliterate(input.name) || 'Campaign', taken);
		const { id } = await tx
			.insertInto('campaign')
			.values({ name: input.name.trim(), systemName, parentId: input.parentId })
			.returning('id')
			.executeTakeFirstOrThrow();
		return { status: 'created', id, systemName };
	});
}
