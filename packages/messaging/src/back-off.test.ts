import { expect, it } from 'vitest';
import { createBackOff } from './back-off.ts';
import type { HandOffOutcome } from './gateway.ts';

const refused: HandOffOutcome = { class: 'not_sent', throttled: false, evidence: { code: 'ECONNREFUSED' } };
const throttled: HandOffOutcome = { class: 'not_sent', throttled: true, evidence: { code: 'http_429' } };
const late: HandOffOutcome = { class: 'not_sent', throttled: false, evidence: { code: 'NOT_STARTED' } };
const ambiguous: HandOffOutcome = { class: 'ambiguous', evidence: { code: 'timeout' } };
const accepted: HandOffOutcome = { class: 'accepted', providerId: '1', providerStatus: 'pending' };

it('a provider that cannot be reached is left alone twice as long each round, 30 s at most', () => {
	const backOff = createBackOff();
	const pauses: number[] = [];
	let now = 0;
	for (let round = 0; round < 9; round++) {
		backOff.note(refused, now, now + 10);
		pauses.push(backOff.pausedMs(now + 10));
		now += 100_000;
	}
	expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('calls that were under way together are one round', () => {
	const backOff = createBackOff();
	for (let call = 0; call < 20; call++) backOff.note(refused, 0, 10 + call);
	expect(backOff.pausedMs(10)).toBe(500);
});

it('any answer ends it; an ambiguous outcome and our own lateness say nothing', () => {
	const backOff = createBackOff();
	backOff.note(refused, 0, 10);
	for (const outcome of [ambiguous, late]) backOff.note(outcome, 20, 30);
	expect(backOff.pausedMs(30)).toBe(480);
	for (const outcome of [accepted, throttled]) {
		backOff.note(outcome, 20, 30);
		expect(backOff.pausedMs(30)).toBe(0);
	}
	backOff.note(refused, 40, 50);
	expect(backOff.pausedMs(50)).toBe(500);
});
