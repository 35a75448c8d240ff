const LIMIT_MS = 30_000;

/** Stops cleanly on a signal; a second one, or 30 seconds, end the process at once. */
export function shutDownOn(
	signals: readonly NodeJS.Signals[],
	stop: () => Promise<void>,
	onError: (error: unknown) => void,
): void {
	let stopping = false;
	const begin = () => {
		if (stopping) process.exit(1);
		stopping = true;
		setTimeout(() => process.exit(1), LIMIT_MS).unref();
		stop().then(
			() => process.exit(0),
			(error) => {
				onError(error);
				process.exit(1);
			},
		);
	};
	for (const signal of signals) process.on(signal, begin);
}
