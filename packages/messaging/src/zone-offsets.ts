import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone keeps one offset: `[from, until)`, epoch ms. */
export interface OffsetSpan {
	readonly from: number;
	readonly until: number;
	/** Local time minus UTC, ms. */
	readonly offset: number;
}

const known = new Map<string, OffsetSpan[]>();

/**
 * The stretch of one offset that holds an instant. Remembered: planning thousands of messages asks for the same two or
 * three, and a calendar library needs some 30 µs for each.
 *
 * @throws RangeError when the zone is no IANA name
 */
export function offsetSpanAt(at: number, zone: string): OffsetSpan {
	let spans = known.get(zone);
	if (!spans) {
		spans = [];
		known.set(zone, spans);
	}
	for (const span of spans) if (at >= span.from && at < span.until) return span;
	const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
	// `previous` looks before its instant: one that is itself a change starts the span.
	const from = local.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
	const until = local.getTimeZoneTransition('next');
	const span = {
		from: from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
		until: until?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
		offset: local.offsetNanoseconds / 1_000_000,
	};
	if (spans.length > 64) spans.length = 0;
	spans.push(span);
	return span;
}
