import { describe, expect, it } from 'vitest';
import { durationMs, durationOf } from './duration.ts';
import { f, parseConfig, withDefaults } from './field.ts';

const fields = {
	mode: f.choice(['a', 'b']).default('a'),
	text: f.text({ max: 5 }),
	upTo: f.duration({ min: 'PT1H', max: 'P3D' }).when('mode', 'b'),
	count: f.number({ integer: true, min: 1, max: 10 }).default(4),
	hours: f.hours().optional(),
	branches: f.branches({ segment: f.ref('segment') }, { min: 2 }).optional(),
};

const problems = (raw: unknown) => {
	const parsed = parseConfig(fields, raw);
	return parsed.ok ? [] : parsed.problems.map((one) => [one.path.join('.'), one.problem]);
};

const segment = (id: string) => ({ id, systemName: id, name: id });

describe('a config', () => {
	it('takes defaults and drops what its other fields hide', () => {
		expect(parseConfig(fields, { text: 'abc', upTo: 'nonsense' })).toEqual({
			ok: true,
			config: { mode: 'a', text: 'abc', count: 4 },
		});
		expect(withDefaults(fields, { upTo: 'PT1H', mode: 'b' })).toEqual({ mode: 'b', upTo: 'PT1H', count: 4 });
	});

	it.each<[string, unknown, [string, string][]]>([
		['is not an object', 'text', [['', 'type']]],
		['lacks a text', {}, [['text', 'required']]],
		['has an empty text', { text: '' }, [['text', 'required']]],
		['has a long text', { text: 'abcdef' }, [['text', 'too-large']]],
		['has an unknown key', { text: 'a', extra: 1 }, [['extra', 'unknown']]],
		['has a wrong choice', { text: 'a', mode: 'c' }, [['mode', 'choice']]],
		['lacks what a choice demands', { text: 'a', mode: 'b' }, [['upTo', 'required']]],
		['has no duration', { text: 'a', mode: 'b', upTo: '1 hour' }, [['upTo', 'format']]],
		['has a duration below its bounds', { text: 'a', mode: 'b', upTo: 'PT59M' }, [['upTo', 'bounds']]],
		['has a duration above its bounds', { text: 'a', mode: 'b', upTo: 'P4D' }, [['upTo', 'bounds']]],
		['has a number of another type', { text: 'a', count: '4' }, [['count', 'type']]],
		['has a number too small', { text: 'a', count: 0 }, [['count', 'too-small']]],
		['is never open', { text: 'a', hours: { from: '10:00', to: '20:00', days: [] } }, [['hours', 'hours-empty']]],
		[
			'opens and closes at once',
			{ text: 'a', hours: { from: '10:00', to: '10:00', days: [1] } },
			[['hours', 'hours-empty']],
		],
		['is open for 29 minutes', { text: 'a', hours: { from: '23:45', to: '00:14', days: [1] } }, [['hours', 'bounds']]],
		[
			'has one branch',
			{ text: 'a', branches: [{ id: 'x', name: 'X', segment: segment('s') }] },
			[['branches', 'too-small']],
		],
		[
			'has a broken entry',
			{
				text: 'a',
				branches: [
					{ id: 'x', name: 'X' },
					{ id: 'y', name: 'Y', segment: segment('s') },
				],
			},
			[['branches.0.segment', 'required']],
		],
		[
			'has two branches of one id',
			{
				text: 'a',
				branches: [
					{ id: 'x', name: 'X', segment: segment('s') },
					{ id: 'x', name: 'Y', segment: segment('t') },
				],
			},
			[['branches', 'repeated']],
		],
	])('is refused when it %s', (_, raw, expected) => {
		expect(problems(raw)).toEqual(expected);
	});

	it('accepts a window over midnight of half an hour', () => {
		expect(problems({ text: 'a', hours: { from: '23:45', to: '00:15', days: [5] } })).toEqual([]);
	});
});

describe('a duration', () => {
	it.each([
		['PT5S', 5_000],
		['PT90M', 5_400_000],
		['P1DT2H', 93_600_000],
		['P2W', 1_209_600_000],
	])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

	it.each(['', 'P', 'PT', 'P1DT', '-PT1S', 'PT1.5S', '1D', 'PT1H '])('%j is none', (text) => {
		expect(durationMs(text)).toBeUndefined();
	});

	it.each([
		[5_000, 'PT5S'],
		[86_400_000, 'P1D'],
		[93_600_000, 'PT26H'],
		[0, 'PT0S'],
	])('%d ms are %s', (ms, text) => expect(durationOf(ms)).toBe(text));
});
