/** Why a register of numbering ranges is refused. */
export const numberingProblems = [
	'numbering-header',
	'numbering-cell',
	'numbering-capacity',
	'numbering-overlap',
	'numbering-short',
] as const;
export type NumberingProblem = (typeof numberingProblems)[number];
