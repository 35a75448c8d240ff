import { expect, test } from 'vitest';
import { type Cursor, leave } from './cursor.ts';
import { sketchPlan } from './testing.ts';

const plan = sketchPlan({
	templates: [],
	first: 'wait',
	steps: {
		wait: { op: { op: 'wait', rule: { kind: 'for', duration: 'PT1S' }, then: 'next' }, next: { next: 'sms' } },
		sms: { op: { op: 'end', label: '', success: true } },
	},
});

function waiting(dueAt: Cursor['dueAt']): Cursor {
	return {
		state: 'waiting',
		nodeId: 'wait',
		visit: 1,
		visits: { wait: 1 },
		stepCount: 1,
		values: {},
		attempts: 0,
		parked: true,
		wakeOutput: 'next',
		dueAt,
		movedAt: new Date(0),
		endedAt: null,
		endReason: null,
	};
}

test('the step after a wait that a pause held back is due since the wait’s end, not since the resume', () => {
	const end = new Date('2026-12-01T10:00:00Z');
	const resumed = new Date('2026-12-01T22:00:00Z');
	expect(leave(plan, waiting(end), 'next', resumed).cursor).toMatchObject({ nodeId: 'sms', dueAt: end });
	expect(leave(plan, waiting('infinity'), 'next', resumed).cursor.dueAt).toEqual(resumed);
});
