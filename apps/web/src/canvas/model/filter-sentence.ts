import type { Filter } from '@volna/node-sdk';
import { explainShortly, type FilterSpeech } from '../../filters/explain-filter.ts';
import type { Texts } from './texts.ts';

/** A filter as a card says it: «регион — Омск и делали «Покупка» хотя бы 2 раза». */
export function filterSentence(filter: Filter, texts: Texts, names: FilterNames = noNames): string {
	const said = explainShortly(filter, speechOf(texts, names));
	return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Names of what a filter points at by id: segments, action templates. */
export interface FilterNames {
	segment(id: string): string | undefined;
	template(id: string): string | undefined;
	/** A custom field's title by its system name. */
	field(name: string): string | undefined;
}

export const noNames: FilterNames = { segment: () => undefined, template: () => undefined, field: () => undefined };

function speechOf(texts: Texts, names: FilterNames): FilterSpeech {
	return {
		language: texts.language,
		t: (key, values) => texts.t(key.includes(':') ? key : `filters:${key}`, values),
		nameOf: (entity, id) =>
			entity === 'segment' ? names.segment(id) : entity === 'action-template' ? names.template(id) : undefined,
		titleOf: (kind, name) => (kind === 'topic' ? undefined : names.field(name)),
	};
}
