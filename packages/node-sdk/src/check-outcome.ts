import type { Outcome } from './outcome.ts';

/** Characters an outcome may take, about; the engine's limit for all values of a run is lower. */
const limit = 65_536;
const deepest = 32;
/** The last millisecond of the year 9999: later years have another form in ISO 8601. */
const lastMs = 253_402_300_799_999;

/**
 * Holds an outcome against what a database can store: a known kind, plain JSON without NUL and without half a surrogate
 * pair, instants of the years 1970 to 9999, 65 536 characters in all. What cannot be stored would otherwise be found only when the
 * whole batch is written.
 *
 * @throws TypeError that names the place, never the value
 */
export function checkOutcome(outcome: Outcome): void {
	const said: unknown = outcome;
	if (!isPlain(said)) throw new TypeError('an outcome is no plain object');
	switch (outcome.kind) {
		case 'leave':
			checkName(outcome.output, 'output');
			if (!isPlain(outcome.values)) throw new TypeError('values of an outcome are no plain object');
			checkJson(outcome.values, 'values');
			break;
		case 'wait':
			checkInstant(outcome.until, 'until');
			checkName(outcome.then, 'then');
			break;
		case 'wait-for-message':
			checkName(outcome.message, 'message');
			if (outcome.until !== undefined) checkInstant(outcome.until, 'until');
			if (outcome.late !== undefined) checkName(outcome.late, 'late');
			if (!isPlain(outcome.leave)) throw new TypeError('leave of an outcome is no plain object');
			for (const output of Object.values(outcome.leave)) checkName(output, 'leave');
			checkJson(outcome.leave, 'leave');
			break;
		case 'again':
			checkInstant(outcome.at, 'at');
			checkName(outcome.reason, 'reason');
			break;
		case 'fail':
			checkName(outcome.reason, 'reason');
			checkJson(outcome.evidence, 'evidence');
			break;
		default:
			throw new TypeError('an outcome is of no known kind');
	}
}

function checkName(name: unknown, place: string): void {
	if (typeof name !== 'string' || name.length > 200) throw new TypeError(`${place} of an outcome is no short text`);
	checkText(name, place);
}

function checkInstant(instant: { readonly epochMilliseconds: number } | undefined, place: string): void {
	const ms: unknown = instant?.epochMilliseconds;
	if (typeof ms !== 'number' || !(ms >= 0 && ms <= lastMs)) {
		throw new TypeError(`${place} of an outcome is no instant of the years 1970 to 9999`);
	}
}

function checkText(text: string, place: string): void {
	if (text.includes('\0')) throw new TypeError(`${place} of an outcome contains NUL`);
	if (!text.isWellFormed()) throw new TypeError(`${place} of an outcome contains half a surrogate pair`);
}

function checkJson(whole: unknown, place: string): void {
	let left = limit;
	const spend = (characters: number) => {
		left -= characters;
		if (left < 0) throw new TypeError(`${place} of an outcome is larger than ${limit} characters`);
	};
	const text = (value: string) => {
		spend(value.length + 2);
		checkText(value, place);
	};
	const walk = (value: unknown, depth: number): void => {
		if (depth > deepest) throw new TypeError(`${place} of an outcome is nested deeper than ${deepest}`);
		if (typeof value === 'string') {
			text(value);
			return;
		}
		spend(8);
		if (value === null || typeof value === 'boolean') return;
		if (typeof value === 'number' && Number.isFinite(value)) return;
		if (Array.isArray(value)) {
			for (const part of value) walk(part, depth + 1);
		} else if (isPlain(value)) {
			for (const [key, part] of Object.entries(value)) {
				text(key);
				// Left out when it is written, as everywhere in JSON.
				if (part !== undefined) walk(part, depth + 1);
			}
		} else throw new TypeError(`${place} of an outcome contains what is no JSON: ${typeof value}`);
	};
	walk(whole, 0);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}
