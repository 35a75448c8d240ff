import type { Decimal } from './decimal.ts';
import type { FunctionName } from './function-signatures.ts';

/** A place in the source: UTF-16 offsets, `to` exclusive. */
export interface Range {
	readonly from: number;
	readonly to: number;
}

/** A parsed template: plain data, made by `parseTemplate` alone. Parse once, render for every customer. */
export interface Template {
	readonly source: string;
	readonly nodes: readonly TemplateNode[];
}

export type TemplateNode = TextNode | OutputNode | IfNode;

export interface TextNode extends Range {
	readonly kind: 'text';
	readonly text: string;
}

export interface OutputNode extends Range {
	readonly kind: 'output';
	readonly expression: Expression;
}

export interface IfNode extends Range {
	readonly kind: 'if';
	readonly branches: readonly { readonly condition: Expression; readonly body: readonly TemplateNode[] }[];
	readonly otherwise: readonly TemplateNode[];
}

export type Expression =
	| (Range & { readonly kind: 'literal'; readonly value: string | Decimal | boolean | null })
	| (Range & { readonly kind: 'path'; readonly path: string })
	| CallExpression
	| (Range & { readonly kind: 'not' | 'negate'; readonly operand: Expression })
	| (Range & { readonly kind: 'and' | 'or' | 'concat'; readonly operands: readonly Expression[] })
	| (Range & { readonly kind: 'arithmetic'; readonly first: Expression; readonly rest: readonly ArithmeticStep[] })
	| (Range & {
			readonly kind: 'compare';
			readonly operator: CompareOperator;
			readonly left: Expression;
			readonly right: Expression;
	  });

/** `f(x, a)`, also when written `x | f(a)`: then `piped` is true and the range starts where `x` does. */
export interface CallExpression extends Range {
	readonly kind: 'call';
	readonly name: FunctionName;
	readonly args: readonly Expression[];
	readonly piped: boolean;
}

export interface ArithmeticStep {
	readonly operator: '+' | '-' | '*' | '/';
	readonly operand: Expression;
}

export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
