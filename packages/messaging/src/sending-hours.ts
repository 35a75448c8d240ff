import type { SendingHours } from '@volna/node-sdk';
import { type OffsetSpan, offsetSpanAt } from './zone-offsets.ts';

/**
 * Sending hours as a predicate on the local clock of a zone. An opening is the first instant at which the predicate
 * holds, so a clock change needs no special case: a missing 02:30 opens at 03:00, a doubled one at the first.
 *
 * A window over midnight belongs to the weekday on which it opens.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The longest gap between two openings is a week, and a clock change more. */
const HORIZON = 9 * DAY;

interface Window {
	readonly fromMinute: number;
	readonly toMinute: number;
	readonly days: readonly number[];
}

/** Whether a message may go at an instant. `any` is always inside. */
export function isInside(hours: SendingHours, at: Date, zone: string): boolean {
	if ('any' in hours) return true;
	return insideWindow(windowOf(hours), at.getTime() + offsetSpanAt(at.getTime(), zone).offset);
}

/** The first instant not before `at` at which a message may go; null when the hours never open. */
export function nextOpening(hours: SendingHours, at: Date, zone: string): Date | null {
	return 'any' in hours ? at : firstInstant(windowOf(hours), at.getTime(), zone, true);
}

/** The first instant not before `at` at which a message may no longer go; null when that never comes. */
export function closesAt(hours: SendingHours, at: Date, zone: string): Date | null {
	return 'any' in hours ? null : firstInstant(windowOf(hours), at.getTime(), zone, false);
}

function windowOf(hours: Exclude<SendingHours, { any: true }>): Window {
	return { fromMinute: minuteOf(hours.from), toMinute: minuteOf(hours.to), days: hours.days };
}

function minuteOf(text: string): number {
	const [hour, minute] = text.split(':').map(Number);
	return (hour ?? 0) * 60 + (minute ?? 0);
}

/** `local` is the wall clock's reading taken as if it were UTC, ms. */
function insideWindow(window: Window, local: number): boolean {
	const day = Math.floor(local / DAY);
	const minute = Math.floor((local - day * DAY) / MINUTE);
	if (window.fromMinute < window.toMinute) {
		return minute >= window.fromMinute && minute < window.toMinute && window.days.includes(weekdayOf(day));
	}
	if (minute >= window.fromMinute) return window.days.includes(weekdayOf(day));
	return minute < window.toMinute && window.days.includes(weekdayOf(day - 1));
}

/** 1 = Monday … 7 = Sunday; day 0 was a Thursday. */
function weekdayOf(day: number): number {
	return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * The predicate changes only where the wall clock passes an edge of the window or midnight, and where the zone's offset
 * jumps: those instants are looked at in order.
 */
function firstInstant(window: Window, at: number, zone: string, wanted: boolean): Date | null {
	for (let from = at; from < at + HORIZON; ) {
		const span = offsetSpanAt(from, zone);
		if (insideWindow(window, from + span.offset) === wanted) return new Date(from);
		const found = firstEdge(window, from, Math.min(span.until, at + HORIZON), span, wanted);
		if (found !== null) return new Date(found);
		from = span.until;
	}
	return null;
}

function firstEdge(window: Window, after: number, until: number, { offset }: OffsetSpan, wanted: boolean) {
	const edges = [0, window.fromMinute, window.toMinute].sort((a, b) => a - b);
	for (let day = Math.floor((after + offset) / DAY); day * DAY - offset < until; day++) {
		for (const edge of edges) {
			const local = day * DAY + edge * MINUTE;
			const instant = local - offset;
			if (instant > after && instant < until && insideWindow(window, local) === wanted) return instant;
		}
	}
	return null;
}
