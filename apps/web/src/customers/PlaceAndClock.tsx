import { useFormat } from '../format/use-format.ts';
import css from './PlaceAndClock.module.css';

/** Where a customer is and what their clock shows just now; of the two the clock is never cut. */
export function PlaceAndClock({ area, zone }: { area: string | null; zone: string | null }) {
	const format = useFormat();
	const clock = zone === null ? null : format.clockIn(new Date(), zone);
	if (area === null && clock === null) return <span className={css.clock}>—</span>;
	return (
		<span className={css.place}>
			<span className={css.area}>{area ?? zone}</span>
			<span className={css.clock}>{clock}</span>
		</span>
	);
}
