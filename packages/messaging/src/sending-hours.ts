import type { SendingHours } from '@volna/node-sdk';

/**
 * Sending hours as a predicate on the local clock of a zone. An opening is the first instant at which the predicate
 * holds, so a clock change needs no special case: at a missing 02:30 the shop opens at 03:00, at a doubled one it opens
 * at the first.
 *
 * A window over midnight belongs to the weekday on which it opens.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The longest gap between two openings is a week, and a clock change more. */
const HORIZON = 9 * DAY;

interface Window {
	readonly fromMinute: number;
	readonly toMinute: number;
	readonly days: ReadonlySet<number>;
}

/** Whether a message may go at an instant. `any` is always inside. */
export function isInside(hours: SendingHours, at: Date, zone: string): boolean {
	if ('any' in hours) return true;
	return insideWindow(windowOf(hours), at.getTime(), clockOf(zone));
}

/** The first instant not before `at` at which a message may go; null when the hours never open. */
export function nextOpening(hours: SendingHours, at: Date, zone: string): Date | null {
	if ('any' in hours) return at;
	return firstChange(windowOf(hours), at.getTime(), clockOf(zone), true);
}

/** The first instant not before `at` at which a message may no longer go; null when that never comes. */
export function closesAt(hours: SendingHours, at: Date, zone: string): Date | null {
	if ('any' in hours) return null;
	return firstChange(windowOf(hours), at.getTime(), clockOf(zone), false);
}

function windowOf(hours: Exclude<SendingHours, { any: true }>): Window {
	return { fromMinute: minuteOf(hours.from), toMinute: minuteOf(hours.to), days: new Set(hours.days) };
}

function minuteOf(text: string): number {
	const [hour, minute] = text.split(':').map(Number);
	return (hour ?? 0) * 60 + (minute ?? 0);
}

function insideWindow(window: Window, at: number, clock: ZoneClock): boolean {
	const local = at + clock.offsetAt(at);
	const minute = Math.floor(mod(local, DAY) / MINUTE);
	const day = weekdayOf(local);
	if (window.fromMinute < window.toMinute) {
		return minute >= window.fromMinute && minute < window.toMinute && window.days.has(day);
	}
	if (minute >= window.fromMinute) return window.days.has(day);
	return minute < window.toMinute && window.days.has(day === 1 ? 7 : day - 1);
}

/**
 * The answer changes only where the local clock passes an edge of the window or midnight, and where the zone's offset
 * jumps. Those instants are looked at in order; between them nothing changes.
 */
function firstChange(window: Window, at: number, clock: ZoneClock, wanted: boolean): Date | null {
	if (insideWindow(window, at, clock) === wanted) return new Date(at);
	const end = at + HORIZON;
	for (let from = at; from < end; ) {
		const jump = clock.nextJump(from, end);
		const until = jump ?? end;
		const offset = clock.offsetAt(from);
		const found = firstEdge(window, from, until, offset, clock, wanted);
		if (found !== null) return new Date(found);
		if (jump !== null && insideWindow(window, jump, clock) === wanted) return new Date(jump);
		from = until;
	}
	return null;
}

function firstEdge(
	window: Window,
	from: number,
	until: number,
	offset: number,
	clock: ZoneClock,
	wanted: boolean,
): number | null {
	const edges = [window.fromMinute, window.toMinute, 0].sort((a, b) => a - b);
	const firstDay = Math.floor((from + offset) / DAY);
	const lastDay = Math.floor((until + offset) / DAY);
	for (let day = firstDay; day <= lastDay; day++) {
		for (const edge of edges) {
			const instant = day * DAY + edge * MINUTE - offset;
			if (instant > from && instant < until && insideWindow(window, instant, clock) === wanted) return instant;
		}
	}
	return null;
}

/** 1 = Monday … 7 = Sunday; 1970-01-01 was a Thursday. */
function weekdayOf(local: number): number {
	return mod(Math.floor(local / DAY) + 3, 7) + 1;
}

function mod(value: number, by: number): number {
	return ((value % by) + by) % by;
}

interface ZoneClock {
	/** Local time minus UTC at an instant, ms. */
	offsetAt(at: number): number;
	/** The first instant in (from, until] with another offset; null when there is none. */
	nextJump(from: number, until: number): number | null;
}

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
	let clock = clocks.get(zone);
	if (!clock) {
		clock = makeClock(zone);
		clocks.set(zone, clock);
	}
	return clock;
}

/** Offsets by the hour are remembered: planning thousands of messages asks for the same few. */
function makeClock(zone: string): ZoneClock {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const remembered = new Map<number, number>();
	const exactOffset = (at: number): number => {
		const parts: Record<string, number> = {};
		for (const part of format.formatToParts(at)) parts[part.type] = Number(part.value);
		const local = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour, parts.minute, parts.second);
		return local - Math.floor(at / 1000) * 1000;
	};
	const atHour = (hour: number): number => {
		let offset = remembered.get(hour);
		if (offset === undefined) {
			if (remembered.size > 20_000) remembered.clear();
			offset = exactOffset(hour * HOUR);
			remembered.set(hour, offset);
		}
		return offset;
	};
	const findJump = (lowHour: number): number => {
		let low = lowHour * HOUR;
		let high = low + HOUR;
		const before = atHour(lowHour);
		while (high - low > 1000) {
			const middle = Math.floor((low + high) / 2000) * 1000;
			if (exactOffset(middle) === before) low = middle;
			else high = middle;
		}
		return high;
	};
	return {
		offsetAt(at) {
			const hour = Math.floor(at / HOUR);
			const start = atHour(hour);
			if (start === atHour(hour + 1)) return start;
			return at < findJump(hour) ? start : atHour(hour + 1);
		},
		nextJump(from, until) {
			for (let hour = Math.floor(from / HOUR); hour * HOUR <= until; hour++) {
				// Six hours at once while the offset stays: two jumps so close do not happen.
				if (atHour(hour) === atHour(hour + 6)) {
					hour += 5;
					continue;
				}
				if (atHour(hour) === atHour(hour + 1)) continue;
				const jump = findJump(hour);
				if (jump > from && jump <= until) return jump;
			}
			return null;
		},
	};
}
