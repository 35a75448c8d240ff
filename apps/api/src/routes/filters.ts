import {
	type CountedFilter,
	countFilter,
	type FilterRead,
	type FoundExamples,
	findExamples,
	readFilterWords,
} from '@volna/audience';
import type { routes } from '@volna/contract';
import type { Db } from '@volna/db';
import type { Context } from 'hono';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';
import { openLanes } from './open-lanes.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

const TIMEOUT_MS = 30_000;
/** Statements over the whole base at once: the other connections stay with whoever works. */
const LANES = 3;

/**
 * Counts and examples of filters. Both are answered in the request that asks: nothing is known of a statement's progress
 * that could be polled for, and a request broken off (a new filter, a closed drawer) says by itself that nobody waits.
 */
export function filterHandlers({ db }: { db: Db }) {
	const lanes = openLanes(LANES);
	const within = async <T extends Answered>(
		{ req }: Context,
		read: (signal: AbortSignal) => Promise<FilterRead<T>>,
	) => {
		const { signal } = req.raw;
		return answered(await lanes(signal, () => read(signal)));
	};
	return {
		async countFilter({ body, context }: Input<'countFilter'>) {
			const startedAt = performance.now();
			const counted = await within(context, (signal) =>
				countFilter(db, body.filter, { signal, timeoutMs: TIMEOUT_MS }),
			);
			return { count: counted.count, asOf: counted.asOf, tookMs: Math.round(performance.now() - startedAt) };
		},

		async findFilterExamples({ body, staff, context }: Input<'findFilterExamples'>) {
			const masked = !seesPersonal(staff);
			const found = await within(context, (signal) =>
				findExamples(db, body.filter, { signal, masked, timeoutMs: TIMEOUT_MS }),
			);
			return { items: found.items, asOf: found.asOf };
		},

		async readFilterWords() {
			return readFilterWords(db);
		},
	};
}

type Answered = CountedFilter | FoundExamples;

/** The answer, or the refusal it stands for. To whoever broke off no answer arrives. */
function answered<T extends Answered>(read: FilterRead<T> | undefined): T {
	if (read?.status === 'invalid') {
		throw new Refusal('field-invalid', {
			at: '/filter',
			values: { rule: read.issues[0]?.code ?? 'filter' },
			details: read.issues,
		});
	}
	if (read === undefined || read.status === 'too-slow' || read.status === 'cancelled')
		throw new Refusal('filter-too-slow', { at: '/filter', values: { seconds: TIMEOUT_MS / 1000 } });
	return read as T;
}
