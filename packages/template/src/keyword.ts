import * as terms from './template-parser.terms.ts';

const keywords: ReadonlyMap<string, number> = new Map([
	['if', terms.ifKeyword],
	['else', terms.elseKeyword],
	['end', terms.endKeyword],
	['for', terms.forKeyword],
	['in', terms.inKeyword],
	['set', terms.setKeyword],
	['and', terms.andKeyword],
	['or', terms.orKeyword],
	['not', terms.notKeyword],
	['null', terms.Null],
	['true', terms.Boolean],
	['false', terms.Boolean],
]);

/** The grammar's term for a word that is a keyword in any case, else -1. Called by the generated parser. */
export function keyword(word: string, _stack?: unknown): number {
	return keywords.get(word.toLowerCase()) ?? -1;
}
