const HOUR_MS = 3_600_000;
const PER_DEVICE = 600;
/** Offices and mobile operators put many devices behind one address. */
const PER_ADDRESS = 6000;
/** Devices are made up at will: what is remembered of them must have an end. */
const REMEMBERED = 100_000;

/**
 * How many calls without a key a device and an address may make in an hour (domain §3.2). Kept by each process for
 * itself: it guards against a page gone wild, not against somebody who means harm.
 */
export class KeylessLimit {
	readonly #counts = new Map<string, number>();
	#hour = Number.NaN;

	/** Counts one call at `nowMs` (monotonic). False when it is one too many. */
	take(device: string | null, address: string | null, nowMs: number): boolean {
		const hour = Math.floor(nowMs / HOUR_MS);
		if (hour !== this.#hour || this.#counts.size > REMEMBERED) {
			this.#counts.clear();
			this.#hour = hour;
		}
		const deviceFits = device === null || this.#count(`d ${device.toLowerCase()}`) <= PER_DEVICE;
		const addressFits = address === null || this.#count(`a ${address}`) <= PER_ADDRESS;
		return deviceFits && addressFits;
	}

	#count(key: string): number {
		const count = (this.#counts.get(key) ?? 0) + 1;
		this.#counts.set(key, count);
		return count;
	}
}
