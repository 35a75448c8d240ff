/** Where a customer's zone comes from, from the least to the most trusted; below all of them stands the project's zone. */
export const zoneSources = ['number', 'area', 'tracker', 'stated'] as const;
export type ZoneSource = (typeof zoneSources)[number];

/** Whether what one source says may replace what another said. A source replaces itself: what is newer counts. */
export function mayReplaceZone(source: ZoneSource, current: string | null): boolean {
	return current === null || zoneSources.indexOf(source) >= zoneSources.indexOf(current as ZoneSource);
}
