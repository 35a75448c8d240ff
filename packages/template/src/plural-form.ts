import type { Decimal } from './decimal.ts';

/** Which Russian plural form goes with the number, by |n|: 1 балл, 2 балла, 5 баллов, 1,5 балла. */
export function pluralForm(value: Decimal): 'one' | 'few' | 'many' {
	if (value.scale > 0) return 'few';
	const lastTwo = Number(value.coefficient % 100n);
	const hundredth = Math.abs(lastTwo);
	if (hundredth >= 11 && hundredth <= 14) return 'many';
	const last = hundredth % 10;
	if (last === 1) return 'one';
	return last >= 2 && last <= 4 ? 'few' : 'many';
}
