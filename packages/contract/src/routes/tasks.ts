import { rights } from '@volna/access/states';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant } from '../ids.ts';
import { Done, PageQuery, pageOf } from '../page.ts';
import { route, signedIn } from '../route.ts';
import { FileInfo } from './files.ts';

/** `waiting` → `running` → one of the four ends; a cancelled or failed task may be taken up again. */
export const taskStates = ['waiting', 'running', 'done', 'done_with_errors', 'cancelled', 'failed'] as const;
export type TaskState = (typeof taskStates)[number];

/** A code with values: its words stand in the web app's locale `tasks`. */
const Words = z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });

export const Task = z.object({
	id: IdOf('task'),
	/** `segment.fill`, `customers.import`. */
	kind: z.string(),
	/** Words: `title.<code>`. */
	title: Words,
	/** What it is about: `segmentation:<id>`, `import:<id>`. */
	subject: z.string().nullable(),
	/** Who started it; null for the system. */
	staff: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
	own: z.boolean(),
	/** The right to cancel it when it is somebody else's, and to have it go on. */
	right: z.enum(rights),
	state: z.enum(taskStates),
	done: z.number().int(),
	total: z.number().int().nullable(),
	/** Sums by name. Words: `result.<name>`. */
	results: z.record(z.string(), z.number()),
	errorCount: z.number().int(),
	/** What came of it, as its kind says; a `question` is one that waits for an answer. */
	outcome: z.record(z.string(), z.unknown()),
	/** What it has made, for its owner; null when there is none or its time is over. */
	file: FileInfo.nullable(),
	/** Why it failed. Words: `failure.<code>`. */
	failure: Words.nullable(),
	/** A batch has failed and is tried again then. */
	retryAt: Instant.nullable(),
	cancelling: z.boolean(),
	/** It failed or asks something, and nobody has looked after it yet. */
	needsAttention: z.boolean(),
	createdAt: Instant,
	startedAt: Instant.nullable(),
	finishedAt: Instant.nullable(),
});
export type Task = z.infer<typeof Task>;

/** One row that a task could not handle. `value` is null for those who may not see personal data. */
export const TaskRowError = z.object({
	seq: z.number().int(),
	line: z.number().int().nullable(),
	column: z.string().nullable(),
	code: z.string(),
	value: z.string().nullable(),
	customer: CustomerNumber.nullable(),
});

const params = z.strictObject({ task: IdOf('task') });

export const taskRoutes = {
	listTasks: route({
		id: 'listTasks',
		method: 'get',
		path: '/tasks',
		tag: 'tasks',
		summary: 'Long work, newest first: one’s own, or with the right to read everybody’s',
		access: signedIn,
		query: PageQuery.omit({ q: true }).extend({
			whose: z.enum(['mine', 'all']).optional(),
			state: z.enum([...taskStates, 'open', 'ended']).optional(),
			kind: z.string().max(100).optional(),
			subject: z.string().max(200).optional(),
		}),
		response: pageOf(Task),
		errors: ['right-missing'],
	}),
	readBell: route({
		id: 'readBell',
		method: 'get',
		path: '/tasks/bell',
		tag: 'tasks',
		summary: 'One’s own tasks in short: how many are under way, how many want a look, the latest',
		access: signedIn,
		response: z.object({
			running: z.number().int(),
			attention: z.number().int(),
			items: z.array(Task),
			asOf: Instant,
		}),
	}),
	readTask: route({
		id: 'readTask',
		method: 'get',
		path: '/tasks/{task}',
		tag: 'tasks',
		summary: 'One task',
		access: signedIn,
		params,
		response: Task.extend({ asOf: Instant }),
	}),
	cancelTask: route({
		id: 'cancelTask',
		method: 'post',
		path: '/tasks/{task}/cancel',
		tag: 'tasks',
		summary: 'Cancel a task; what is done stays',
		access: signedIn,
		params,
		response: z.object({ state: z.enum(['cancelled', 'cancelling']) }),
		errors: ['task-ended', 'right-missing'],
	}),
	continueTask: route({
		id: 'continueTask',
		method: 'post',
		path: '/tasks/{task}/continue',
		tag: 'tasks',
		summary: 'Have a cancelled or failed task go on where it stopped',
		access: signedIn,
		params,
		response: Done,
		errors: ['task-open', 'right-missing'],
	}),
	putTaskAside: route({
		id: 'putTaskAside',
		method: 'post',
		path: '/tasks/{task}/aside',
		tag: 'tasks',
		summary: 'No more reminders of a task’s failure or question',
		access: signedIn,
		params,
		response: Done,
		errors: ['right-missing'],
	}),
	listTaskErrors: route({
		id: 'listTaskErrors',
		method: 'get',
		path: '/tasks/{task}/errors',
		tag: 'tasks',
		summary: 'The rows a task could not handle, in their order',
		access: signedIn,
		params,
		query: PageQuery.omit({ q: true }),
		response: pageOf(TaskRowError),
	}),
	downloadTaskErrors: route({
		id: 'downloadTaskErrors',
		method: 'get',
		path: '/tasks/{task}/errors.csv',
		tag: 'tasks',
		summary: 'The same as a file: line, column, what is wrong in the reader’s language, value',
		access: signedIn,
		params,
		response: z.unknown(),
	}),
} as const;
