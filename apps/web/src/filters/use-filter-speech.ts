import { type FilterWords, routes } from '@volna/contract';
import type { DeclaredField, FilterEntity } from '@volna/node-sdk';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { nodeLocales } from '../registry.gen.ts';
import type { FilterSpeech } from './explain-filter.ts';

export interface FilterSpeaking {
	readonly speech: FilterSpeech;
	/** Undefined until they came. */
	readonly words: FilterWords | undefined;
	readonly failed: boolean;
}

/** The reader's language and the project's names, for sentences and forms of filters. */
export function useFilterSpeech(enabled = true): FilterSpeaking {
	const { t, i18n } = useTranslation('filters');
	const language = i18n.language.startsWith('en') ? 'en' : 'ru';
	const { data: words, isError } = useRead(routes.readFilterWords, {}, { enabled });
	return useMemo(() => {
		const told = (key: string, values?: Readonly<Record<string, unknown>>) =>
			t(key as never, values as never) as unknown as string;
		return { speech: speechOf(language, told, words), words, failed: isError && words === undefined };
	}, [language, t, words, isError]);
}

/** What an id that a filter holds is called, and how the project's fields are declared. */
export function speechOf(language: 'ru' | 'en', t: FilterSpeech['t'], words: FilterWords | undefined): FilterSpeech {
	const names = new Map(words ? entriesOf(words, language, t) : []);
	const titles = new Map([
		...(words?.fields ?? []).map((field) => [`${field.entity} ${field.name}`, field.title] as const),
		...(words?.topics ?? []).map((topic) => [`topic ${topic.name.toLowerCase()}`, topic.title] as const),
	]);
	const options = new Map(
		(words?.fields ?? []).flatMap((field) =>
			field.options.map((option) => [`${field.name} ${option.value}`, option.name] as const),
		),
	);
	return {
		language,
		t,
		zone: words?.zone,
		declared: words?.fields.map(declaredOf),
		nameOf: (entity, id) => names.get(`${entity} ${id}`),
		titleOf: (kind, name) => titles.get(`${kind} ${kind === 'topic' ? name.toLowerCase() : name}`),
		optionOf: (field, value) => options.get(`${field.split('.').at(-1)} ${value}`),
	};
}

function declaredOf({ entity, name, type, options }: FilterWords['fields'][number]): DeclaredField {
	return { entity, name, type, options: options.map((option) => option.value) };
}

function entriesOf(words: FilterWords, language: 'ru' | 'en', t: FilterSpeech['t']): (readonly [string, string])[] {
	const named = (entity: FilterEntity, items: readonly { id: string; name: string }[]) =>
		items.map((item) => [`${entity} ${item.id}`, item.name] as const);
	return [
		...named('action-template', words.templates),
		...named('campaign', words.campaigns),
		...named('flow', words.flows),
		...words.categories.map((category) => [`action-category ${category.id}`, category[language]] as const),
		...words.segmentations.flatMap((segmentation) =>
			segmentation.segments.map(
				(segment) => [`segment ${segment.id}`, segmentName(segmentation.name, segment.name)] as const,
			),
		),
		...words.flows.flatMap((flow) =>
			flow.nodes.map(
				(node) => [`node ${node.id}`, t('nodeName', { node: nodeName(node, language), flow: flow.name })] as const,
			),
		),
	];
}

/** A segment is known by its segmentation: «Жалобы: есть». */
export function segmentName(segmentation: string, segment: string): string {
	return `${segmentation}: ${segment}`;
}

/** A node's own name, else that of its type. */
export function nodeName(node: { name: string; type: string }, language: 'ru' | 'en'): string {
	const texts: Readonly<Record<string, string>> = nodeLocales[language];
	return node.name || texts[`${node.type}.name`] || node.type;
}
