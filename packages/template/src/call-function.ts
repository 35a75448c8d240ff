import { Temporal } from 'temporal-polyfill';
import { ceilDecimal, floorDecimal, printDecimal, roundDecimal, toInteger, wholeDecimal } from './decimal.ts';
import { formatDecimal } from './format-decimal.ts';
import { formatMoment, isMomentFormat } from './format-moment.ts';
import { type ArgumentSignature, arityOf, type FunctionName, signatureOf } from './function-signatures.ts';
import { pluralForm } from './plural-form.ts';
import { RenderFailure } from './render-failure.ts';
import type { Value } from './template-value.ts';
import { capitalize, capitalizeAllWords, characters, substring, truncate } from './text-functions.ts';

/** The functions that evaluate all their arguments; `if`, `isEmpty` and `replaceIfEmpty` are the evaluator's. */
export type EagerFunctionName = Exclude<FunctionName, 'if' | 'isEmpty' | 'replaceIfEmpty'>;

export interface CallContext {
	readonly zone: string;
	/** Draws a whole number from the message key for this call; the same on every repeat. */
	readonly draw: () => number;
}

type Filled = Exclude<Value, null>;
type Moment = Extract<Filled, { type: 'instant' | 'date' }>;

/** Calls a function on evaluated arguments. Throws `RenderFailure` where they do not fit its signature. */
export function callFunction(name: EagerFunctionName, args: readonly Value[], context: CallContext): Value {
	const { min, max } = arityOf(name);
	if (args.length < min || args.length > max) throw new RenderFailure('argument', 'type');
	const { args: expected } = signatureOf(name);
	const filled = args.map((arg, index) =>
		checkArgument(arg, (expected[index] ?? expected.at(-1)) as ArgumentSignature),
	);
	return functions[name](filled, context);
}

function checkArgument(arg: Value, expected: ArgumentSignature): Filled {
	if (arg === null) throw new RenderFailure('missing_value');
	if (typeof expected.types !== 'string' && !expected.types.includes(arg.type)) {
		throw new RenderFailure('argument', 'type');
	}
	if (expected.range && arg.type === 'number') {
		const integer = toInteger(arg.value);
		if (integer === null || integer < expected.range.min || integer > expected.range.max) {
			throw new RenderFailure('argument');
		}
	}
	return arg;
}

const text = (value: string): Value => ({ type: 'string', value });
const whole = (value: number): Value => ({ type: 'number', value: wholeDecimal(value) });

// `callFunction` has checked the types against the signature, so these three read what is there.
const textAt = (args: readonly Filled[], index: number): string => args[index]?.value as string;
const integerAt = (args: readonly Filled[], index: number): number | undefined => {
	const arg = args[index];
	return arg?.type === 'number' ? (toInteger(arg.value) ?? undefined) : undefined;
};
const numberAt = (args: readonly Filled[], index: number) => (args[index] as Extract<Filled, { type: 'number' }>).value;
const momentAt = (args: readonly Filled[], index: number) => args[index] as Moment;

const onText =
	(change: (value: string) => string) =>
	(args: readonly Filled[]): Value =>
		text(change(textAt(args, 0)));

function formsOf(args: readonly Filled[]): string {
	return textAt(args, { one: 1, few: 2, many: 3 }[pluralForm(numberAt(args, 0))]);
}

function formatted(moment: Moment, format: string, zone: string): Value {
	const result = formatMoment(moment, format, zone);
	if (result.ok) return text(result.text);
	throw new RenderFailure(result.reason === 'no-year' ? 'missing_value' : 'argument');
}

function calendarOf(moment: Moment, zone: string): { year: number | null; month: number; day: number } {
	return moment.type === 'instant' ? moment.value.toZonedDateTimeISO(zone) : moment.value;
}

function inRange(compute: () => Temporal.Instant): Temporal.Instant {
	try {
		return compute();
	} catch (error) {
		if (error instanceof RangeError) throw new RenderFailure('argument');
		throw error;
	}
}

const functions: Record<EagerFunctionName, (args: readonly Filled[], context: CallContext) => Value> = {
	toUpper: onText((value) => value.toUpperCase()),
	toLower: onText((value) => value.toLowerCase()),
	capitalize: onText(capitalize),
	capitalizeAllWords: onText(capitalizeAllWords),
	length: (args) => whole(characters(textAt(args, 0)).length),
	substring: (args) => text(substring(textAt(args, 0), integerAt(args, 1) ?? 1, integerAt(args, 2))),
	truncate: (args) => text(truncate(textAt(args, 0), integerAt(args, 1) ?? 0)),
	forms: (args) => text(formsOf(args)),
	appendForms: (args) => text(`${printDecimal(numberAt(args, 0))} ${formsOf(args)}`),
	formatDateTime: (args, { zone }) => formatted(momentAt(args, 0), textAt(args, 1), zone),
	formatTime(args, { zone }) {
		if (!isMomentFormat(textAt(args, 1), 'time')) throw new RenderFailure('argument');
		return formatted(momentAt(args, 0), textAt(args, 1), zone);
	},
	formatDecimal(args) {
		const result = formatDecimal(numberAt(args, 0), textAt(args, 1));
		if (result === null) throw new RenderFailure('argument');
		return text(result);
	},
	addDays(args, { zone }) {
		const moment = momentAt(args, 0);
		const days = integerAt(args, 1) ?? 0;
		if (moment.type === 'instant') {
			const zoned = moment.value.toZonedDateTimeISO(zone);
			return { type: 'instant', value: inRange(() => zoned.add({ days }).toInstant()) };
		}
		const { year, month, day } = moment.value;
		if (year === null) throw new RenderFailure('missing_value');
		const moved = Temporal.PlainDate.from({ year, month, day }).add({ days });
		if (moved.year < 1 || moved.year > 9999) throw new RenderFailure('argument');
		return { type: 'date', value: { year: moved.year, month: moved.month, day: moved.day } };
	},
	addHours(args) {
		const moment = momentAt(args, 0) as Extract<Moment, { type: 'instant' }>;
		return { type: 'instant', value: inRange(() => moment.value.add({ hours: integerAt(args, 1) ?? 0 })) };
	},
	getDay: (args, { zone }) => whole(calendarOf(momentAt(args, 0), zone).day),
	getMonth: (args, { zone }) => whole(calendarOf(momentAt(args, 0), zone).month),
	getYear(args, { zone }) {
		const { year } = calendarOf(momentAt(args, 0), zone);
		if (year === null) throw new RenderFailure('missing_value');
		return whole(year);
	},
	floor: (args) => ({ type: 'number', value: floorDecimal(numberAt(args, 0)) }),
	ceiling: (args) => ({ type: 'number', value: ceilDecimal(numberAt(args, 0)) }),
	round: (args) => ({ type: 'number', value: roundDecimal(numberAt(args, 0), integerAt(args, 1) ?? 0) }),
	chooseRandomText: (args, { draw }) => args[draw() % args.length] ?? null,
};
