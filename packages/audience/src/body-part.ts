import type { CallIssue } from './operation-call.ts';
import type { ValidationCode } from './states.ts';

export interface BodyReport {
	error(code: ValidationCode, location: string): void;
	warn(code: ValidationCode, location: string): void;
	/** What Volna has no place for: a warning, an error in a strict operation. */
	leaveOut(code: ValidationCode, location: string): void;
	readonly errors: CallIssue[];
	readonly warnings: CallIssue[];
}

export function bodyReport(strict: boolean): BodyReport {
	const errors: CallIssue[] = [];
	const warnings: CallIssue[] = [];
	// Thousands of unknown keys must not make an answer of thousands of lines.
	const add = (list: CallIssue[], code: ValidationCode, location: string) => {
		if (list.length < 100) list.push({ code, location: location.slice(0, 300) });
	};
	return {
		errors,
		warnings,
		error: (code, location) => add(errors, code, location),
		warn: (code, location) => add(warnings, code, location),
		leaveOut: (code, location) => add(strict ? errors : warnings, code, location),
	};
}

export interface Entry {
	readonly key: string;
	readonly value: unknown;
	readonly at: string;
}

/**
 * One object of a body: keys are found without regard to case, and what nobody asked for is reported by `rest`.
 * Readers of single values return undefined for "leave the field" and null for "clear it" (domain §3.2).
 */
export class BodyPart {
	readonly at: string;
	readonly #report: BodyReport;
	readonly #entries = new Map<string, Entry>();
	readonly #asked = new Set<string>();

	constructor(value: object, at: string, report: BodyReport) {
		this.at = at;
		this.#report = report;
		for (const [key, inner] of Object.entries(value)) {
			const lower = key.toLowerCase();
			if (!this.#entries.has(lower)) this.#entries.set(lower, { key, value: inner, at: `${at}/${pointer(key)}` });
		}
	}

	take(name: string): Entry | undefined {
		const lower = name.toLowerCase();
		this.#asked.add(lower);
		return this.#entries.get(lower);
	}

	entries(): Entry[] {
		return [...this.#entries.values()];
	}

	/** Reports every key that was not asked for. */
	rest(): void {
		for (const [lower, entry] of this.#entries) {
			if (!this.#asked.has(lower) && !isNothing(entry.value)) this.#report.leaveOut('unknown-field', entry.at);
		}
	}

	part(name: string): BodyPart | null | undefined {
		const entry = this.take(name);
		if (!entry || entry.value === '') return undefined;
		if (isClear(entry.value)) return null;
		if (isObject(entry.value)) return new BodyPart(entry.value, entry.at, this.#report);
		this.#report.error('wrong-type', entry.at);
		return undefined;
	}

	list(name: string): { at: string; items: readonly unknown[] } | null | undefined {
		const entry = this.take(name);
		if (!entry || entry.value === '') return undefined;
		if (isClear(entry.value)) return null;
		if (Array.isArray(entry.value)) return { at: entry.at, items: entry.value };
		this.#report.error('wrong-type', entry.at);
		return undefined;
	}

	text(name: string, max: number): string | null | undefined {
		const entry = this.take(name);
		return entry && readText(entry, max, this.#report);
	}

	number(name: string): number | null | undefined {
		const entry = this.take(name);
		if (!entry || entry.value === '') return undefined;
		if (isClear(entry.value)) return null;
		const number = asNumber(entry.value);
		if (number === undefined) this.#report.error('wrong-type', entry.at);
		return number;
	}

	boolean(name: string): boolean | null | undefined {
		const entry = this.take(name);
		if (!entry || entry.value === '') return undefined;
		if (isClear(entry.value)) return null;
		const truth = asBoolean(entry.value);
		if (truth === undefined) this.#report.error('wrong-type', entry.at);
		return truth;
	}
}

export function readText(entry: Entry, max: number, report: BodyReport): string | null | undefined {
	const { value, at } = entry;
	if (isClear(value)) return null;
	if (typeof value !== 'string' && typeof value !== 'number') {
		report.error('wrong-type', at);
		return undefined;
	}
	// Postgres texts have no place for NUL.
	const text = String(value).replaceAll('\0', '').toWellFormed().trim();
	if (text === '') return undefined;
	if (text.length > max) {
		report.error('too-long', at);
		return undefined;
	}
	return text;
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isClear(value: unknown): boolean {
	return value === null || value === '%CLEAR%';
}

function isNothing(value: unknown): boolean {
	return value === null || value === '';
}

export function pointer(key: string): string {
	return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A number, or a text that is one: `"8990.0000"`, `"4990,50"`. */
export function asNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const text = value
		.trim()
		.replace(/[\s\u00a0]/g, '')
		.replace(',', '.');
	if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined;
	const number = Number(text);
	return Number.isFinite(number) ? number : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (value === 1 || value === '1') return true;
	if (value === 0 || value === '0') return false;
	if (typeof value !== 'string') return undefined;
	const word = value.trim().toLowerCase();
	return word === 'true' ? true : word === 'false' ? false : undefined;
}
