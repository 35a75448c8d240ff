import { checkFlow, type FlowDocument, type Issue, openEndings, type Point, type ProjectSnapshot } from '@volna/flow';
import { registry } from '../model/registry.ts';
import { tidyUp } from '../model/tidy-up.ts';

/** What may be worked out beside the main thread: plain data in, plain data out. */
export type Question =
	| { readonly ask: 'check'; readonly document: FlowDocument; readonly snapshot: ProjectSnapshot }
	| { readonly ask: 'tidy'; readonly document: FlowDocument; readonly only?: ReadonlySet<string> };

export interface Answers {
	readonly check: readonly Issue[];
	readonly tidy: Readonly<Record<string, Point>>;
}

export function answer(question: Question): Answers[keyof Answers] {
	if (question.ask === 'check') {
		const { document, snapshot } = question;
		return [...checkFlow(document, registry, snapshot), ...openEndings(document, registry)];
	}
	return tidyUp(question.document, question.only);
}
