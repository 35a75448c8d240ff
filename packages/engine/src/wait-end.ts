import type { WaitRule } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';

/** Whether the end of a wait depends on a zone: days and longer are calendar units. */
export function isCalendarWait(rule: WaitRule): boolean {
	const { years, months, weeks, days } = Temporal.Duration.from(rule.duration);
	return years + months + weeks + days > 0;
}

/** When a wait that began at `from` ends: calendar units in `zone` first, then hours and shorter exactly. */
export function waitEnd(rule: WaitRule, from: Temporal.Instant, zone: string): Temporal.Instant {
	const duration = Temporal.Duration.from(rule.duration);
	if (!isCalendarWait(rule)) return from.add(duration);
	return from.toZonedDateTimeISO(zone).add(duration).toInstant();
}
