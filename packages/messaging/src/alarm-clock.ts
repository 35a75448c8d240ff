/** Sleeps that a signal ends. A signal given while nobody sleeps ends the next sleep at once: none is lost. */
export interface AlarmClock {
	sleep(ms: number): Promise<void>;
	ring(): void;
}

export function createAlarmClock(): AlarmClock {
	let rung = false;
	let wake: (() => void) | null = null;
	return {
		async sleep(ms) {
			if (!rung && ms > 0) {
				await new Promise<void>((resolve) => {
					const timer = setTimeout(resolve, ms);
					wake = () => {
						clearTimeout(timer);
						resolve();
					};
				});
				wake = null;
			}
			rung = false;
		},
		ring() {
			rung = true;
			wake?.();
		},
	};
}
