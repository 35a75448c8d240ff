import { countParts } from './count-parts.ts';
import { type Decimal, negate, toInteger } from './decimal.ts';
import { decimalFormats, isDecimalFormat } from './format-decimal.ts';
import { isMomentFormat } from './format-moment.ts';
import { type ArgumentSignature, arityOf, signatureOf } from './function-signatures.ts';
import { nearestPath } from './nearest-name.ts';
import { canonicalPath, type Parameter, type ParameterCatalogue } from './parameter-catalogue.ts';
import type { CheckProblem, ProblemValues } from './problem.ts';
import type { CallExpression, Expression, Range, Template, TemplateNode } from './template.ts';
import type { ValueType } from './template-value.ts';

export interface CheckOptions {
	/** Links in the text will be shortened; when false, a link in the text warns. Left out, links are not looked at. */
	readonly shortening?: boolean;
	/** The profile is marketing: a text without an unsubscribe link warns. */
	readonly marketing?: boolean;
}

/**
 * Checks a parsed template against the parameters of its place: what is unknown, not offered here, of a wrong type,
 * out of range, or may turn out empty for some customer. A value tested by `isEmpty`, or compared, counts as filled
 * where the test holds. Problems come in source order. Without errors, rendering meets no value of a wrong type.
 */
export function checkTemplate(
	template: Template,
	catalogue: ParameterCatalogue,
	options: CheckOptions = {},
): readonly CheckProblem[] {
	const checking = new Checking(template.source, catalogue);
	checking.nodes(template.nodes, new Set());
	const problems = [...checking.problems, ...findUcs2(template), ...findLinks(template, checking.used, options)];
	return problems.sort((a, b) => a.from - b.from || a.to - b.to);
}

type Filled = ReadonlySet<string>;
const nothing: Filled = new Set();

/** What is known of an expression before it runs. `null` is the type of the literal, `unknown` follows an error. */
interface Inferred {
	readonly type: ValueType | 'null' | 'unknown';
	readonly mayBeEmpty: boolean;
	/** It is empty on the paths of the flow that do not give it. */
	readonly partly?: boolean;
}

const sure = (type: Inferred['type']): Inferred => ({ type, mayBeEmpty: false });
const unknown = sure('unknown');
const printable: readonly ValueType[] = ['string', 'number', 'instant', 'date'];
const ordered: readonly ValueType[] = ['number', 'instant', 'date'];

const places = {
	Action: 'on-action',
	Order: 'on-order',
	Request: 'on-request',
	Links: 'marketing',
	Row: 'file',
} as const satisfies Record<string, NonNullable<Parameter['unavailable']>>;

class Checking {
	readonly problems: CheckProblem[] = [];
	readonly used = new Set<string>();
	private readonly source: string;
	private readonly parameters: ReadonlyMap<string, Parameter>;

	constructor(source: string, catalogue: ParameterCatalogue) {
		this.source = source;
		this.parameters = new Map(catalogue.map((parameter) => [parameter.path, parameter]));
	}

	nodes(nodes: readonly TemplateNode[], filled: Filled): void {
		for (const node of nodes) {
			if (node.kind === 'output') this.need(node.expression, printable, filled, 'output');
			else if (node.kind === 'if') {
				let here = filled;
				for (const { condition, body } of node.branches) {
					this.need(condition, ['boolean'], here, 'condition');
					const facts = factsOf(condition);
					this.nodes(body, union(here, facts.whenTrue));
					here = union(here, facts.whenFalse);
				}
				this.nodes(node.otherwise, here);
			}
		}
	}

	private error(at: Range, values: ProblemValues): void {
		this.problems.push({ code: 'template.type', severity: 'error', from: at.from, to: at.to, values });
	}

	/** The expression must have one of the types and a value. */
	private need(
		expression: Expression,
		types: readonly ValueType[],
		filled: Filled,
		reason: string,
		values: ProblemValues = {},
	): Inferred {
		const inferred = this.infer(expression, filled);
		this.mustHaveType(expression, inferred, types, { reason, ...values });
		this.mustHaveValue(expression, inferred);
		return inferred;
	}

	private mustHaveType(at: Range, inferred: Inferred, types: readonly ValueType[], values: ProblemValues): void {
		if (inferred.type === 'unknown' || inferred.type === 'null' || types.includes(inferred.type)) return;
		this.error(at, { ...values, expected: types.join('|'), got: inferred.type });
	}

	private mustHaveValue(expression: Expression, inferred: Inferred): void {
		if (!inferred.mayBeEmpty) return;
		const written = this.source.slice(expression.from, expression.to);
		const replacement = emptyReplacements[inferred.type];
		const isPiped = expression.kind === 'call' && expression.piped;
		const fix = replacement && {
			from: isPiped ? expression.to : expression.from,
			to: expression.to,
			insert: isPiped ? ` | replaceIfEmpty(${replacement})` : `replaceIfEmpty(${written}, ${replacement})`,
		};
		this.problems.push({
			...(inferred.partly
				? { code: 'param.not-on-every-path', severity: 'error' }
				: { code: 'may-be-empty', severity: 'warning' }),
			from: expression.from,
			to: expression.to,
			values: { expression: written },
			...(fix && { fix }),
		});
	}

	private infer(expression: Expression, filled: Filled): Inferred {
		switch (expression.kind) {
			case 'literal': {
				const { value } = expression;
				if (value === null) return { type: 'null', mayBeEmpty: true };
				if (typeof value === 'object') return sure('number');
				return sure(typeof value === 'boolean' ? 'boolean' : 'string');
			}
			case 'path':
				return this.parameter(expression, filled);
			case 'call':
				return this.call(expression, filled);
			case 'not':
				this.need(expression.operand, ['boolean'], filled, 'operand', { operator: 'not' });
				return sure('boolean');
			case 'negate':
				this.need(expression.operand, ['number'], filled, 'operand', { operator: '-' });
				return sure('number');
			case 'and':
			case 'or': {
				let here = filled;
				for (const operand of expression.operands) {
					this.need(operand, ['boolean'], here, 'operand', { operator: expression.kind });
					const facts = factsOf(operand);
					here = union(here, expression.kind === 'and' ? facts.whenTrue : facts.whenFalse);
				}
				return sure('boolean');
			}
			case 'concat':
				for (const operand of expression.operands) this.need(operand, printable, filled, 'operand', { operator: '&' });
				return sure('string');
			case 'arithmetic':
				this.arithmetic(expression, filled);
				return sure('number');
			case 'compare':
				this.compare(expression, filled);
				return sure('boolean');
		}
	}

	private parameter({ path: written, from, to }: Extract<Expression, { kind: 'path' }>, filled: Filled): Inferred {
		const path = canonicalPath(written);
		this.used.add(path);
		const parameter = this.parameters.get(path);
		if (parameter && !parameter.unavailable) {
			const mayBeEmpty = parameter.mayBeEmpty && !filled.has(path);
			return { type: parameter.type, mayBeEmpty, partly: mayBeEmpty && parameter.onEveryPath === false };
		}
		const where = parameter?.unavailable ?? this.placeOf(path);
		if (where) {
			this.problems.push({ code: 'param.unavailable', severity: 'error', from, to, values: { name: written, where } });
			return parameter ? sure(parameter.type) : unknown;
		}
		const offered = [...this.parameters.values()].filter(({ unavailable }) => !unavailable);
		const nearest = nearestPath(
			path,
			offered.map((other) => other.path),
		);
		this.problems.push({
			code: 'param.unknown',
			severity: 'error',
			from,
			to,
			values: { name: written, nearest },
			...(nearest !== null && { fix: { from, to, insert: nearest } }),
		});
		return unknown;
	}

	/** Where the parameter's group is offered, when nothing of the group is offered here. */
	private placeOf(path: string): Parameter['unavailable'] {
		const group = path.split('.')[0] as string;
		if (!Object.hasOwn(places, group)) return undefined;
		const offered = [...this.parameters.values()].some(
			(other) => !other.unavailable && other.path.startsWith(`${group}.`),
		);
		return offered ? undefined : places[group as keyof typeof places];
	}

	private arithmetic({ first, rest }: Extract<Expression, { kind: 'arithmetic' }>, filled: Filled): void {
		this.need(first, ['number'], filled, 'operand', { operator: rest[0]?.operator ?? '' });
		for (const { operator, operand } of rest) {
			this.need(operand, ['number'], filled, 'operand', { operator });
			if (operator === '/' && constantNumber(operand)?.coefficient === 0n) this.error(operand, { reason: 'division' });
		}
	}

	private compare(expression: Extract<Expression, { kind: 'compare' }>, filled: Filled): void {
		const { left, right, operator } = expression;
		const inferred = [this.infer(left, filled), this.infer(right, filled)] as const;
		const [a, b] = inferred;
		if (a.type === 'unknown' || b.type === 'unknown') return;
		if (operator !== '=' && operator !== '!=') {
			for (const [index, side] of [left, right].entries()) {
				const type = (inferred[index] as Inferred).type;
				if (!ordered.includes(type as ValueType)) {
					this.error(side, { reason: 'operand', operator, expected: ordered.join('|'), got: type });
					return;
				}
				this.mustHaveValue(side, inferred[index] as Inferred);
			}
		}
		if (a.type !== b.type && a.type !== 'null' && b.type !== 'null') {
			this.error(expression, { reason: 'compare', left: a.type, right: b.type });
		}
	}

	private call(call: CallExpression, filled: Filled): Inferred {
		const { args, result } = signatureOf(call.name);
		const { min, max } = arityOf(call.name);
		const facts =
			call.name === 'if' && call.args[0] ? factsOf(call.args[0]) : { whenTrue: nothing, whenFalse: nothing };
		const inferred = call.args.map((arg, index) => {
			const known = index === 1 ? facts.whenTrue : index === 2 ? facts.whenFalse : nothing;
			return this.infer(arg, union(filled, known));
		});
		if (call.args.length < min || call.args.length > max) {
			const most = Number.isFinite(max) ? max : null;
			this.error(call, { reason: 'arity', function: call.name, min, max: most, got: call.args.length });
			return unknown;
		}
		const same: Inferred[] = [];
		for (const [index, arg] of call.args.entries()) {
			const expected = (args[index] ?? args.at(-1)) as ArgumentSignature;
			const given = inferred[index] as Inferred;
			if (expected.types === 'same') same.push(given);
			this.argument(call, arg, index, given, expected, inferred[0]?.type);
		}
		if (result === 'first') return sure(inferred[0]?.type ?? 'unknown');
		if (result !== 'same') return sure(result);
		return this.same(call, same);
	}

	private argument(
		call: CallExpression,
		arg: Expression,
		index: number,
		given: Inferred,
		expected: ArgumentSignature,
		firstType: Inferred['type'] | undefined,
	): void {
		const about = { function: call.name, argument: expected.name, position: index + 1 };
		if (typeof expected.types !== 'string')
			this.mustHaveType(arg, given, expected.types, { reason: 'argument', ...about });
		if (!expected.mayBeEmpty) this.mustHaveValue(arg, given);
		const number = constantNumber(arg);
		if (expected.range && number) {
			const { min, max } = expected.range;
			const integer = toInteger(number);
			if (integer === null || integer < min || integer > max) {
				this.error(arg, { reason: 'range', ...about, min, max, got: this.source.slice(arg.from, arg.to) });
			}
		}
		if (expected.format && arg.kind === 'literal' && typeof arg.value === 'string') {
			const use = expected.format === 'time' ? 'time' : firstType === 'date' ? 'date' : 'any';
			const good = expected.format === 'decimal' ? isDecimalFormat(arg.value) : isMomentFormat(arg.value, use);
			const allowed = expected.format === 'decimal' ? decimalFormats.join(' ') : null;
			if (!good) this.error(arg, { reason: 'format', ...about, format: arg.value, allowed });
		}
	}

	/** The common type of alternatives: the branches of `if`, a value and its replacement. */
	private same(call: CallExpression, alternatives: readonly Inferred[]): Inferred {
		const types = [...new Set(alternatives.map(({ type }) => type))].filter((type) => type !== 'null');
		const [left, right] = types.filter((type) => type !== 'unknown');
		if (left && right) {
			this.error(call, { reason: 'branches', function: call.name, left, right });
			return unknown;
		}
		const last = call.name === 'if' ? alternatives : alternatives.slice(-1);
		return {
			type: types.includes('unknown') ? 'unknown' : (left ?? 'null'),
			mayBeEmpty: last.some(({ mayBeEmpty }) => mayBeEmpty),
			partly: last.some(({ partly }) => partly),
		};
	}
}

/** Dates have no literal, so nothing can stand in for them. */
const emptyReplacements: Partial<Record<Inferred['type'], string>> = { string: "''", number: '0', boolean: 'false' };

function union(a: Filled, b: Filled): Filled {
	return b.size === 0 ? a : new Set([...a, ...b]);
}

function constantNumber(expression: Expression): Decimal | null {
	if (expression.kind === 'negate') {
		const operand = constantNumber(expression.operand);
		return operand && negate(operand);
	}
	return expression.kind === 'literal' && typeof expression.value === 'object' ? expression.value : null;
}

interface Facts {
	readonly whenTrue: Filled;
	readonly whenFalse: Filled;
}

/** Which parameters certainly have a value when the condition holds, and when it does not. */
function factsOf(condition: Expression): Facts {
	const all = (sets: readonly Filled[]) => sets.reduce(union, nothing);
	switch (condition.kind) {
		case 'call':
			if (condition.name === 'isEmpty' && condition.args[0])
				return { whenTrue: nothing, whenFalse: pathIn(condition.args[0]) };
			return { whenTrue: nothing, whenFalse: nothing };
		case 'not': {
			const { whenTrue, whenFalse } = factsOf(condition.operand);
			return { whenTrue: whenFalse, whenFalse: whenTrue };
		}
		case 'and':
			return { whenTrue: all(condition.operands.map((operand) => factsOf(operand).whenTrue)), whenFalse: nothing };
		case 'or':
			return { whenTrue: nothing, whenFalse: all(condition.operands.map((operand) => factsOf(operand).whenFalse)) };
		case 'compare': {
			const { left, right, operator } = condition;
			const paths = union(pathIn(left), pathIn(right));
			const withEmpty = isEmptyLiteral(left) || isEmptyLiteral(right);
			if (operator === '=') {
				if (withEmpty) return { whenTrue: nothing, whenFalse: paths };
				const oneIsLiteral = left.kind === 'literal' || right.kind === 'literal';
				return { whenTrue: oneIsLiteral ? paths : nothing, whenFalse: nothing };
			}
			if (operator === '!=') {
				if (withEmpty) return { whenTrue: paths, whenFalse: nothing };
				const oneIsLiteral = left.kind === 'literal' || right.kind === 'literal';
				return { whenTrue: nothing, whenFalse: oneIsLiteral ? paths : nothing };
			}
			return { whenTrue: paths, whenFalse: paths };
		}
		default:
			return { whenTrue: nothing, whenFalse: nothing };
	}
}

function pathIn(expression: Expression): Filled {
	return expression.kind === 'path' ? new Set([canonicalPath(expression.path)]) : nothing;
}

function isEmptyLiteral(expression: Expression): boolean {
	if (expression.kind !== 'literal') return false;
	return expression.value === null || (typeof expression.value === 'string' && expression.value.trim() === '');
}

interface StaticText extends Range {
	readonly text: string;
	/** The quote around it, where it stands in an expression. */
	readonly quote: string;
}

function* staticTexts(nodes: readonly TemplateNode[], source: string): Generator<StaticText> {
	for (const node of nodes) {
		if (node.kind === 'text') yield { text: node.text, from: node.from, to: node.to, quote: '' };
		else if (node.kind === 'output') yield* printedLiterals(node.expression, source);
		else {
			for (const { body } of node.branches) yield* staticTexts(body, source);
			yield* staticTexts(node.otherwise, source);
		}
	}
}

function* printedLiterals(expression: Expression, source: string): Generator<StaticText> {
	if (expression.kind === 'literal') {
		if (typeof expression.value !== 'string') return;
		const start = source.indexOf(expression.value, expression.from);
		yield { text: expression.value, from: start, to: start + expression.value.length, quote: source[start - 1] ?? '' };
	} else if (expression.kind === 'concat') {
		for (const operand of expression.operands) yield* printedLiterals(operand, source);
	} else if (expression.kind === 'call') {
		const { args } = signatureOf(expression.name);
		for (const [index, arg] of expression.args.entries()) {
			if (!args[index]?.format) yield* printedLiterals(arg, source);
		}
	}
}

function findUcs2(template: Template): CheckProblem[] {
	const pieces = [...staticTexts(template.nodes, template.source)];
	const whole = pieces.map(({ text }) => text).join('');
	if (!whole.isWellFormed()) return [];
	const problems: CheckProblem[] = [];
	let piece = 0;
	let start = 0;
	for (const { index, char, replacement } of countParts(whole).expensive) {
		let at = pieces[piece] as StaticText;
		while (index >= start + at.text.length) {
			start += at.text.length;
			at = pieces[++piece] as StaticText;
		}
		const from = at.from + index - start;
		const to = from + char.length;
		const canReplace = replacement !== undefined && (at.quote === '' || !replacement.includes(at.quote));
		problems.push({
			code: 'ucs2-by-one',
			severity: 'warning',
			from,
			to,
			values: { char, replacement: replacement ?? null },
			...(canReplace && { fix: { from, to, insert: replacement } }),
		});
	}
	return problems;
}

function findLinks(template: Template, used: ReadonlySet<string>, options: CheckOptions): CheckProblem[] {
	const problems: CheckProblem[] = [];
	if (options.shortening === false) {
		for (const { text, from } of staticTexts(template.nodes, template.source)) {
			for (const link of text.matchAll(/https?:\/\/[^\s"'<>]+/gi)) {
				const at = from + link.index;
				const values = { link: link[0] };
				problems.push({ code: 'link-not-shortened', severity: 'warning', from: at, to: at + link[0].length, values });
			}
		}
	}
	if (options.marketing && ![...used].some((path) => path.startsWith('Links.Unsubscribe'))) {
		const end = template.source.length;
		problems.push({ code: 'no-unsubscribe-link', severity: 'warning', from: end, to: end, values: {} });
	}
	return problems;
}
