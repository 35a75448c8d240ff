/** A counted right to hand off. Rows in `submitting` never outnumber a process's permits. */
export interface Permits {
	/** Waits for a permit, first come first served. */
	take(): Promise<void>;
	giveBack(): void;
	/** Fewer take effect as permits come back. */
	resize(count: number): void;
	readonly count: number;
}

export function createPermits(initial: number): Permits {
	let count = initial;
	let taken = 0;
	const waiting: (() => void)[] = [];
	const admit = () => {
		while (taken < count && waiting.length > 0) {
			taken++;
			waiting.shift()!();
		}
	};
	return {
		take() {
			const { promise, resolve } = Promise.withResolvers<void>();
			waiting.push(resolve);
			admit();
			return promise;
		},
		giveBack() {
			taken--;
			admit();
		},
		resize(next) {
			count = Math.max(1, next);
			admit();
		},
		get count() {
			return count;
		},
	};
}
