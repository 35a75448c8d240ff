import type { Task } from '@volna/contract';

/** The file of what a task could not handle, in the reader's language. */
export function errorsHref(task: Pick<Task, 'id'>): string {
	return `/api/v1/tasks/${task.id}/errors.csv`;
}

/** The file a task has made. */
export function fileHref(file: { readonly id: string }): string {
	return `/api/v1/files/${file.id}/content`;
}
