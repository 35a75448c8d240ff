import type { SendingHours } from '@volna/node-sdk';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { planWhen, recheckWhen } from './schedule.ts';
import { closesAt, isInside, nextOpening } from './sending-hours.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const day = (from: string, to: string, days = ALL): SendingHours => ({ from, to, days });
const at = (text: string) => new Date(text);
const iso = (value: Date | null) => value?.toISOString().replace(':00.000Z', 'Z') ?? null;
const week = (from: string) => new Date(at(from).getTime() + 7 * 86_400_000);

function due(hours: SendingHours, zone: string, from: string, until = week(from)): string {
	const when = planWhen({ hours, zone, from: at(from), until });
	return when.outcome === 'due' ? iso(when.dueAt)! : 'expired';
}

describe('when a message goes', () => {
	it('SCH-1 waits for ten in the morning where the customer lives', () => {
		expect(due(day('10:00', '20:00'), 'Asia/Vladivostok', '2026-12-01T15:00:00Z')).toBe('2026-12-02T00:00Z');
	});
	it('SCH-2 expires at planning when relevance ends before the opening', () => {
		expect(due(day('10:00', '20:00'), 'Asia/Vladivostok', '2026-12-01T15:00:00Z', at('2026-12-01T21:00:00Z'))).toBe(
			'expired',
		);
	});
	it('SCH-3 a window over midnight', () => {
		const night = day('22:00', '06:00');
		expect(due(night, 'Asia/Yekaterinburg', '2026-12-01T15:00:00Z')).toBe('2026-12-01T17:00Z');
		expect(due(night, 'Asia/Kamchatka', '2026-12-01T15:00:00Z')).toBe('2026-12-01T15:00Z');
		expect(due(night, 'Asia/Kamchatka', '2026-12-01T18:00:00Z')).toBe('2026-12-02T10:00Z');
	});
	it('SCH-4 the project’s zone where the customer’s is not known', () => {
		expect(due(day('10:00', '20:00'), 'Europe/Moscow', '2026-12-01T18:30:00Z')).toBe('2026-12-02T07:00Z');
	});
	it('SCH-5 a zone that changed while waiting is read again at the claim', () => {
		const hours = day('10:00', '20:00');
		const again = (zone: string) =>
			recheckWhen({ hours, zone, from: at('2026-12-02T00:00:00Z'), until: week('2026-12-02T00:00:00Z') });
		expect(again('Asia/Vladivostok').outcome).toBe('go');
		expect(again('Europe/Kaliningrad')).toMatchObject({ outcome: 'due', dueAt: at('2026-12-02T08:00:00Z') });
		expect(again('Asia/Kolkata')).toMatchObject({ outcome: 'due', dueAt: at('2026-12-02T04:30:00Z') });
	});
	it('SCH-7 a missing 02:30 opens at 03:00', () => {
		expect(due(day('02:30', '05:00'), 'Europe/Berlin', '2027-03-27T23:00:00Z')).toBe('2027-03-28T01:00Z');
	});
	it('SCH-8 a doubled 02:30 opens at the first, and again at the second when claimed between', () => {
		expect(due(day('02:30', '05:00'), 'Europe/Berlin', '2026-10-24T22:30:00Z')).toBe('2026-10-25T00:30Z');
		const claimed = recheckWhen({
			hours: day('02:30', '05:00'),
			zone: 'Europe/Berlin',
			from: at('2026-10-25T01:10:00Z'),
			until: week('2026-10-25T01:10:00Z'),
		});
		expect(claimed).toMatchObject({ outcome: 'due', dueAt: at('2026-10-25T01:30:00Z') });
	});
	it('SCH-9 and SCH-10 the night of a clock change is an hour longer or shorter', () => {
		expect(due(day('10:00', '20:00'), 'Europe/Berlin', '2026-10-24T19:00:00Z')).toBe('2026-10-25T09:00Z');
		expect(due(day('10:00', '20:00'), 'Europe/Berlin', '2027-03-27T20:00:00Z')).toBe('2027-03-28T08:00Z');
	});
	it('SCH-11 a day without its first hour opens at the jump', () => {
		expect(due(day('00:00', '06:00'), 'Africa/Cairo', '2027-04-29T20:00:00Z')).toBe('2027-04-29T22:00Z');
	});
	it('SCH-13 a night window of Fridays runs into Saturday', () => {
		const fridays = day('22:00', '06:00', [5]);
		expect(due(fridays, 'Europe/Moscow', '2026-12-05T00:00:00Z')).toBe('2026-12-05T00:00Z');
		expect(due(fridays, 'Europe/Moscow', '2026-12-05T04:00:00Z')).toBe('2026-12-11T19:00Z');
	});
	it('SCH-14 the end of relevance is outside', () => {
		expect(due(day('10:00', '20:00'), 'Europe/Moscow', '2026-12-01T20:00:00Z', at('2026-12-02T07:00:00Z'))).toBe(
			'expired',
		);
	});
	it('SCH-15 a claim that would end after closing is postponed, or expired', () => {
		const input = { hours: day('10:00', '20:00'), zone: 'Europe/Moscow', from: at('2026-12-01T16:59:55Z') };
		expect(recheckWhen({ ...input, until: week('2026-12-01T16:59:55Z') })).toMatchObject({
			outcome: 'due',
			dueAt: at('2026-12-02T07:00:00Z'),
		});
		expect(recheckWhen({ ...input, until: at('2026-12-01T19:00:00Z') })).toEqual({ outcome: 'expired' });
	});
	it('any time never waits and never closes', () => {
		expect(
			planWhen({
				hours: { any: true },
				zone: 'Asia/Tokyo',
				from: at('2026-12-01T00:00:00Z'),
				until: week('2026-12-01T00:00:00Z'),
			}),
		).toEqual({
			outcome: 'due',
			dueAt: at('2026-12-01T00:00:00Z'),
			closesAt: null,
		});
	});
});

/** The oracle steps through the minutes with a calendar library and asks the wall clock each time. */
function oracleInside(hours: Exclude<SendingHours, { any: true }>, ms: number, zone: string): boolean {
	const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
	const wall = `${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
	if (hours.from < hours.to) return wall >= hours.from && wall < hours.to && hours.days.includes(local.dayOfWeek);
	if (wall >= hours.from) return hours.days.includes(local.dayOfWeek);
	return wall < hours.to && hours.days.includes(local.subtract({ days: 1 }).dayOfWeek);
}

const ZONES = [
	'Europe/Moscow',
	'Europe/Berlin',
	'America/New_York',
	'Australia/Lord_Howe',
	'Asia/Kathmandu',
	'Africa/Cairo',
	'Pacific/Apia',
	'America/Sao_Paulo',
	'Asia/Kolkata',
];

it('H-6 opening and closing agree with a minute-by-minute oracle, clock changes included', () => {
	const wall = fc
		.integer({ min: 0, max: 47 })
		.map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
	const near = fc.constantFrom(
		'2026-10-24T18:00:00Z',
		'2027-03-27T18:00:00Z',
		'2026-11-01T00:00:00Z',
		'2027-03-14T00:00:00Z',
		'2027-04-29T12:00:00Z',
		'2027-04-03T06:00:00Z',
		'2026-12-01T00:00:00Z',
	);
	fc.assert(
		fc.property(
			wall,
			wall,
			fc.subarray(ALL, { minLength: 3 }),
			fc.constantFrom(...ZONES),
			near,
			fc.integer({ min: 0, max: 2880 }),
			(from, to, days, zone, base, shift) => {
				fc.pre(from !== to);
				const hours = { from, to, days };
				const start = at(base).getTime() + shift * 60_000;
				expect(isInside(hours, new Date(start), zone)).toBe(oracleInside(hours, start, zone));
				const opening = nextOpening(hours, new Date(start), zone)!.getTime();
				const closing = closesAt(hours, new Date(start), zone)!.getTime();
				const firstWhere = (wanted: boolean) => {
					for (let ms = start; ms < start + 3 * 86_400_000; ms += 60_000)
						if (oracleInside(hours, ms, zone) === wanted) return ms;
					return null;
				};
				const opened = firstWhere(true);
				if (opened !== null) expect(new Date(opening).toISOString()).toBe(new Date(opened).toISOString());
				const closed = firstWhere(false);
				if (closed !== null) expect(new Date(closing).toISOString()).toBe(new Date(closed).toISOString());
			},
		),
		{ numRuns: 200 },
	);
});
