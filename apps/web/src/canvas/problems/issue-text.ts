import type { FlowDocument, Issue, NodeConfig } from '@volna/flow';
import { fieldAt } from '@volna/node-sdk';
import { edgesOf, nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { nodeName, outputLabel } from '../model/card-summary.ts';
import { registry } from '../model/registry.ts';
import type { Texts } from '../model/texts.ts';

/** A problem in words: what, and the remedy. The place is said apart. */
export function issueText(issue: Issue, document: FlowDocument, texts: Texts): string {
	const node = issue.at.node === undefined ? undefined : nodeOf(document, issue.at.node);
	if (issue.code.startsWith('config.') && node) {
		const own = texts.node(node.type, `issue.${issue.code.slice('config.'.length)}`, issue.values);
		if (own) return own;
	}
	const values = {
		...written(issue, document),
		...issue.values,
		...placeWords(issue, document, texts),
		...spoken(issue, texts),
	};
	const variant =
		typeof issue.values.problem === 'string'
			? issue.values.problem
			: typeof issue.values.reason === 'string'
				? issue.values.reason
				: '';
	const { t } = texts;
	const precise = variant && t(`issue.${issue.code}.${variant}`, { ...values, defaultValue: '' });
	return (
		precise || t(`issue.${issue.code}.text`, { ...values, defaultValue: t('issue.unknown', { code: issue.code }) })
	);
}

/** What its one-click fix is called. */
export function fixText(issue: Issue, texts: Texts): string {
	return texts.t(`issue.${issue.code}.fix`, {
		...issue.values,
		...spoken(issue, texts),
		defaultValue: texts.t('problems.fix'),
	});
}

/** «Узел „Не ответил“» and the like; null where the problem is the flow's. */
export function issuePlace(issue: Issue, document: FlowDocument, texts: Texts): string | null {
	const node = issue.at.node === undefined ? undefined : nodeOf(document, issue.at.node);
	if (node) return nodeName(node, texts);
	const edge = issue.at.edge === undefined ? undefined : edgesOf(document).byId.get(issue.at.edge);
	const source = edge && nodeOf(document, edge.source);
	return source ? nodeName(source, texts) : null;
}

/** The node a problem can be shown at. */
export function issueNode(issue: Issue, document: FlowDocument): string | null {
	if (issue.at.node !== undefined) return issue.at.node;
	const edge = issue.at.edge === undefined ? undefined : edgesOf(document).byId.get(issue.at.edge);
	return edge && nodeOf(document, edge.source) ? edge.source : null;
}

function placeWords(issue: Issue, document: FlowDocument, texts: Texts): Record<string, string> {
	const node = issue.at.node === undefined ? undefined : nodeOf(document, issue.at.node);
	if (!node) return {};
	const words: Record<string, string> = { node: nodeName(node, texts) };
	if (issue.at.output !== undefined) {
		const output = cardShape(node).outputs.find((one) => one.name === issue.at.output);
		words.output = output ? outputLabel(node, output, texts) : issue.at.output;
		if (Array.isArray(issue.values.outputs)) {
			const names = issue.values.outputs.map((name) => {
				const named = cardShape(node).outputs.find((one) => one.name === name);
				return texts.quote(named ? outputLabel(node, named, texts) : String(name));
			});
			words.outputs = texts.list(names);
		}
	}
	const definition = registry.get(node.type);
	if (issue.at.field !== undefined && definition) {
		const path = issue.at.field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
		const names = path.filter((part) => typeof part === 'string');
		words.field = fieldAt(definition, path) ? texts.node(node.type, `config.${names.join('.')}.label`) : issue.at.field;
	}
	return words;
}

/** The part of a text a problem is about, where the problem does not name it itself. */
function written(issue: Issue, document: FlowDocument): Record<string, string> {
	const node = issue.at.node === undefined ? undefined : nodeOf(document, issue.at.node);
	const { from, to } = issue.values;
	if (!node || issue.at.field === undefined || typeof from !== 'number' || typeof to !== 'number') return {};
	const source = valueAt(node.config, issue.at.field);
	return typeof source === 'string' ? { name: source.slice(from, to) } : {};
}

function valueAt(config: NodeConfig, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], config);
}

/** Durations and numbers as people read them. */
function spoken(issue: Issue, texts: Texts): Record<string, string> {
	const words: Record<string, string> = {};
	for (const [name, value] of Object.entries(issue.values)) {
		if (typeof value === 'string' && /^P(?=.)/.test(value) && texts.duration(value) !== value)
			words[name] = texts.duration(value);
		else if (typeof value === 'number') words[name] = texts.number(value);
		else if (value === null) words[name] = '—';
	}
	const { entity } = issue.values;
	if (typeof entity === 'string') words.entity = texts.t(`entity.${entity}`, { defaultValue: entity });
	return words;
}
