/** A counted right to hand off. Rows in `submitting` never outnumber a process's permits. */
export interface Permits {
	/** Waits for a permit, first come first served. */
	take(): Promise<void>;
	give(): void;
	/** At least 1; fewer take effect as permits come back. */
	resize(size: number): void;
	readonly size: number;
}

export function createPermits(initial: number): Permits {
	let size = initial;
	let taken = 0;
	const waiting: (() => void)[] = [];
	const admit = () => {
		while (taken < size && waiting.length > 0) {
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
		give() {
			taken--;
			admit();
		},
		resize(next) {
			size = Math.max(1, next);
			admit();
		},
		get size() {
			return size;
		},
	};
}
