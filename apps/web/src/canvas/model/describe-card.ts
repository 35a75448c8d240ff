import type { DocNode, FlowDocument } from '@volna/flow';
import { edgesOf, nodeOf } from './by-id.ts';
import { cardShape } from './card-box.ts';
import { nodeName, outputLabel } from './card-summary.ts';
import type { Texts } from './texts.ts';

/** A card in words, for who hears it: name, type, and where its outputs lead. */
export function describeCard(node: DocNode, document: FlowDocument, texts: Texts): string {
	const type = texts.node(node.type, 'name');
	const name = nodeName(node, texts);
	const edges = edgesOf(document).from.get(node.id) ?? [];
	const outputs = cardShape(node).outputs.map((output) => {
		const target = edges.find((edge) => edge.sourceHandle === output.name)?.target;
		const to = target === undefined ? undefined : nodeOf(document, target);
		const label = outputLabel(node, output, texts);
		return to
			? texts.t('say.output', { output: label, to: nodeName(to, texts) })
			: texts.t('say.open', { output: label });
	});
	return [name === type ? name : `${name}, ${type}`, ...outputs].join('. ');
}
