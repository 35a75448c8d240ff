import {
	countParts,
	parseTemplate,
	type RenderDetail,
	renderTemplate,
	type Template,
	type TemplateValues,
} from '@volna/template';

export type Composed =
	| { readonly ok: true; readonly text: string; readonly parts: number; readonly encoding: 'gsm7' | 'ucs2' }
	| { readonly ok: false; readonly reason: 'render_failed'; readonly detail: RenderDetail }
	| { readonly ok: false; readonly reason: 'text_too_long'; readonly detail: string };

/** Gate 11 for one customer: the text, or why it does not compose. A text of nothing is a missing value. */
export function composeText(
	source: string,
	values: TemplateValues,
	context: { readonly zone: string; readonly messageKey: string; readonly maxParts: number },
): Composed {
	const template = templateOf(source);
	// Publishing refuses such a text; a document imported around it must not stop the run.
	if (!template) return { ok: false, reason: 'render_failed', detail: 'argument' };
	const rendered = renderTemplate(template, values, context);
	if (!rendered.ok) return { ok: false, reason: 'render_failed', detail: rendered.detail };
	if (rendered.text.trim() === '') return { ok: false, reason: 'render_failed', detail: 'missing_value' };
	const { parts, encoding } = countParts(rendered.text);
	if (parts > context.maxParts) return { ok: false, reason: 'text_too_long', detail: String(parts) };
	return { ok: true, text: rendered.text, parts, encoding };
}

/** Parsed sources, newest last: a batch renders a few templates for many customers. */
const parsed = new Map<string, Template | null>();

function templateOf(source: string): Template | null {
	let template = parsed.get(source);
	if (template === undefined) {
		const result = parseTemplate(source);
		template = result.ok ? result.template : null;
		if (parsed.size >= 500) parsed.delete(parsed.keys().next().value!);
		parsed.set(source, template);
	}
	return template;
}
