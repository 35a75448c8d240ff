import { type Campaign, campaignDepth } from '@volna/contract';

export interface CampaignBranch {
	readonly campaign: Campaign;
	readonly children: readonly CampaignBranch[];
}

/** Campaigns as they lie in each other, by name; with `archived` those too, else without them. */
export function campaignTree(campaigns: readonly Campaign[], archived = false): readonly CampaignBranch[] {
	const shown = campaigns.filter((one) => archived || !one.archived);
	const known = new Set(shown.map((one) => one.id));
	const under = (parent: string | null): readonly CampaignBranch[] =>
		shown
			.filter((one) => (one.parent !== null && known.has(one.parent) ? one.parent : null) === parent)
			.map((campaign) => ({ campaign, children: under(campaign.id) }));
	return under(null);
}

/** A campaign's names from the outermost on. */
export function campaignPath(campaigns: readonly Campaign[], id: string): readonly string[] {
	return lineageOf(campaigns, id)
		.map((one) => one.name)
		.reverse();
}

/** A campaign and those it lies in, the outermost last. */
export function lineageOf(campaigns: readonly Campaign[], id: string): readonly Campaign[] {
	const byId = new Map(campaigns.map((one) => [one.id, one]));
	const line: Campaign[] = [];
	for (let one = byId.get(id); one && !line.includes(one); one = one.parent === null ? undefined : byId.get(one.parent))
		line.push(one);
	return line;
}

/** Why a campaign cannot lie in another: null when it can. */
export function whyNotInto(
	campaigns: readonly Campaign[],
	moved: string,
	into: string | null,
): 'itself' | 'deep' | 'here' | null {
	const current = campaigns.find((one) => one.id === moved)?.parent ?? null;
	if (current === into) return 'here';
	const line = into === null ? [] : lineageOf(campaigns, into);
	if (line.some((one) => one.id === moved)) return 'itself';
	return line.length + heightOf(campaigns, moved) > campaignDepth ? 'deep' : null;
}

/** How many levels a campaign is high, itself included. */
export function heightOf(campaigns: readonly Campaign[], id: string): number {
	const inner = campaigns.filter((one) => one.parent === id).map((one) => heightOf(campaigns, one.id));
	return 1 + Math.max(0, ...inner);
}
