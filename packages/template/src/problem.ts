import type { Range } from './template.ts';

export type ParseProblemCode = 'template.syntax' | 'not-supported' | 'function.unknown' | 'too-long' | 'too-deep';

export type CheckProblemCode =
	| 'param.unknown'
	| 'param.unavailable'
	| 'param.not-on-every-path'
	| 'template.type'
	| 'may-be-empty'
	| 'ucs2-by-one'
	| 'link-not-shortened'
	| 'no-unsubscribe-link';

/** What fills the blanks of a problem's text in the reader's language. */
export type ProblemValues = Readonly<Record<string, string | number | null>>;

/**
 * The source cannot be read. `template.syntax` says why in `values.reason`: `unexpected`, `value-expected`,
 * `not-closed`, `if-not-closed`, `for-not-closed`, `string-not-closed`, `comment-not-closed`, `nothing-to-close`,
 * `not-latin`, `parentheses-expected`, `number-too-big`, `bad-character` (a lone surrogate, NUL). `not-supported` has `construct`: `for`, `set`, `method`,
 * `function`, and the `name`. `function.unknown` has `name` and `nearest`.
 */
export interface ParseProblem extends Range {
	readonly code: ParseProblemCode;
	readonly values: ProblemValues;
}

/**
 * The template reads and something in it is wrong (`error`) or doubtful (`warning`). `template.type` says why in
 * `values.reason`: `arity`, `argument`, `operand`, `compare`, `branches`, `condition`, `output`, `range`, `format`,
 * `division`.
 */
export interface CheckProblem extends Range {
	readonly code: CheckProblemCode;
	readonly severity: 'error' | 'warning';
	readonly values: ProblemValues;
	/** The edit of the source that removes the problem. */
	readonly fix?: { readonly from: number; readonly to: number; readonly insert: string };
}
