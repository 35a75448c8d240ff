/** One line per step: what goes on, then how long it took. */
export async function step<T>(label: string, work: () => Promise<T>, note?: (result: T) => string): Promise<T> {
	const startedAt = performance.now();
	try {
		const result = await work();
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
		console.log(`  ✓ ${label}${note ? ` ${note(result)}` : ''} (${seconds} s)`);
		return result;
	} catch (error) {
		console.log(`  ✗ ${label}`);
		throw error;
	}
}
