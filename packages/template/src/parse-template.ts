import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common';
import { isInRange, parseDecimal } from './decimal.ts';
import { findFunction, functionNames, isRefusedFunction } from './function-signatures.ts';
import { nearestName } from './nearest-name.ts';
import type { ParseProblem } from './problem.ts';
import type { ArithmeticStep, CompareOperator, Expression, IfNode, Template, TemplateNode } from './template.ts';
import { parser } from './template-parser.gen.ts';

export const maxSourceLength = 4000;
export const maxNesting = 20;

export type ParseResult =
	| { readonly ok: true; readonly template: Template }
	| { readonly ok: false; readonly problems: readonly ParseProblem[] };

/**
 * Reads a template's source. Keywords and function names ignore case, parameter names do not; a lone `$` or `@` is
 * text. What Mindbox has and Volna refuses is `not-supported`, told apart from `template.syntax`.
 *
 * @example
 * parseTemplate("Здравствуйте, ${ Recipient.FirstName | replaceIfEmpty('друг') }!")
 */
export function parseTemplate(source: string): ParseResult {
	if (source.length > maxSourceLength) {
		const values = { length: source.length, max: maxSourceLength };
		return { ok: false, problems: [{ code: 'too-long', from: maxSourceLength, to: source.length, values }] };
	}
	const bad = /\0|\p{Surrogate}/u.exec(source);
	if (bad) {
		const [from, to, values] = [bad.index, bad.index + 1, { reason: 'bad-character' }];
		return { ok: false, problems: [{ code: 'template.syntax', from, to, values }] };
	}
	const tree = parser.parse(source);
	const tooDeep = findTooDeep(tree);
	if (tooDeep) return { ok: false, problems: [tooDeep] };
	const refused = findRefused(tree, source);
	// Inside and after a refused block the reader has nothing to correct: the block goes.
	const refusedBlock = refused.some(({ values }) => values.construct === 'for' || values.construct === 'set');
	const problems = [...refused, ...(refusedBlock ? [] : findSyntaxError(tree, source))];
	if (problems.length > 0) return { ok: false, problems: problems.sort((a, b) => a.from - b.from) };
	return { ok: true, template: { source, nodes: readNodes(tree.topNode, source) } };
}

const nesting = new Set(['If', 'For', 'Parenthesized', 'Call', 'MethodCall']);

function findTooDeep(tree: Tree): ParseProblem | undefined {
	let depth = 0;
	let pipes = 0;
	let found: ParseProblem | undefined;
	// Pipes are siblings in the tree, but each one is the argument of the next.
	const nests = (node: SyntaxNodeRef) => nesting.has(node.name) && node.node.parent?.name !== 'Pipe';
	tree.iterate({
		enter(node) {
			if (found) return false;
			if (node.name === 'Pipe') pipes++;
			else if (nests(node)) depth++;
			if (depth + pipes > maxNesting) {
				found = { code: 'too-deep', from: node.from, to: node.to, values: { max: maxNesting } };
			}
			return true;
		},
		leave(node) {
			if (node.name === 'Output') pipes = 0;
			else if (nests(node)) depth--;
		},
	});
	return found;
}

function findRefused(tree: Tree, source: string): ParseProblem[] {
	const problems: ParseProblem[] = [];
	const refuse = (node: { from: number; to: number }, construct: string, name?: string) =>
		problems.push({
			code: 'not-supported',
			from: node.from,
			to: node.to,
			values: { construct, ...(name && { name }) },
		});
	tree.iterate({
		enter({ name, node, from, to }) {
			switch (name) {
				// After an error the parser may suppose a tag whose word is not in the source.
				case 'ForTag':
				case 'Set': {
					const word = /^@\{\s*(for|set)\b/i.exec(source.slice(from, to))?.[1];
					if (word) refuse(node, word.toLowerCase());
					break;
				}
				case 'Number': {
					const number = parseDecimal(source.slice(from, to));
					const values = { reason: 'number-too-big', found: source.slice(from, to) };
					if (!number || !isInRange(number)) problems.push({ code: 'template.syntax', from, to, values });
					break;
				}
				case 'MethodCall':
					refuse(
						node,
						'method',
						source.slice(from, node.firstChild?.name === 'Call' ? to : source.indexOf('(', from)).trim(),
					);
					break;
				case 'FunctionName': {
					const called = source.slice(from, to);
					if (findFunction(called) || !/^\s*\(/.test(source.slice(to))) break;
					if (isRefusedFunction(called)) refuse(node, 'function', called);
					else {
						const nearest = nearestName(called, functionNames);
						problems.push({ code: 'function.unknown', from, to, values: { name: called, nearest } });
					}
				}
			}
		},
	});
	return problems;
}

/** The first error alone: after it the parser guesses, and what it says further on misleads. */
function findSyntaxError(tree: Tree, source: string): ParseProblem[] {
	let error: SyntaxNode | undefined;
	tree.iterate({
		enter(node) {
			if (!error && node.type.isError) error = node.node;
			return error === undefined;
		},
	});
	return error ? [describeError(error, source)] : [];
}

function describeError(error: SyntaxNode, source: string): ParseProblem {
	const skipped = /^\s*/.exec(source.slice(error.from))?.[0].length ?? 0;
	const at = Math.min(error.from + skipped, source.length);
	const found = /^(?:[$@]\{\*?|[\p{L}\p{N}_]+|\S)/u.exec(source.slice(at))?.[0] ?? '';
	const problem = (reason: string, from: number, to: number, more: Record<string, string> = {}): ParseProblem => ({
		code: 'template.syntax',
		from,
		to,
		values: { reason, ...more },
	});

	const opening = source.lastIndexOf('@{*', at);
	if (opening >= 0 && source.indexOf('*}', opening + 3) < 0)
		return problem('comment-not-closed', opening, source.length);
	if (found === '"' || found === "'") return problem('string-not-closed', at, source.length);

	const enclosing = (names: readonly string[]) => {
		for (let node = error.parent; node; node = node.parent) if (names.includes(node.name)) return node;
		return null;
	};
	if (found === '') {
		const instruction = enclosing(['Output', 'IfTag', 'ElseIfTag', 'ElseTag', 'EndIfTag', 'ForTag', 'Set']);
		if (instruction) return problem('not-closed', instruction.from, source.length);
		const block = enclosing(['If', 'For']);
		const tag = block?.firstChild;
		if (tag) return problem(block.name === 'If' ? 'if-not-closed' : 'for-not-closed', tag.from, tag.to);
	}
	const to = at + found.length;
	const pipe = enclosing(['Pipe']);
	if (pipe && (found === '}' || found === '|') && !/\(/.test(source.slice(pipe.from, at))) {
		return problem('parentheses-expected', pipe.from, at, { found: source.slice(pipe.from + 1, at).trim() });
	}
	if (found === '}') return problem('value-expected', at, to, { found });
	if (found === '${' || found === '@{') return problem('not-closed', at, to, { found });
	if (/^(?:end|else)$/i.test(found)) return problem('nothing-to-close', at, to, { found });
	if (/^[^\p{ASCII}]/u.test(found) && /^\p{L}/u.test(found)) return problem('not-latin', at, to, { found });
	return problem('unexpected', at, to, { found });
}

function children(node: SyntaxNode): SyntaxNode[] {
	const all: SyntaxNode[] = [];
	for (let child = node.firstChild; child; child = child.nextSibling) all.push(child);
	return all;
}

function readNodes(parent: SyntaxNode, source: string): TemplateNode[] {
	return joinTexts(children(parent).flatMap((node) => readNode(node, source)));
}

function readNode(node: SyntaxNode, source: string): TemplateNode[] {
	switch (node.name) {
		case 'Text':
			return [{ kind: 'text', text: source.slice(node.from, node.to), from: node.from, to: node.to }];
		case 'Output':
			return [{ kind: 'output', expression: readOutput(node, source), from: node.from, to: node.to }];
		case 'If':
			return [readIf(node, source)];
		default:
			return [];
	}
}

/** The grammar gives a lone `$` or `@` a node of its own. */
function joinTexts(nodes: readonly TemplateNode[]): TemplateNode[] {
	const joined: TemplateNode[] = [];
	for (const node of nodes) {
		const last = joined.at(-1);
		if (node.kind === 'text' && last?.kind === 'text') {
			joined[joined.length - 1] = { kind: 'text', text: last.text + node.text, from: last.from, to: node.to };
		} else joined.push(node);
	}
	return joined;
}

function readIf(node: SyntaxNode, source: string): IfNode {
	const branches: { condition: Expression; body: TemplateNode[] }[] = [];
	const otherwise: TemplateNode[] = [];
	let body = otherwise;
	for (const child of children(node)) {
		if (child.name === 'IfTag' || child.name === 'ElseIfTag') {
			body = [];
			branches.push({ condition: readExpression(onlyExpression(child), source), body });
		} else if (child.name === 'ElseTag') body = otherwise;
		else if (child.name !== 'EndIfTag') body.push(...readNode(child, source));
	}
	return {
		kind: 'if',
		branches: branches.map((branch) => ({ condition: branch.condition, body: joinTexts(branch.body) })),
		otherwise: joinTexts(otherwise),
		from: node.from,
		to: node.to,
	};
}

const punctuation = new Set([
	'OutputOpen',
	'TagOpen',
	'TagClose',
	'Keyword',
	'LogicKeyword',
	'SumOperator',
	'ProductOperator',
	'CompareOperator',
	'FunctionName',
]);

/** The children that are expressions; single-character tokens are named by themselves. */
function expressions(node: SyntaxNode): SyntaxNode[] {
	return children(node).filter(({ name }) => /^[A-Z]/.test(name) && !punctuation.has(name));
}

function onlyExpression(node: SyntaxNode): SyntaxNode {
	const [expression] = expressions(node);
	if (!expression) throw new Error(`${node.name} without an expression passed the syntax check`);
	return expression;
}

function readOutput(node: SyntaxNode, source: string): Expression {
	let expression = readExpression(onlyExpression(node), source);
	for (const pipe of node.getChildren('Pipe')) {
		const call = readCall(onlyExpression(pipe), source);
		expression = { ...call, args: [expression, ...call.args], piped: true, from: expression.from };
	}
	return expression;
}

function readCall(node: SyntaxNode, source: string): Expression & { kind: 'call' } {
	const nameNode = node.getChild('FunctionName');
	const name = nameNode && findFunction(source.slice(nameNode.from, nameNode.to));
	const list = node.getChild('Arguments');
	if (!name || !list) throw new Error('A call without its function passed the syntax check');
	const args = expressions(list).map((arg) => readExpression(arg, source));
	return { kind: 'call', name, args, piped: false, from: node.from, to: node.to };
}

function readExpression(node: SyntaxNode, source: string): Expression {
	const { from, to } = node;
	const text = source.slice(from, to);
	const operands = () => expressions(node).map((operand) => readExpression(operand, source));
	switch (node.name) {
		case 'Number':
			return { kind: 'literal', value: parseDecimal(text), from, to };
		case 'String':
			return { kind: 'literal', value: text.slice(1, -1), from, to };
		case 'Boolean':
			return { kind: 'literal', value: text.toLowerCase() === 'true', from, to };
		case 'Null':
			return { kind: 'literal', value: null, from, to };
		case 'Path':
			return { kind: 'path', path: text.replace(/\s+/g, ''), from, to };
		case 'Call':
			return readCall(node, source);
		case 'Parenthesized':
			return { ...readExpression(onlyExpression(node), source), from, to };
		case 'Not':
		case 'Negate':
			return {
				kind: node.name === 'Not' ? 'not' : 'negate',
				operand: readExpression(onlyExpression(node), source),
				from,
				to,
			};
		case 'And':
			return { kind: 'and', operands: operands(), from, to };
		case 'Or':
			return { kind: 'or', operands: operands(), from, to };
		case 'Concat':
			return { kind: 'concat', operands: operands(), from, to };
		case 'Compare': {
			const [left, right] = operands() as [Expression, Expression];
			const operator = node.getChild('CompareOperator') as SyntaxNode;
			return {
				kind: 'compare',
				operator: source.slice(operator.from, operator.to) as CompareOperator,
				left,
				right,
				from,
				to,
			};
		}
		case 'Sum':
		case 'Product': {
			const [first, ...others] = operands() as [Expression, ...Expression[]];
			const operators = node.getChildren(`${node.name}Operator`);
			const rest = others.map((operand, index): ArithmeticStep => {
				const operator = operators[index] as SyntaxNode;
				return { operator: source.slice(operator.from, operator.to) as ArithmeticStep['operator'], operand };
			});
			return { kind: 'arithmetic', first, rest, from, to };
		}
		default:
			throw new Error(`The grammar has no expression ${node.name}`);
	}
}
