import type { Db, Tx } from '@volna/db';

/** Which campaign lies in which; the key is a campaign's id. */
export type CampaignParents = ReadonlyMap<string, string | null>;

/** Parents of all campaigns, archived ones too. */
export async function readCampaignParents(db: Db | Tx): Promise<CampaignParents> {
	const rows = await db.selectFrom('campaign').select(['id', 'parentId']).execute();
	return new Map(rows.map((row) => [row.id, row.parentId]));
}

/** True when one campaign is the other, its ancestor or its descendant (domain M-1). */
export function isInScope(parents: CampaignParents, one: string, other: string): boolean {
	return lineageOf(parents, one).includes(other) || lineageOf(parents, other).includes(one);
}

/** A campaign and those it lies in, the outermost last. */
export function lineageOf(parents: CampaignParents, campaignId: string): readonly string[] {
	const line: string[] = [];
	let current: string | null | undefined = campaignId;
	while (current && !line.includes(current)) {
		line.push(current);
		current = parents.get(current);
	}
	return line;
}

/** Of some things those whose campaign is out of reach of a campaign. */
export async function outOfScope<T extends { readonly campaignId: string | null }>(
	db: Db | Tx,
	campaignId: string,
	things: readonly T[],
): Promise<T[]> {
	if (things.length === 0) return [];
	const parents = await readCampaignParents(db);
	return things.filter((one) => one.campaignId !== null && !isInScope(parents, campaignId, one.campaignId));
}
