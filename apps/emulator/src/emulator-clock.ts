/** The emulator's own clock: a fault may set it off, or make statuses come faster. */
export interface EmulatorClock {
	nowMs(): number;
	setOffset(ms: number): void;
	setSpeed(factor: number): void;
	/** Real milliseconds for a delay in the life of a message. */
	scaled(ms: number): number;
}

export function createEmulatorClock(): EmulatorClock {
	let offsetMs = 0;
	let speed = 1;
	return {
		nowMs: () => Date.now() + offsetMs,
		setOffset(ms) {
			offsetMs = ms;
		},
		setSpeed(factor) {
			speed = factor;
		},
		scaled: (ms) => ms / speed,
	};
}
