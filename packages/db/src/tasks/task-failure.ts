/**
 * Thrown by a kind when trying again is of no use: the task has failed, for the reason `code` whose words stand in the
 * locales (`failure.<code>`). Any other throw is tried again.
 */
export class TaskFailure extends Error {
	readonly code: string;
	readonly values: Readonly<Record<string, string | number>>;
	constructor(code: string, values: Readonly<Record<string, string | number>> = {}, options: { cause?: unknown } = {}) {
		super(code, options);
		this.code = code;
		this.values = values;
	}
}
