/** waiting → running → one of the four ends; a cancelled or failed task may be taken up again. */
export type TaskState = 'waiting' | 'running' | 'done' | 'done_with_errors' | 'cancelled' | 'failed';

export const taskStates = ['waiting', 'running', 'done', 'done_with_errors', 'cancelled', 'failed'] as const;
taskStates satisfies readonly TaskState[];

/** Whether people may have it go on from its cursor. */
export function canContinue(state: TaskState): boolean {
	return state === 'cancelled' || state === 'failed';
}

/** Whether there is still something to cancel. */
export function isOpen(state: TaskState): boolean {
	return state === 'waiting' || state === 'running';
}
