import { useFormat } from '../format/use-format.ts';

/** Where a customer is and what their clock shows just now. */
export function PlaceAndClock({ area, zone }: { area: string | null; zone: string | null }) {
	const format = useFormat();
	const clock = zone === null ? null : format.clockIn(new Date(), zone);
	if (area === null && clock === null) return <span style={{ color: 'var(--text-3)' }}>—</span>;
	return (
		<>
			{area ?? zone} <span style={{ color: 'var(--text-3)' }}>{clock}</span>
		</>
	);
}
