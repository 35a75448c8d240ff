import type { Texts } from '../model/texts.ts';

/** What a changed part of a node is called: `config.text` → «Текст сообщения». */
export function fieldWords(type: string, field: string, texts: Texts): string {
	if (field.startsWith('config.')) return texts.node(type, `${field}.label`) || field.slice('config.'.length);
	return texts.t(`publish.field.${field}`, { defaultValue: field });
}
