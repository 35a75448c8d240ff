import type { NumberRanges } from './number-ranges.ts';
import { mayReplaceZone, type ZoneSource } from './zone-trust.ts';

/** The part of a customer that says when it is day there. */
export interface ZonedRow {
	phone: string | null;
	timeZone: string | null;
	timeZoneSource: string | null;
	/** ISO 8601. */
	timeZoneAt: string | null;
}

/**
 * Puts a zone that a source says into a row, unless a more trusted source spoke before. `null` takes away what the same
 * source said. Answers whether the row changed; the moment moves only with the zone or its source.
 */
export function settleZone(row: ZonedRow, zone: string | null, source: ZoneSource, at: string): boolean {
	if (zone === null && row.timeZoneSource !== source) return false;
	if (!mayReplaceZone(source, row.timeZoneSource)) return false;
	if (row.timeZone === zone && row.timeZoneSource === (zone && source)) return false;
	row.timeZone = zone;
	row.timeZoneSource = zone && source;
	row.timeZoneAt = zone && at;
	return true;
}

/** The last step of every change of a customer: where nobody knows better, the number says the zone. */
export function settleZoneByNumber(row: ZonedRow, ranges: NumberRanges, at: string): boolean {
	if (row.timeZoneSource !== null && row.timeZoneSource !== 'number') return false;
	return settleZone(row, row.phone === null ? null : ranges.zoneOf(row.phone), 'number', at);
}
