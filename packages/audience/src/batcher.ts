export interface Batcher<I, O> {
	/** Resolves with the item's own result; rejects when its batch threw. */
	push(item: I): Promise<O>;
	/** How many wait for a batch. */
	readonly waiting: number;
	/** Resolves once nothing waits or runs. */
	idle(): Promise<void>;
}

/**
 * Batches that form themselves: while one is under way the next gathers, so that a quiet system waits for nobody and a
 * busy one pays for one commit per batch. At most `lanes` run at once, of at most `max` items; results in order.
 */
export function batcher<I, O>(
	work: (items: readonly I[]) => Promise<readonly O[]>,
	{ max, lanes }: { max: number; lanes: number },
): Batcher<I, O> {
	const queue: { item: I; resolve: (result: O) => void; reject: (error: unknown) => void }[] = [];
	const idleWaiters: (() => void)[] = [];
	let running = 0;

	async function lane(): Promise<void> {
		while (queue.length > 0) {
			const batch = queue.splice(0, max);
			try {
				const results = await work(batch.map((entry) => entry.item));
				for (const [index, entry] of batch.entries()) entry.resolve(results[index]!);
			} catch (error) {
				for (const entry of batch) entry.reject(error);
			}
		}
		running--;
		if (running === 0) for (const resolve of idleWaiters.splice(0)) resolve();
	}

	return {
		push(item) {
			return new Promise((resolve, reject) => {
				queue.push({ item, resolve, reject });
				if (running >= lanes) return;
				running++;
				// What arrives in the same turn goes into the same batch.
				queueMicrotask(() => void lane());
			});
		},
		get waiting() {
			return queue.length;
		},
		idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
	};
}
