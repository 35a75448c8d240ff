/** Something to wait for: until raised, or until the time is over. A raise that nobody waits for is kept for the next. */
export interface Signal {
	raise(): void;
	wait(ms: number): Promise<void>;
}

export function createSignal(): Signal {
	let raised = false;
	let wake: (() => void) | null = null;
	return {
		raise() {
			raised = true;
			wake?.();
		},
		async wait(ms) {
			if (!raised && ms > 0) {
				const { promise, resolve } = Promise.withResolvers<void>();
				const timer = setTimeout(resolve, ms);
				wake = resolve;
				await promise;
				clearTimeout(timer);
				wake = null;
			}
			raised = false;
		},
	};
}
