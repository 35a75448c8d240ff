import { expect, it } from 'vitest';
import { msLeft, taskShare } from './task-share.ts';

it.each([
	[{ state: 'running', done: 5, total: 20 }, 0.25],
	[{ state: 'running', done: 30, total: 20 }, 1],
	[{ state: 'running', done: 5, total: null }, null],
	[{ state: 'waiting', done: 0, total: 0 }, 0],
	[{ state: 'cancelled', done: 5, total: 20 }, 0.25],
	[{ state: 'done', done: 5, total: null }, 1],
	[{ state: 'done', done: 0, total: 0 }, 1],
	[{ state: 'done_with_errors', done: 0, total: null }, 0],
] as const)('of %j is done %s', (task, share) => {
	expect(taskShare(task)).toBe(share);
});

it.each([
	[{ done: 5, total: 20 }, 10, 30_000],
	[{ done: 5, total: 20 }, 4, null],
	[{ done: 1, total: 1000 }, 60, null],
	[{ done: 5, total: null }, 60, null],
])('with %j done in %i s there are %s ms left', (task, seconds, left) => {
	const startedAt = '2026-11-25T10:00:00.000Z';
	const now = Date.parse(startedAt) + seconds * 1000;
	expect(msLeft({ state: 'running', startedAt, ...task }, now)).toBe(left);
});
