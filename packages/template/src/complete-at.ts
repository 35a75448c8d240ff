import type { SyntaxNode } from '@lezer/common';
import { type FunctionName, functionNames, signatureOf } from './function-signatures.ts';
import type { Parameter, ParameterCatalogue } from './parameter-catalogue.ts';
import type { Range } from './template.ts';
import { parser } from './template-parser.gen.ts';

export type CompletionOption = { readonly label: string; readonly insert: string } & (
	| { readonly kind: 'parameter'; readonly parameter: Parameter }
	| { readonly kind: 'function'; readonly name: FunctionName; readonly signature: string }
	| { readonly kind: 'keyword' }
);

/** What may be written at a place, and which part of the source it replaces. */
export interface Completion extends Range {
	readonly options: readonly CompletionOption[];
}

const instructions = new Set(['Output', 'IfTag', 'ElseIfTag', 'ElseTag', 'EndIfTag', 'ForTag', 'EndForTag', 'Set']);

/**
 * What an editor offers at a position of a source that need not be whole: parameters offered by the catalogue and
 * functions inside an expression, functions alone after a pipe, keywords at the start of `@{`; null in text, in a
 * string, in a comment, and where nothing fits what is typed.
 *
 * @example
 * completeAt('${ Recipient.Fi', 15, catalogue)?.options[0]?.label // 'Recipient.FirstName'
 */
export function completeAt(source: string, position: number, catalogue: ParameterCatalogue): Completion | null {
	const before = source.slice(0, position);
	const typed = /(?<![_A-Za-z0-9.])(?:[_A-Za-z][_A-Za-z0-9.]*)?$/.exec(before)?.[0];
	if (typed === undefined) return null;
	const from = position - typed.length;
	const tree = parser.parse(source);

	// A tag with half a keyword is no tag to the grammar yet; its opening is.
	const opening = /@\{\s*(else|end)?\s*$/i.exec(source.slice(0, from));
	if (opening && tree.resolveInner(opening.index + 1).name === 'TagOpen') {
		return completion(opening[1] ? keywords.filter(({ label }) => label === 'if') : keywords);
	}
	const instruction = instructionAround(tree.resolveInner(position, -1), position);
	if (!instruction) return null;
	const isPiped = source.slice(instruction.from, from).trimEnd().endsWith('|');
	const parameters = catalogue.filter(({ unavailable }) => !unavailable).map(parameterOption);
	return completion(isPiped ? functions(true) : [...parameters, ...functions(false)]);

	function completion(all: readonly CompletionOption[]): Completion | null {
		const options = matching(all, typed as string);
		if (options.length === 0) return null;
		const rest = /^[_A-Za-z0-9.]*/.exec(source.slice(position))?.[0].length ?? 0;
		return { from, to: position + rest, options };
	}
}

function instructionAround(inner: SyntaxNode, position: number): SyntaxNode | null {
	if (inner.name === 'Comment') return null;
	if (inner.name === 'String' && position < inner.to) return null;
	for (let node: SyntaxNode | null = inner; node; node = node.parent) {
		if (!instructions.has(node.name)) continue;
		const isClosedBefore = node.lastChild?.name === 'TagClose' && position >= node.to;
		return isClosedBefore || position < node.from + 2 ? null : node;
	}
	return null;
}

/** What begins as typed comes first, then what has it anywhere; the order inside each stays. */
function matching(options: readonly CompletionOption[], typed: string): CompletionOption[] {
	const wanted = typed.toLowerCase();
	const begins = (option: CompletionOption) => option.label.toLowerCase().startsWith(wanted);
	const has = (option: CompletionOption) => option.label.toLowerCase().includes(wanted);
	return [...options.filter(begins), ...options.filter((option) => !begins(option) && has(option))];
}

const keywords: readonly CompletionOption[] = ['if', 'else if', 'else', 'end if'].map((label) => ({
	kind: 'keyword',
	label,
	insert: label,
}));

function parameterOption(parameter: Parameter): CompletionOption {
	return { kind: 'parameter', label: parameter.path, insert: parameter.path, parameter };
}

function functions(piped: boolean): CompletionOption[] {
	return functionNames.map((name) => ({
		kind: 'function',
		label: name,
		insert: `${name}(`,
		name,
		signature: signatureText(name, piped),
	}));
}

/** `substring(text, start[, count])`; written after a pipe, the first argument is what stands before it. */
export function signatureText(name: FunctionName, piped = false): string {
	const args = piped ? signatureOf(name).args.slice(1) : signatureOf(name).args;
	const written = args.map((arg, index) => {
		const text = `${index > 0 ? ', ' : ''}${arg.name}${arg.repeated ? ', …' : ''}`;
		return arg.optional ? `[${text}]` : text;
	});
	return `${name}(${written.join('')})`;
}
