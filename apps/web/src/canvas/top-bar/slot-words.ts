import type { FlowDocument } from '@volna/flow';
import type { Json } from '@volna/node-sdk';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { nodeName, outputLabel, valueText } from '../model/card-summary.ts';
import type { FilterNames } from '../model/filter-sentence.ts';
import { registry } from '../model/registry.ts';
import type { Texts } from '../model/texts.ts';
import { fieldWords } from '../publish/field-words.ts';
import type { Slot } from '../stores/slots.ts';

/** Where a part of the document is: «Ждать 2 часа»: Сколько. Nodes that are gone are looked up in the other document. */
export function slotPlace(slot: Slot, documents: readonly FlowDocument[], texts: Texts): string {
	if (slot.kind === 'note') return texts.t('note.label');
	if (slot.kind === 'group') return texts.t('group.label');
	if (slot.kind === 'setting') return texts.t(`settings.${slot.setting}`);
	const node = nodeIn(documents, slot.node);
	if (!node) return slot.node;
	const name = texts.quote(nodeName(node, texts));
	if (slot.kind === 'node') return name;
	if (slot.kind === 'field') return `${name}: ${fieldWords(node.type, slot.field, texts)}`;
	const output = cardShape(node).outputs.find((one) => one.name === slot.output) ?? { name: slot.output };
	return `${name}: ${texts.t('conflict.output', { output: outputLabel(node, output, texts) })}`;
}

/** What one side set there, in words; texts as they are written. */
export function slotValue(
	slot: Slot,
	value: Json | null,
	documents: readonly FlowDocument[],
	texts: Texts,
	names: FilterNames,
): string {
	switch (slot.kind) {
		case 'node':
			return texts.t(value === null ? 'conflict.deleted' : 'conflict.kept');
		case 'output': {
			const target = value === null ? undefined : nodeIn(documents, String(value));
			return target ? texts.t('conflict.leads-to', { to: nodeName(target, texts) }) : texts.t('conflict.leads-nowhere');
		}
		case 'setting': {
			const entry = value as { rule?: string; key?: string } | null;
			return entry?.rule
				? `${texts.t(`settings.rule-name.${entry.rule}`)} · ${texts.t(`settings.key-name.${entry.key}`)}`
				: texts.t('form.none');
		}
		case 'group':
			return value === null ? texts.t('conflict.deleted') : String((value as readonly Json[])[0] ?? '');
		case 'note':
			return value === null ? texts.t('conflict.deleted') : String(value);
		case 'field': {
			if (value === null || value === '') return texts.t('form.none');
			const node = nodeIn(documents, slot.node);
			const name = slot.field.slice('config.'.length);
			const field = slot.field.startsWith('config.') ? registry.get(node?.type ?? '')?.config[name] : undefined;
			if (slot.field === 'type') return texts.node(String(value), 'name') || String(value);
			if (!node || !field) return typeof value === 'object' ? JSON.stringify(value) : String(value);
			if (field.kind === 'template') return String(value);
			return valueText(node.type, name, field, value, texts, names) || JSON.stringify(value);
		}
	}
}

function nodeIn(documents: readonly FlowDocument[], id: string) {
	for (const document of documents) {
		const node = nodeOf(document, id);
		if (node) return node;
	}
	return undefined;
}
