import type { FlowDocument } from '@volna/flow';
import { type AnyDefinition, activeOutputs, type Category } from '@volna/node-sdk';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { definitions, nodeLocales } from '../registry.gen.ts';

export interface NodeWords {
	/** What a node is called: its own name, else its type's. */
	name(node: { name: string; type: string }): string;
	/** What an output of a node in this document is called. */
	output(document: FlowDocument, nodeId: string, output: string): string;
	/** What an output is called anywhere, for where the document is not at hand. */
	anyOutput(output: string): string;
	category(type: string): Category;
	/** Tabler name of the type's icon; undefined for a type that is not installed. */
	icon(type: string): string | undefined;
}

/** Words of nodes in the reader's language, from the node packages' own texts. */
export function useNodeWords(): NodeWords {
	const { i18n } = useTranslation();
	const language = i18n.language === 'en' ? 'en' : 'ru';
	return useMemo(() => {
		const texts: Readonly<Record<string, string>> = nodeLocales[language];
		const definition = (type: string) => (definitions as readonly AnyDefinition[]).find((one) => one.type === type);
		return {
			name: (node) => node.name || texts[`${node.type}.name`] || node.type,
			output(document, nodeId, output) {
				const node = document.nodes.find((one) => one.id === nodeId);
				const declared = node && definition(node.type);
				if (!node || !declared) return output;
				const branch = activeOutputs(declared, node.config).find((one) => one.name === output)?.branch;
				return branch?.name || texts[`${node.type}.output.${output}`] || output;
			},
			anyOutput(output) {
				const key = Object.keys(texts).find((one) => one.endsWith(`.output.${output}`));
				return (key && texts[key]) || output;
			},
			icon: (type) => definition(type)?.look.icon,
			category: (type) => definition(type)?.look.category ?? 'end',
		};
	}, [language]);
}
