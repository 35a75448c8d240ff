/**
 * Gathers single items into batches that form by themselves: while one batch is being worked on the next one gathers.
 * There is no timer; at a low rate a batch is one item.
 */
export interface Batcher<T, R> {
	add(item: T): Promise<R>;
	/** Ends when nothing is gathered or being worked on. */
	idle(): Promise<void>;
}

/** @param work answers for each item, in order; when it throws, every item of its batch does */
export function createBatcher<T, R>(work: (items: readonly T[]) => Promise<readonly R[]>, limit = 100): Batcher<T, R> {
	const waiting: { item: T; done: PromiseWithResolvers<R> }[] = [];
	let running: Promise<void> | null = null;

	async function run(): Promise<void> {
		// What is added in this same turn still joins the batch.
		await null;
		while (waiting.length > 0) {
			const batch = waiting.splice(0, limit);
			try {
				const results = await work(batch.map(({ item }) => item));
				for (const [index, { done }] of batch.entries()) done.resolve(results[index]!);
			} catch (error) {
				for (const { done } of batch) done.reject(error);
			}
		}
		running = null;
	}

	return {
		add(item) {
			const done = Promise.withResolvers<R>();
			waiting.push({ item, done });
			running ??= run();
			return done.promise;
		},
		async idle() {
			while (running) await running;
		},
	};
}
