import { audit, type StaffMember } from '@volna/access';
import { csvLine, csvMark } from '@volna/audience';
import { fromId, type routes, taskErrorText, toId, Uuid } from '@volna/contract';
import {
	cancelTask,
	continueTask,
	type Db,
	type FileFacts,
	isOpen,
	listTasks,
	putTaskAside,
	readBell,
	readFileFacts,
	readTask,
	readTaskErrors,
	type TaskState,
	type TaskView,
	taskStates,
} from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { describeFile } from './files.ts';
import { seesPersonal } from './mask.ts';
import { cursorOf } from './page.ts';
import { sendFile } from './send-file.ts';
import { taskRight } from './task-rights.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Rows of errors on a screen. */
const ERRORS_SHOWN = 100;

/** Long work: lists, the bell, cancelling, going on, files of errors. */
export function taskHandlers({ db }: { db: Db }) {
	return {
		async listTasks({ query, staff }: Input<'listTasks'>) {
			const mine = query.whose !== 'all';
			if (!mine) mustHold(staff, 'read');
			const { items, next, asOf } = await listTasks(db, {
				staffId: mine ? staff.id : undefined,
				states: statesOf(query.state),
				kind: query.kind,
				subject: query.subject,
				cursor: taskCursorOf(query.cursor),
				limit: query.limit ?? 25,
			});
			return {
				items: await describeAll(db, items, staff),
				next: next ? Buffer.from(`${next.createdAt}|${next.id}`).toString('base64url') : null,
				asOf,
			};
		},

		async readBell({ staff }: Input<'readBell'>) {
			const { items, ...counts } = await readBell(db, staff.id);
			return { ...counts, items: await describeAll(db, items, staff) };
		},

		async readTask({ params, staff }: Input<'readTask'>) {
			const task = await visible(db, params.task, staff);
			const [described] = await describeAll(db, [task], staff);
			return { ...described!, asOf: new Date() };
		},

		async cancelTask({ params, staff, requestId }: Input<'cancelTask'>) {
			const task = await visible(db, params.task, staff);
			if (task.staffId !== staff.id) mustHold(staff, taskRight(task.kind));
			const state = await cancelTask(db, task.id);
			if (state === 'ended' || state === 'unknown') throw new Refusal('task-ended');
			await note(db, 'task.cancel', task, { staff, requestId });
			return { state };
		},

		async continueTask({ params, staff, requestId }: Input<'continueTask'>) {
			const task = await visible(db, params.task, staff);
			mustHold(staff, taskRight(task.kind));
			if ((await continueTask(db, task.id)) !== 'continued') throw new Refusal('task-open');
			await note(db, 'task.continue', task, { staff, requestId });
			return { done: true as const };
		},

		async putTaskAside({ params, staff }: Input<'putTaskAside'>) {
			const task = await visible(db, params.task, staff);
			if (task.staffId !== staff.id) mustHold(staff, taskRight(task.kind));
			await putTaskAside(db, task.id);
			return { done: true as const };
		},

		async listTaskErrors({ params, query, staff }: Input<'listTaskErrors'>) {
			const task = await visible(db, params.task, staff);
			const limit = query.limit ?? ERRORS_SHOWN;
			const after = Number(cursorOf(query.cursor) ?? 0);
			if (!Number.isSafeInteger(after))
				throw new Refusal('field-invalid', { at: '/query/cursor', values: { rule: 'cursor' } });
			const { value } = await readTaskErrors(db, task.id, { after, page: limit + 1 }).next();
			const rows = (value ?? []).slice(0, limit);
			return {
				items: rows.map(({ customerId, ...row }) => ({
					...row,
					value: seesPersonal(staff) ? row.value : null,
					customer: customerId,
				})),
				next: (value ?? []).length > limit ? Buffer.from(String(rows.at(-1)!.seq)).toString('base64url') : null,
				asOf: new Date(),
			};
		},

		async downloadTaskErrors({ params, staff, context }: Input<'downloadTaskErrors'>) {
			const task = await visible(db, params.task, staff);
			const { name, headings } = errorFile[staff.language];
			return sendFile(
				context,
				{ name: `${name} ${task.createdAt.toISOString().slice(0, 10)}.csv`, contentType: 'text/csv; charset=utf-8' },
				errorLines(db, task, staff, headings),
			);
		},
	};
}

const errorFile = {
	ru: { name: 'Ошибки', headings: ['Строка', 'Столбец', 'Что не так', 'Значение', 'Клиент, Volna ID'] },
	en: { name: 'Errors', headings: ['Line', 'Column', 'What is wrong', 'Value', 'Customer, Volna ID'] },
} as const;

async function* errorLines(
	db: Db,
	task: TaskView,
	staff: StaffMember,
	headings: readonly string[],
): AsyncGenerator<Uint8Array> {
	yield Buffer.from(csvMark + csvLine(headings));
	const shown = seesPersonal(staff);
	for await (const page of readTaskErrors(db, task.id)) {
		const lines = page.map((error) =>
			csvLine([
				error.line,
				error.column,
				taskErrorText(error.code, staff.language),
				shown ? error.value : null,
				error.customerId,
			]),
		);
		yield Buffer.from(lines.join(''));
	}
}

function taskCursorOf(text: string | undefined) {
	const key = cursorOf(text);
	if (key === undefined) return undefined;
	const [createdAt = '', id = ''] = key.split('|');
	if (Number.isNaN(Date.parse(createdAt)) || !Uuid.safeParse(id).success)
		throw new Refusal('field-invalid', { at: '/query/cursor', values: { rule: 'cursor' } });
	return { createdAt, id };
}

function statesOf(state: TaskState | 'open' | 'ended' | undefined): readonly TaskState[] | undefined {
	if (state === undefined) return undefined;
	if (state === 'open') return taskStates.filter(isOpen);
	if (state === 'ended') return taskStates.filter((one) => !isOpen(one));
	return [state];
}

/** One's own, or with the right to read somebody else's; else it is as if there were none. */
async function visible(db: Db, id: string, staff: StaffMember): Promise<TaskView> {
	const task = await readTask(db, fromId('task', id));
	if (!task || (task.staffId !== staff.id && !staff.rights.includes('read')))
		throw new Refusal('thing-unknown', { values: { kind: 'task' } });
	return task;
}

function mustHold(staff: StaffMember, right: StaffMember['rights'][number]): void {
	if (!staff.rights.includes(right)) throw new Refusal('right-missing', { values: { right } });
}

async function note(
	db: Db,
	act: string,
	task: TaskView,
	{ staff, requestId }: { staff: StaffMember; requestId: string },
): Promise<void> {
	await db.transaction().execute((tx) =>
		audit(tx, {
			staffId: staff.id,
			act,
			subject: `task:${task.id}`,
			details: { kind: task.kind, done: task.done, total: task.total },
			requestId,
		}),
	);
}

async function describeAll(db: Db, tasks: readonly TaskView[], staff: StaffMember) {
	const files = new Map<string, FileFacts>();
	for (const task of tasks) {
		const { fileId } = task.outcome;
		if (typeof fileId !== 'string' || task.staffId !== staff.id) continue;
		const facts = await readFileFacts(db, fileId);
		if (facts?.closedAt && staff.rights.includes(facts.neededRight as never)) files.set(task.id, facts);
	}
	return tasks.map((task) => describe(task, staff, files.get(task.id) ?? null));
}

function describe(task: TaskView, staff: StaffMember, file: FileFacts | null) {
	const { staffId, staffName, outcome, ...rest } = task;
	const { fileId: _, ...facts } = outcome;
	return {
		...rest,
		id: toId('task', task.id),
		staff: staffId === null ? null : { id: staffId, name: staffName },
		own: staffId === staff.id,
		right: taskRight(task.kind),
		outcome: facts,
		file: file && describeFile(file),
	};
}
