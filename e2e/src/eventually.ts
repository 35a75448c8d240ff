/** Looks again until `look` answers something that is not null, undefined or false. Throws with `what` when it never does. */
export async function eventually<T>(
	what: string,
	look: () => Promise<T | null | undefined | false>,
	withinMs = 30_000,
): Promise<T> {
	const until = performance.now() + withinMs;
	let last: unknown;
	for (;;) {
		try {
			const found = await look();
			if (found !== null && found !== undefined && found !== false) return found;
		} catch (error) {
			last = error;
		}
		if (performance.now() > until) throw new Error(`${what}: not within ${withinMs} ms`, { cause: last });
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
