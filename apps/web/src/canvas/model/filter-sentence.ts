import { type Filter, type FilterCondition, filterFieldOf } from '@volna/node-sdk';
import type { Texts } from './texts.ts';

/** A filter as one sentence in the reader's language: «Пол: женский и город: Омск». */
export function filterSentence(filter: Filter, texts: Texts, names: FilterNames = noNames): string {
	const text = sentence(filter, texts, names, false);
	return text === '' ? texts.t('filter.everybody') : text;
}

/** Names of what a filter points at by id: segments, action templates. */
export interface FilterNames {
	segment(id: string): string | undefined;
	template(id: string): string | undefined;
	/** A custom field's title by its system name. */
	field(name: string): string | undefined;
}

export const noNames: FilterNames = { segment: () => undefined, template: () => undefined, field: () => undefined };

function sentence(filter: Filter, texts: Texts, names: FilterNames, inside: boolean): string {
	if ('not' in filter) return texts.t('filter.not', { of: sentence(filter.not, texts, names, true) });
	if ('all' in filter || 'any' in filter) {
		const parts = 'all' in filter ? filter.all : filter.any;
		const joined = parts
			.map((part) => sentence(part, texts, names, true))
			.filter((part) => part !== '')
			.join(` ${texts.t('all' in filter ? 'filter.and' : 'filter.or')} `);
		return inside && parts.length > 1 ? `(${joined})` : joined;
	}
	return condition(filter, texts, names);
}

function condition(one: FilterCondition, texts: Texts, names: FilterNames): string {
	const field = filterFieldName(one.field, texts, names);
	const op = texts.t(`filter.op.${one.op}`);
	const value = valueText(one, texts, names);
	const where = one.where ? ` (${sentence(one.where, texts, names, false)})` : '';
	return `${field} ${op}${value === '' ? '' : ` ${value}`}${where}`;
}

/** What a filter field is called. */
export function filterFieldName(field: string, texts: Texts, names: FilterNames = noNames): string {
	const custom = /^(customer|trigger\.action)\.custom\.(.+)$/.exec(field);
	if (custom) return names.field(custom[2]!) ?? custom[2]!;
	return texts.t(`filter.field.${field.replaceAll('.', '-')}`);
}

function valueText(one: FilterCondition, texts: Texts, names: FilterNames): string {
	const { value } = one;
	if (value === undefined || value === null) return '';
	if (typeof value === 'object' && 'unit' in value) {
		return texts.duration(
			value.unit === 'minutes' || value.unit === 'hours'
				? `PT${value.n}${value.unit === 'minutes' ? 'M' : 'H'}`
				: `P${value.n}${{ days: 'D', weeks: 'W', months: 'M' }[value.unit]}`,
		);
	}
	const known = filterFieldOf(one.field);
	const single = (part: string | number): string => {
		if (known?.type === 'segment') return texts.quote(names.segment(String(part)) ?? String(part));
		if (one.field === 'action.template') return texts.quote(names.template(String(part)) ?? String(part));
		if (known?.type === 'enum' && known.values) return texts.t(`filter.value.${part}`);
		return typeof part === 'number' ? texts.number(part) : texts.quote(part);
	};
	if (Array.isArray(value)) return value.map(single).join(one.op === 'between' ? ' – ' : ', ');
	if (typeof value === 'boolean') return texts.t(value ? 'filter.value.yes' : 'filter.value.no');
	return single(value as string | number);
}
