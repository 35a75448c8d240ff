import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '@volna/db';
import { acceptedText, type CallOutcome } from './answer-of.ts';
import type { Language } from './operation-messages.ts';

const PATIENCE_MS = 5000;

export type Repeat = CallOutcome | { status: 'free' };

/**
 * Answers a call whose id is in the database already: the same body as the first was, another one with a conflict; while
 * the first is in work it waits up to 5 s. `free` when the id is, after all, nobody's (domain §3.3).
 */
export async function settleRepeat(
	db: Db,
	call: { operationId: string; transactionId: string; bodyHash: Buffer; kind: 'sync' | 'async' },
	language: Language,
	patienceMs = PATIENCE_MS,
): Promise<Repeat> {
	const until = performance.now() + patienceMs;
	for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 200)) {
		const first = await db
			.selectFrom('operationRequest')
			.select(['state', 'kind', 'answer', 'bodyHash'])
			.where('operationId', '=', call.operationId)
			.where('transactionId', '=', call.transactionId)
			.executeTakeFirst();
		if (!first || first.state === 'invalid' || first.state === 'failed') return { status: 'free' };
		if (!first.bodyHash.equals(call.bodyHash)) return { status: 'refused', code: 'transaction-conflict', language };
		if (first.kind === 'async') return { status: 'answered', answer: acceptedText, replayed: true };
		if (first.state === 'recorded' && first.answer !== null) {
			return { status: 'answered', answer: first.answer, replayed: true };
		}
		if (performance.now() + waitMs > until) {
			return { status: 'refused', code: 'transaction-conflict', language, retryAfterSeconds: 5 };
		}
		await pause(waitMs);
	}
}
