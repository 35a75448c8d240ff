import { describe, expect, it } from 'vitest';
import { matchReports, type Unsettled } from './adopt-reports.ts';
import type { ProviderReport } from './gateway.ts';

const submitAt = new Date('2026-12-01T10:00:00Z');
const message = (more: Partial<Unsettled> = {}): Unsettled => ({
	id: 'm1',
	attempt: 1,
	state: 'unknown',
	phone: '+79160000001',
	sender: 'VOLNA',
	text: 'Заказ готов',
	submitAt,
	...more,
});
const report = (more: Partial<ProviderReport> = {}, afterMs = 0): ProviderReport => ({
	providerId: 'p1',
	word: 'sent',
	rank: 4,
	state: 'sent',
	seen: false,
	reason: null,
	reasonText: null,
	phone: '+79160000001',
	sender: 'VOLNA',
	text: 'Заказ готов',
	price: null,
	refunded: null,
	createdAt: new Date(submitAt.getTime() + afterMs),
	...more,
});

describe('a report and a hand-off', () => {
	it.each<[string, ProviderReport[], Unsettled[], boolean]>([
		['that agree are one', [report()], [message()], true],
		['whose report names no time are one', [report({ createdAt: null })], [message()], true],
		['60 s before the intent are one', [report({}, -60_000)], [message()], true],
		['earlier than that are two', [report({}, -60_001)], [message()], false],
		['120 s after the intent are one', [report({}, 120_000)], [message()], true],
		['later than that are two', [report({}, 120_001)], [message()], false],
		['of another phone are two', [report({ phone: '+79160000002' })], [message()], false],
		['of another sender are two', [report({ sender: 'volna' })], [message()], false],
		['of another text are two', [report({ text: 'Заказ готов ' })], [message()], false],
		['whose text is not told are two', [report({ text: null })], [message()], false],
		['under way are left to its answer', [report()], [message({ state: 'submitting' })], false],
		['that returned to the queue are one', [report()], [message({ state: 'queued' })], true],
		['listed twice under one id are one', [report(), report()], [message()], true],
		['with a rival report are nobody’s', [report(), report({ providerId: 'p2' })], [message()], false],
		['with a rival hand-off are nobody’s', [report()], [message(), message({ id: 'm2' })], false],
		['with a rival under way are nobody’s', [report()], [message(), message({ id: 'm2', state: 'submitting' })], false],
	])('%s', (_, reports, unsettled, same) => {
		expect(matchReports(reports, unsettled)).toHaveLength(same ? 1 : 0);
	});
});
