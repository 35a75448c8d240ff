import type { Use } from '@volna/audience';
import { toId } from '@volna/contract';
import { Refusal } from '../http/refuse.ts';

/** What refers to something, as the contract says it. */
export function describeUse<T extends Use & { template?: string }>({ campaignId, ...use }: T) {
	return { ...use, campaign: campaignId && toId('campaign', campaignId) };
}

/** A refusal because of what refers to a thing; its details list them. */
export function inUse(
	code: 'thing-in-use' | 'template-in-use' | 'out-of-campaign',
	uses: readonly (Use & { template?: string })[],
	values: Record<string, string | number> = {},
): Refusal {
	return new Refusal(code, { values: { count: uses.length, ...values }, details: uses.map(describeUse) });
}
