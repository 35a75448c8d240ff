/**
 * Lets `most` works run at once; others stand in line and leave it when their signal is aborted. Answers what the work
 * answered, or undefined when it was never begun.
 */
export function openLanes(most: number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T | undefined> {
	let free = most;
	const line: ((mayRun: boolean) => void)[] = [];
	const take = (signal: AbortSignal) =>
		new Promise<boolean>((resolve) => {
			if (signal.aborted) return resolve(false);
			if (free > 0) {
				free--;
				return resolve(true);
			}
			line.push(resolve);
			signal.addEventListener(
				'abort',
				() => {
					const at = line.indexOf(resolve);
					if (at === -1) return;
					line.splice(at, 1);
					resolve(false);
				},
				{ once: true },
			);
		});
	// The lane goes straight to who stands first, so that nobody slips in between.
	const give = () => {
		const first = line.shift();
		if (first) first(true);
		else free++;
	};
	return async (signal, work) => {
		if (!(await take(signal))) return undefined;
		try {
			return await work();
		} finally {
			give();
		}
	};
}
