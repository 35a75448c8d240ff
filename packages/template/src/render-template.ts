import { Temporal } from 'temporal-polyfill';
import { callFunction } from './call-function.ts';
import { add, compareDecimals, type Decimal, divide, isInRange, multiply, negate, subtract } from './decimal.ts';
import { drawForMessage } from './draw-for-message.ts';
import { canonicalPath } from './parameter-catalogue.ts';
import { type RenderDetail, RenderFailure } from './render-failure.ts';
import type {
	ArithmeticStep,
	CallExpression,
	CompareOperator,
	Expression,
	Template,
	TemplateNode,
} from './template.ts';
import { isBlank, openValue, printValue, type TemplateValues, type Value } from './template-value.ts';

/** A rendered text longer than this, in UTF-16 units, fails with `argument`. */
export const maxRenderedLength = 4000;
/**
 * Characters of text handled by one rendering, values and arguments together; beyond, it fails with `argument` too.
 * Splitting costs about 0.4 µs a character, so no template holds a worker for longer than a tenth of a second.
 */
const maxWork = 200_000;

export interface RenderContext {
	/** The customer's IANA time zone. An unknown one throws a `RangeError` when the template formats a moment. */
	readonly zone: string;
	/** The message's key, the same on every repeat: `chooseRandomText` draws from it. */
	readonly messageKey: string;
}

export type RenderResult =
	| { readonly ok: true; readonly text: string }
	| {
			readonly ok: false;
			readonly detail: RenderDetail;
			/** The expression at fault, in the template's source; absent where the whole text is. */
			readonly from?: number;
			readonly to?: number;
	  };

/**
 * Composes the text for one customer. Values are inserted as text and never read as template; control characters and
 * line breaks in them become spaces. An absent or blank value is empty. What cannot be composed comes back as a
 * detail of `render_failed`, the others go on.
 *
 * @example
 * renderTemplate(template, { 'Recipient.FirstName': 'Анна' }, { zone: 'Europe/Moscow', messageKey: 'msg_1' })
 */
export function renderTemplate(template: Template, values: TemplateValues, context: RenderContext): RenderResult {
	try {
		return { ok: true, text: composeText(template, values, context) };
	} catch (error) {
		if (!(error instanceof RenderFailure)) throw error;
		return { ok: false, detail: error.detail, ...error.at };
	}
}

/** As `renderTemplate`, with a thrown `RenderFailure` that also tells a wrong type from a wrong value. */
export function composeText(template: Template, values: TemplateValues, context: RenderContext): string {
	const text = new Rendering(values, context).nodes(template.nodes);
	if (text.includes('\0') || !text.isWellFormed()) throw new RenderFailure('bad_character');
	if (text.includes('${')) throw new RenderFailure('provider_placeholder');
	return text;
}

class Rendering {
	private work = 0;
	private readonly values: TemplateValues;
	private readonly context: RenderContext;
	private readonly opened = new Map<string, Value>();

	constructor(values: TemplateValues, context: RenderContext) {
		this.values = values;
		this.context = context;
	}

	nodes(nodes: readonly TemplateNode[]): string {
		let text = '';
		for (const node of nodes) {
			if (node.kind === 'text') text += node.text;
			else if (node.kind === 'output') text += this.print(node.expression);
			else {
				const branch = node.branches.find(({ condition }) => this.truth(condition));
				text += this.nodes(branch ? branch.body : node.otherwise);
			}
			if (text.length > maxRenderedLength) throw new RenderFailure('argument');
		}
		return text;
	}

	private fail(at: Expression, detail: RenderDetail, kind?: RenderFailure['kind']): never {
		throw new RenderFailure(detail, kind, { from: at.from, to: at.to });
	}

	private spend(at: Expression, characters: number): void {
		this.work += characters;
		if (this.work > maxWork) this.fail(at, 'argument');
	}

	private print(expression: Expression): string {
		const value = this.evaluate(expression);
		if (value === null) this.fail(expression, 'missing_value');
		const text = printValue(value, this.context.zone);
		if (text === null) this.fail(expression, 'argument', 'type');
		return text;
	}

	private truth(expression: Expression): boolean {
		const value = this.evaluate(expression);
		if (value === null) this.fail(expression, 'missing_value');
		if (value.type !== 'boolean') this.fail(expression, 'argument', 'type');
		return value.value;
	}

	private number(expression: Expression): Decimal {
		const value = this.evaluate(expression);
		if (value === null) this.fail(expression, 'missing_value');
		if (value.type !== 'number') this.fail(expression, 'argument', 'type');
		return value.value;
	}

	private evaluate(expression: Expression): Value {
		switch (expression.kind) {
			case 'literal':
				return literalValue(expression.value);
			case 'path':
				return this.parameter(expression);
			case 'call':
				return this.call(expression);
			case 'not':
				return { type: 'boolean', value: !this.truth(expression.operand) };
			case 'negate':
				return { type: 'number', value: negate(this.number(expression.operand)) };
			case 'and':
				return { type: 'boolean', value: expression.operands.every((operand) => this.truth(operand)) };
			case 'or':
				return { type: 'boolean', value: expression.operands.some((operand) => this.truth(operand)) };
			case 'concat': {
				const value = expression.operands.map((operand) => this.print(operand)).join('');
				return { type: 'string', value };
			}
			case 'arithmetic': {
				const first = this.number(expression.first);
				return { type: 'number', value: expression.rest.reduce((left, step) => this.step(left, step), first) };
			}
			case 'compare':
				return { type: 'boolean', value: this.compare(expression) };
		}
	}

	private step(left: Decimal, { operator, operand }: ArithmeticStep): Decimal {
		const right = this.number(operand);
		const result = arithmetic[operator](left, right);
		if (result === null) this.fail(operand, 'division');
		if (!isInRange(result)) this.fail(operand, 'argument');
		return result;
	}

	private parameter(expression: Extract<Expression, { kind: 'path' }>): Value {
		const path = canonicalPath(expression.path);
		const known = this.opened.get(path);
		if (known !== undefined) return known;
		const input = Object.hasOwn(this.values, path) ? this.values[path] : null;
		let value = openValue(input);
		if (value === 'invalid') this.fail(expression, 'argument');
		if (value?.type === 'string') {
			this.spend(expression, value.value.length);
			if (value.value.includes('\0') || !value.value.isWellFormed()) this.fail(expression, 'bad_character');
			value = openValue(onOneLine(value.value)) as Value;
		}
		this.opened.set(path, value);
		return value;
	}

	private call(call: CallExpression): Value {
		const { name, args } = call;
		switch (name) {
			case 'if': {
				const [condition, whenTrue, whenFalse] = args;
				if (!condition || !whenTrue || !whenFalse || args.length > 3) this.fail(call, 'argument', 'type');
				return this.evaluate(this.truth(condition) ? whenTrue : whenFalse);
			}
			case 'isEmpty': {
				const [value] = args;
				if (!value || args.length > 1) this.fail(call, 'argument', 'type');
				return { type: 'boolean', value: isBlank(this.evaluate(value)) };
			}
			case 'replaceIfEmpty': {
				const [value, replacement] = args;
				if (!value || !replacement || args.length > 2) this.fail(call, 'argument', 'type');
				const given = this.evaluate(value);
				return isBlank(given) ? this.evaluate(replacement) : given;
			}
			default: {
				const given = args.map((arg) => this.evaluate(arg));
				this.spend(
					call,
					given.reduce((sum, arg) => sum + (arg?.type === 'string' ? arg.value.length : 0), 0),
				);
				try {
					return callFunction(name, given, {
						zone: this.context.zone,
						draw: () => drawForMessage(this.context.messageKey, call.to),
					});
				} catch (error) {
					if (error instanceof RenderFailure) {
						const empty = error.detail === 'missing_value' ? args[given.indexOf(null)] : undefined;
						this.fail(empty ?? call, error.detail, error.kind);
					}
					throw error;
				}
			}
		}
	}

	/** Empty equals empty alone; texts compare without case, as in Mindbox; order needs two values. */
	private compare({ operator, left, right }: Extract<Expression, { kind: 'compare' }>): boolean {
		const a = this.evaluate(left);
		const b = this.evaluate(right);
		if (operator === '=' || operator === '!=') {
			const equal = isBlank(a) || isBlank(b) ? isBlank(a) && isBlank(b) : this.order(left, a, b) === 0;
			return equal === (operator === '=');
		}
		if (a === null) this.fail(left, 'missing_value');
		if (b === null) this.fail(right, 'missing_value');
		if (a.type === 'string' || a.type === 'boolean') this.fail(left, 'argument', 'type');
		if ((a.type === 'date' && a.value.year === null) || (b.type === 'date' && b.value.year === null)) {
			this.fail(left, 'missing_value');
		}
		return orders[operator](this.order(left, a, b));
	}

	private order(at: Expression, a: Value, b: Value): number {
		if (a?.type === 'string' && b?.type === 'string') {
			return a.value.toLowerCase() === b.value.toLowerCase() ? 0 : 1;
		}
		if (a?.type === 'number' && b?.type === 'number') return compareDecimals(a.value, b.value);
		if (a?.type === 'boolean' && b?.type === 'boolean') return Number(a.value) - Number(b.value);
		if (a?.type === 'instant' && b?.type === 'instant') return Temporal.Instant.compare(a.value, b.value);
		if (a?.type === 'date' && b?.type === 'date') {
			const years = (a.value.year ?? -1) - (b.value.year ?? -1);
			return years || a.value.month - b.value.month || a.value.day - b.value.day;
		}
		return this.fail(at, 'argument', 'type');
	}
}

const orders: Record<Exclude<CompareOperator, '=' | '!='>, (order: number) => boolean> = {
	'<': (order) => order < 0,
	'<=': (order) => order <= 0,
	'>': (order) => order > 0,
	'>=': (order) => order >= 0,
};

const arithmetic: Record<ArithmeticStep['operator'], (a: Decimal, b: Decimal) => Decimal | null> = {
	'+': add,
	'-': subtract,
	'*': multiply,
	'/': divide,
};

function literalValue(value: string | Decimal | boolean | null): Value {
	if (value === null) return null;
	if (typeof value === 'string') return { type: 'string', value };
	return typeof value === 'boolean' ? { type: 'boolean', value } : { type: 'number', value };
}

/** A line break, also the pair CR LF, and every other control character is one space. */
function onOneLine(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
	return text.replace(/\r\n|[\u0001-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
