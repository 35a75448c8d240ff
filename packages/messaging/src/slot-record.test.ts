import { describe, expect, it } from 'vitest';
import { createSlotRecord } from './slot-record.ts';

describe('a slot', () => {
	it('is missed when it comes later than its step, or than 50 ms, counted from when the claim was sent', () => {
		const record = createSlotRecord();
		const fromMs = record.claimed(1_000, 1_010);
		expect(fromMs).toBe(1_000);
		expect(record.isMissed({ fromMs, waitMs: 200, stepMs: 1 }, 1_250)).toBe(false);
		expect(record.isMissed({ fromMs, waitMs: 200, stepMs: 1 }, 1_251)).toBe(true);
		expect(record.isMissed({ fromMs, waitMs: 200, stepMs: 100 }, 1_300)).toBe(false);
		expect(record.isMissed({ fromMs, waitMs: 200, stepMs: 100 }, 1_301)).toBe(true);
	});

	it('F-18 is not missed for good where every statement is slow', () => {
		const record = createSlotRecord();
		let fromMs = 0;
		for (let claim = 0; claim < 40; claim++) fromMs = record.claimed(claim * 10_000, claim * 10_000 + 2_000);
		expect(record.isMissed({ fromMs, waitMs: 0, stepMs: 10 }, 39 * 10_000 + 2_005)).toBe(false);
	});

	it('is missed when one claim alone was slow', () => {
		const record = createSlotRecord();
		for (let claim = 0; claim < 40; claim++) record.claimed(claim * 1_000, claim * 1_000 + 5);
		const fromMs = record.claimed(100_000, 102_000);
		expect(record.isMissed({ fromMs, waitMs: 0, stepMs: 10 }, 102_001)).toBe(true);
	});
});

it('a lane that misses over a tenth of its slots uses half its permits, and gets them back', () => {
	const record = createSlotRecord();
	const fifty = (missed: number) => {
		for (let slot = 0; slot < 50; slot++) {
			record.isMissed({ fromMs: 0, waitMs: 0, stepMs: 10 }, slot < missed ? 1_000 : 0);
		}
		return record.share;
	};
	expect(fifty(5)).toBe(1);
	expect(fifty(6)).toBe(0.5);
	expect(fifty(50)).toBe(0.25);
	expect(fifty(0)).toBeCloseTo(0.3125);
	for (let window = 0; window < 10; window++) fifty(0);
	expect(record.share).toBe(1);
});

it('a lane never gives up more than seven eighths of its permits, however many slots it misses', () => {
	const record = createSlotRecord();
	for (let slot = 0; slot < 5_000; slot++) record.isMissed({ fromMs: 0, waitMs: 0, stepMs: 10 }, 1_000);
	expect(record.share).toBe(1 / 8);
});

it('slots missed because a slow provider kept the permits are not used, and cost the lane none', () => {
	const record = createSlotRecord();
	const slot = { fromMs: 0, waitMs: 0, stepMs: 100, permitMs: 950 };
	for (let n = 0; n < 500; n++) expect(record.isMissed(slot, 1_000)).toBe(true);
	expect(record.share).toBe(1);
});
