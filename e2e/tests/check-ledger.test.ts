import type { MessageState } from '@volna/messaging/states';
import { expect, it } from 'vitest';
import { compareLedger } from '../src/check-ledger.ts';
import type { LedgerEntry } from '../src/ledger.ts';

const entry = (message: string | null, id = `p-${message}`, parts: Partial<LedgerEntry> = {}): LedgerEntry => ({
	seq: 1,
	at: '',
	recipient: '+79990000001',
	sender: 'VOLNA',
	text: 'Привет',
	attempt: message === null ? null : `${message}.1`,
	taken: true,
	id,
	httpStatus: 200,
	fault: null,
	...parts,
});
const message = (id: string, state: MessageState, provider: string | null = `p-${id}`) => ({
	id,
	state,
	attempt: 1,
	phone: '+79990000001',
	sender: 'VOLNA',
	text: 'Привет',
	provider_id: provider,
});

it.each([
	['a delivered message that was taken once', [entry('a')], [message('a', 'delivered')], []],
	['an outcome that is still unknown', [entry('a')], [message('a', 'unknown', null)], []],
	['an unknown outcome that nobody took', [], [message('a', 'unknown', null)], []],
	['one that waits', [], [message('a', 'queued', null)], []],
	['a client that does not name its attempts', [entry(null, 'p-a')], [message('a', 'sent')], []],
	['a second hand-off', [entry('a'), entry('a', 'p-b')], [message('a', 'sent')], ['was handed off 2 times']],
	['one taken that is to be handed off again', [entry('a')], [message('a', 'queued', null)], ['is queued']],
	['one taken that is said to be cancelled', [entry('a')], [message('a', 'cancelled', null)], ['is cancelled']],
	['one that is only said to be handed off', [], [message('a', 'sent')], ['was never handed off']],
	['a hand-off of nothing we know', [entry('b')], [], ['is of no message']],
	['another text', [entry('a', 'p-a', { text: 'Пока' })], [message('a', 'sent')], ['says something else']],
	['somebody else’s id', [entry('a', 'p-x')], [message('a', 'sent')], ['not its own']],
] as const)('%s', (_name, entries, messages, expected) => {
	const found = compareLedger(entries, messages);
	expect(found).toHaveLength(expected.length);
	for (const [n, words] of expected.entries()) expect(found[n]).toContain(words);
});
