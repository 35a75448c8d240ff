import type { FlowDocument } from '@volna/flow';
import type { AnyDefinition, Category } from '@volna/node-sdk';
import { nodeLocales } from '../../registry.gen.ts';
import { categories } from '../model/kind.ts';
import { type PlaceRefusal, refusePlace } from '../model/place-node.ts';
import { registry } from '../model/registry.ts';
import type { CreatorPlace } from '../stores/view-store.ts';

export interface Offer {
	readonly definition: AnyDefinition;
	/** Why it cannot go here; null when it can. */
	readonly refusal: PlaceRefusal | null;
}

/** What the creator offers for a place, by category; searched in both languages and in the node's own words. */
export function offersFor(
	document: FlowDocument,
	place: CreatorPlace,
	search: string,
	hasTrigger: boolean,
): readonly { readonly category: Category; readonly offers: readonly Offer[] }[] {
	const wanted = search.trim().toLowerCase();
	const found = registry.definitions.filter((definition) => wanted === '' || wordsOf(definition).includes(wanted));
	return categories
		.map((category) => ({
			category,
			offers: found
				.filter((definition) => definition.look.category === category)
				.map((definition) => ({ definition, refusal: refusePlace(document, definition, place, hasTrigger) })),
		}))
		.filter((group) => group.offers.length > 0);
}

const words = new Map<AnyDefinition, string>();

function wordsOf(definition: AnyDefinition): string {
	const known = words.get(definition);
	if (known !== undefined) return known;
	const { type, look } = definition;
	const all = Object.values(nodeLocales).flatMap((texts: Readonly<Record<string, string>>) => [
		texts[`${type}.name`] ?? '',
		texts[`${type}.help`] ?? '',
	]);
	const text = [...all, ...(look.search ?? [])].join('\n').toLowerCase();
	words.set(definition, text);
	return text;
}
