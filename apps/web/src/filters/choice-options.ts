import type { FilterWords } from '@volna/contract';
import type { FilterField } from '@volna/node-sdk';
import { type FilterSpeech, valueName } from './explain-filter.ts';
import { nodeName } from './use-filter-speech.ts';

interface Item {
	readonly value: string;
	readonly label: string;
}
type Options = (Item | { group: string; items: Item[] })[];

/** What a field of a closed list offers; what is chosen already stays, however old it is. */
export function choiceOptions(
	field: FilterField,
	words: FilterWords | undefined,
	speech: FilterSpeech,
	chosen: readonly string[],
	flows: readonly string[],
): Options {
	if (field.type === 'segment' || field.entity === 'segment') return segmentOptions(words, speech, chosen);
	const options: Options =
		field.entity === undefined
			? (field.values ?? []).map((value) => ({ value, label: capital(valueName(field, value, speech)) }))
			: entityOptions(field, words, speech, flows);
	return withChosen(options, chosen, (id) => ({
		value: id,
		label: (field.entity && speech.nameOf(field.entity, id)) ?? id,
	}));
}

export function segmentOptions(
	words: FilterWords | undefined,
	speech: FilterSpeech,
	chosen: readonly string[],
): Options {
	const groups = (words?.segmentations ?? [])
		.filter((one) => !one.archived)
		.map((one) => ({
			group: one.name,
			items: one.segments.map((segment) => ({ value: segment.id, label: segment.name })),
		}));
	return withChosen(groups, chosen, (id) => ({
		value: id,
		label: speech.t('archived', { name: speech.nameOf('segment', id) ?? speech.t('gone') }),
	}));
}

/** Texts that are likely meant: senders, tags. */
export function suggestionsFor(field: FilterField, words: FilterWords | undefined): readonly string[] {
	if (field.field === 'action.tag') return words?.tags ?? [];
	if (field.field === 'phone.operator') return words?.operators ?? [];
	return field.field === 'message.sender' ? (words?.senders ?? []) : [];
}

function entityOptions(
	field: FilterField,
	words: FilterWords | undefined,
	speech: FilterSpeech,
	flows: readonly string[],
): Options {
	if (!words) return [];
	const live = (items: readonly { id: string; name: string; archived?: boolean }[]): Item[] =>
		items.filter((item) => !item.archived).map((item) => ({ value: item.id, label: item.name }));
	switch (field.entity) {
		case 'action-template':
			return live(words.templates);
		case 'campaign':
			return live(words.campaigns);
		case 'flow':
			return live(words.flows);
		case 'action-category':
			return categoryItems(words, speech.language, null, 0);
		case 'node':
			return nodeGroups(words, speech, flows);
		default:
			return [];
	}
}

function categoryItems(
	words: FilterWords,
	language: 'ru' | 'en',
	parentId: string | null,
	level: number,
): { value: string; label: string }[] {
	return words.categories
		.filter((category) => category.parentId === parentId)
		.flatMap((category) => [
			// Figure spaces show the level in a list that knows no levels.
			{ value: category.id, label: `${'\u2007\u2007'.repeat(level)}${category[language]}` },
			...categoryItems(words, language, category.id, level + 1),
		]);
}

/** An id may stand in several flows, copies of one another: a list takes it once. */
function nodeGroups(words: FilterWords, { language }: FilterSpeech, flows: readonly string[]): Options {
	const taken = new Set<string>();
	return words.flows
		.filter((flow) => flows.length === 0 || flows.includes(flow.id))
		.map((flow) => ({
			group: flow.name,
			items: flow.nodes.flatMap((node) => {
				if (taken.has(node.id)) return [];
				taken.add(node.id);
				return [{ value: node.id, label: nodeName(node, language) }];
			}),
		}))
		.filter((group) => group.items.length > 0);
}

function withChosen(options: Options, chosen: readonly string[], make: (id: string) => Item): Options {
	const offered = new Set(
		options.flatMap((option) => ('items' in option ? option.items.map((item) => item.value) : [option.value])),
	);
	return [...options, ...chosen.filter((id) => !offered.has(id)).map(make)];
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
