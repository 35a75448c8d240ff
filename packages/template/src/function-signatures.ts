import type { ValueType } from './template-value.ts';

/** One argument of a function, as the checker and completion read it. */
export interface ArgumentSignature {
	readonly name: string;
	/** `any` takes every type; `same` takes the type of the other `same` arguments of the call. */
	readonly types: readonly ValueType[] | 'any' | 'same';
	/** An empty value is welcome; otherwise it ends the message with `missing_value`. */
	readonly mayBeEmpty?: true;
	readonly optional?: true;
	/** The argument may be repeated. */
	readonly repeated?: true;
	/** Bounds of a number; `whole` refuses a fraction. */
	readonly range?: { readonly min: number; readonly max: number; readonly whole: boolean };
	readonly format?: 'date-time' | 'time' | 'decimal';
}

export interface FunctionSignature {
	readonly args: readonly ArgumentSignature[];
	/** `same`: the common type of its `same` arguments; `first`: the type of its first argument. */
	readonly result: ValueType | 'same' | 'first';
}

const text = (name: string): ArgumentSignature => ({ name, types: ['string'] });
const number = (name: string): ArgumentSignature => ({ name, types: ['number'] });
const whole = (name: string, min: number, max: number): ArgumentSignature => ({
	name,
	types: ['number'],
	range: { min, max, whole: true },
});
const moment: ArgumentSignature = { name: 'moment', types: ['instant', 'date'] };
const plural = [number('number'), text('one'), text('few'), text('many')];

/** Every function of the language, by its canonical name (calls ignore case). Source: the table of functions in the domain. */
export const functionSignatures = {
	if: {
		args: [
			{ name: 'condition', types: ['boolean'] },
			{ name: 'then', types: 'same', mayBeEmpty: true },
			{ name: 'else', types: 'same', mayBeEmpty: true },
		],
		result: 'same',
	},
	isEmpty: { args: [{ name: 'value', types: 'any', mayBeEmpty: true }], result: 'boolean' },
	replaceIfEmpty: {
		args: [
			{ name: 'value', types: 'same', mayBeEmpty: true },
			{ name: 'replacement', types: 'same', mayBeEmpty: true },
		],
		result: 'same',
	},
	toUpper: { args: [text('text')], result: 'string' },
	toLower: { args: [text('text')], result: 'string' },
	capitalize: { args: [text('text')], result: 'string' },
	capitalizeAllWords: { args: [text('text')], result: 'string' },
	length: { args: [text('text')], result: 'number' },
	substring: {
		args: [text('text'), whole('start', 1, 4000), { ...whole('count', 0, 4000), optional: true }],
		result: 'string',
	},
	truncate: { args: [text('text'), whole('length', 5, 4000)], result: 'string' },
	forms: { args: plural, result: 'string' },
	appendForms: { args: plural, result: 'string' },
	formatDateTime: { args: [moment, { ...text('format'), format: 'date-time' }], result: 'string' },
	formatTime: {
		args: [
			{ name: 'moment', types: ['instant'] },
			{ ...text('format'), format: 'time' },
		],
		result: 'string',
	},
	formatDecimal: { args: [number('number'), { ...text('format'), format: 'decimal' }], result: 'string' },
	addDays: { args: [moment, whole('days', -36_500, 36_500)], result: 'first' },
	addHours: { args: [{ name: 'moment', types: ['instant'] }, whole('hours', -876_000, 876_000)], result: 'instant' },
	getDay: { args: [moment], result: 'number' },
	getMonth: { args: [moment], result: 'number' },
	getYear: { args: [moment], result: 'number' },
	floor: { args: [number('number')], result: 'number' },
	ceiling: { args: [number('number')], result: 'number' },
	round: { args: [number('number'), { ...whole('digits', 0, 10), optional: true }], result: 'number' },
	chooseRandomText: { args: [{ ...text('text'), repeated: true }], result: 'string' },
} as const satisfies Record<string, FunctionSignature>;

export type FunctionName = keyof typeof functionSignatures;

/** All function names in their canonical spelling, in the order a menu shows them. */
export const functionNames = Object.keys(functionSignatures) as readonly FunctionName[];

const byLowerCase: ReadonlyMap<string, FunctionName> = new Map(functionNames.map((name) => [name.toLowerCase(), name]));

/** The canonical name of a function written in any case, or undefined where the language has none. */
export function findFunction(name: string): FunctionName | undefined {
	return byLowerCase.get(name.toLowerCase());
}

export function signatureOf(name: FunctionName): FunctionSignature {
	return functionSignatures[name];
}

/** How many arguments a call takes. */
export function arityOf(name: FunctionName): { min: number; max: number } {
	const { args } = signatureOf(name);
	return {
		min: args.filter((arg) => !arg.optional).length,
		max: args.some((arg) => arg.repeated) ? Number.POSITIVE_INFINITY : args.length,
	};
}

const ofTheOriginal: ReadonlySet<string> = new Set([
	'count',
	'md5',
	'sha1',
	'sha256',
	'sha512',
	'tablerows',
	'tobase64',
	'tohexadecimal',
	'tounixtimestamp',
]);

/** Mindbox has the function and Volna refuses it by name. */
export function isRefusedFunction(name: string): boolean {
	return ofTheOriginal.has(name.toLowerCase());
}
