import { Temporal } from 'temporal-polyfill';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DOTTED = /^(\d{2})\.(\d{2})\.(\d{4})(.*)$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * An instant as calls write it: ISO 8601 with a zone; without one, and as `01.12.2026 08:05:00`, read as UTC; a bare
 * date is its first moment in UTC. Undefined when it is none (domain §3.2).
 */
export function parseInstant(text: string): Temporal.Instant | undefined {
	const iso = undotted(text.trim());
	if (DATE.test(iso)) return attempt(() => Temporal.Instant.from(`${iso}T00:00Z`));
	const match = MOMENT.exec(iso);
	if (!match) return undefined;
	const [, date, time, zone] = match;
	return attempt(() => Temporal.Instant.from(`${date}T${time!.replace(',', '.')}${zone?.toUpperCase() ?? 'Z'}`));
}

/** A calendar date: `1990-05-30`, `30.05.1990`, or the date of a moment. Undefined when it is none. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
	const iso = undotted(text.trim());
	const date = DATE.test(iso) ? iso : MOMENT.exec(iso)?.[1];
	return date ? attempt(() => Temporal.PlainDate.from(date, { overflow: 'reject' })) : undefined;
}

function undotted(text: string): string {
	const match = DOTTED.exec(text);
	return match ? `${match[3]}-${match[2]}-${match[1]}${match[4]}` : text;
}

function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

const known = new Map<string, string | null>();

/** An IANA name in its usual spelling; undefined when there is no such zone. Offsets are no zones. */
export function parseZone(text: string): string | undefined {
	const name = text.trim();
	if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(name)) return undefined;
	let found = known.get(name);
	if (found === undefined) {
		// A cache of names anybody may send must not grow without end.
		if (known.size > 2000) known.clear();
		found = canonicalZone(name);
		known.set(name, found);
	}
	return found ?? undefined;
}

function canonicalZone(name: string): string | null {
	try {
		const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
		// A renamed zone resolves to its old name: keep the one that was stated.
		return resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}
