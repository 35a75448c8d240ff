import type { DocNode } from '@volna/flow';
import {
	type AnyDefinition,
	cardFields,
	type Field,
	type FieldKind,
	type Filter,
	type Json,
	type Ref,
	withDefaults,
} from '@volna/node-sdk';
import { exampleText } from './example-values.ts';
import { type FilterNames, filterSentence } from './filter-sentence.ts';
import { registry } from './registry.ts';
import type { Texts } from './texts.ts';

/** What a node is called: its own name, else its type's. */
export function nodeName(node: { readonly name: string; readonly type: string }, texts: Texts): string {
	return node.name || texts.node(node.type, 'name') || node.type;
}

/** The one line of a card, from its declaration's fields and its package's wording. */
export function cardSummary(node: DocNode, texts: Texts, names: FilterNames): string {
	const definition = registry.get(node.type);
	if (!definition) return texts.t('card.unknown', { type: node.type });
	const config = withDefaults(definition.config, node.config);
	const fields = cardFields(definition);
	const values = Object.fromEntries(
		fields.map((name) => [name, shortValue(definition, name, config[name], texts, names)]),
	);
	if (fields.some((name) => values[name] === '')) return texts.node(definition.type, 'card-empty');
	return texts.node(definition.type, 'card', values);
}

function shortValue(
	definition: AnyDefinition,
	name: string,
	value: Json | undefined,
	texts: Texts,
	names: FilterNames,
): string {
	const field = definition.config[name];
	if (!field || value === undefined || value === null) return '';
	return valueText(definition.type, name, field, value, texts, names);
}

/** A config value in words. */
export function valueText(
	type: string,
	path: string,
	field: Field<unknown, FieldKind>,
	value: Json,
	texts: Texts,
	names: FilterNames,
): string {
	switch (field.kind) {
		case 'template':
			return exampleText(String(value), texts.language, undefined, names.field)?.text ?? String(value);
		case 'duration':
			return texts.duration(String(value));
		case 'filter':
			return filterSentence(value as Filter, texts, names);
		case 'ref':
			return (Array.isArray(value) ? value : [value]).map((ref) => (ref as unknown as Ref).name).join(', ');
		case 'choice':
			return texts.node(type, `config.${path}.choice.${value}`) || String(value);
		case 'toggle':
			return texts.t(value ? 'form.yes' : 'form.no');
		case 'number':
			return texts.number(Number(value));
		case 'percent':
			return texts.share(Number(value) / 100);
		case 'instant':
			return texts.moment(String(value));
		case 'hours':
			return hoursText(value, texts);
		case 'list':
			return Array.isArray(value)
				? value
						.map((one) => (typeof one === 'string' ? one : ''))
						.filter(Boolean)
						.join(', ')
				: '';
		case 'branches':
			return Array.isArray(value) ? value.map((one) => (one as { name?: string }).name ?? '').join(' · ') : '';
		case 'pairs':
			return Array.isArray(value) ? value.map((one) => (one as { name?: string }).name ?? '').join(', ') : '';
		default:
			return String(value);
	}
}

function hoursText(value: Json, texts: Texts): string {
	const hours = value as unknown as { any?: true; from: string; to: string; days: readonly number[] };
	if (hours.any) return texts.t('form.hours.any');
	const days =
		hours.days.length === 7 ? '' : ` · ${hours.days.map((day) => texts.t(`form.hours.day.${day}`)).join(', ')}`;
	return texts.t('form.hours.window', { from: hours.from, to: hours.to }) + days;
}

/** What an output is called: a branch by its own name. */
export function outputLabel(
	node: Pick<DocNode, 'type'>,
	output: { readonly name: string; readonly branch?: { readonly name: string } },
	texts: Texts,
): string {
	if (output.branch) return output.branch.name || texts.t('card.unnamed-branch');
	return texts.node(node.type, `output.${output.name}`) || output.name;
}
