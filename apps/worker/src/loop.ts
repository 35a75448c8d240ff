/** What a look at the tables says: `more` to look again at once, else in how many milliseconds at most, or whenever. */
export type Looked = 'more' | number | null;

export interface LoopOptions {
	readonly name: string;
	/** Looks and works. A throw is logged, and the loop goes on after a pause that grows with each in a row. */
	look(signal: AbortSignal): Promise<Looked>;
	/** The loop looks at least this often. */
	readonly atLeastEveryMs: number;
	onError(error: unknown, name: string): void;
}

export interface Loop {
	readonly name: string;
	/** Makes it look now; during a look, once more after it. */
	nudge(): void;
	/** Ends the look under way, and the loop with it. */
	stop(): Promise<void>;
}

const AGAIN_MS = 5;
const PAUSES_MS = [100, 500, 1_000, 2_000, 5_000] as const;

/**
 * A loop over our own tables. A nudge is a hint: a transaction that commits just after the look has no wake-up of its
 * own, so an empty look is followed by one more after 5 ms, and by one each `atLeastEveryMs` anyway.
 */
export function startLoop({ name, look, atLeastEveryMs, onError }: LoopOptions): Loop {
	const stopping = new AbortController();
	let nudged = true;
	let wake: () => void = () => {};
	let failures = 0;

	const waitFor = (ms: number) =>
		new Promise<void>((resolve) => {
			if (nudged || stopping.signal.aborted) return resolve();
			const timer = setTimeout(resolve, ms);
			wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});

	const run = async () => {
		let lookAgain = false;
		while (!stopping.signal.aborted) {
			lookAgain = nudged;
			nudged = false;
			try {
				const looked = await look(stopping.signal);
				failures = 0;
				if (looked === 'more') {
					nudged = true;
					// Gives timers and sockets their turn between two full batches.
					await new Promise((resolve) => setImmediate(resolve));
					continue;
				}
				await waitFor(lookAgain ? AGAIN_MS : Math.max(1, Math.min(atLeastEveryMs, looked ?? atLeastEveryMs)));
			} catch (error) {
				if (stopping.signal.aborted) break;
				onError(error, name);
				nudged = false;
				await waitFor(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]!);
			}
		}
	};
	const done = run();

	return {
		name,
		nudge() {
			nudged = true;
			wake();
		},
		stop() {
			stopping.abort();
			wake();
			return done;
		},
	};
}
