import type { Db } from '@volna/db';
import { freeName, transliterate } from '../transliterate.ts';
import type { CampaignInfo } from './list-campaigns.ts';

/** The campaign of a system name, made when there is none. A namesake's system name gets a digit. */
export async function ensureCampaign(
	db: Db,
	input: { name: string; systemName?: string; parentId?: string | null },
): Promise<CampaignInfo> {
	const campaigns = await db.selectFrom('campaign').select(['id', 'parentId', 'name', 'systemName']).execute();
	const same = campaigns.find((campaign) => campaign.systemName.toLowerCase() === input.systemName?.toLowerCase());
	if (same) return same;
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Campaign',
			campaigns.map((campaign) => campaign.systemName),
		);
	const made = await db
		.insertInto('campaign')
		.values({ name: input.name, systemName, parentId: input.parentId ?? null })
		.onConflict((conflict) => conflict.doNothing())
		.returning(['id', 'parentId', 'name', 'systemName'])
		.executeTakeFirst();
	// Somebody made it in the same instant: look again.
	return made ?? ensureCampaign(db, input);
}
