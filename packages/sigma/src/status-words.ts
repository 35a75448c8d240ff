import type { ProviderState } from '@volna/messaging/gateway';

/** SIGMA's status words, the rank that orders them and Volna's state for each. */
export const statusWords = {
	pending: { rank: 1, state: 'submitted' },
	paused: { rank: 2, state: 'submitted' },
	processing: { rank: 3, state: 'submitted' },
	sent: { rank: 4, state: 'sent' },
	failed: { rank: 5, state: 'undelivered' },
	delivered: { rank: 6, state: 'delivered' },
	seen: { rank: 7, state: 'delivered' },
} as const satisfies Record<string, { rank: number; state: ProviderState }>;

/** Rank 0 and no state for a word that is not in the table: still in flight. */
export function readStatusWord(word: string): { rank: number; state: ProviderState | null } {
	return Object.hasOwn(statusWords, word) ? statusWords[word as keyof typeof statusWords] : { rank: 0, state: null };
}
