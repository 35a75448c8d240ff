/** An error as a log may have it. */
export interface LoggableError {
	readonly type: string;
	readonly message: string;
	readonly code?: string;
	readonly table?: string;
	readonly constraint?: string;
	readonly routine?: string;
	readonly stack?: string;
	readonly cause?: LoggableError;
	readonly errors?: readonly LoggableError[];
}

/** Of the places an error may name. A Postgres error's `detail` and `where` quote rows, so they are not among them. */
const places = ['code', 'table', 'constraint', 'routine'] as const;
const deepest = 5;

/**
 * An error for a log, its causes included: what happened and where, never a row's values. Phones and addresses in its
 * message are hidden; so is what Postgres (SQLSTATE class 22) and a parser of JSON quote of what they could not read.
 *
 * @param error anything thrown
 */
export function loggableError(error: unknown): LoggableError {
	return describe(error, 0);
}

function describe(error: unknown, depth: number): LoggableError {
	if (!(error instanceof Error)) return { type: typeof error, message: hide(String(error)) };
	const fields = error as Error & Partial<Record<(typeof places)[number] | 'severity', unknown>>;
	const quotes =
		error instanceof SyntaxError || (fields.severity !== undefined && String(fields.code).startsWith('22'));
	const message = messageOf(error, quotes);
	const type = error.constructor?.name || error.name;
	const deeper = depth < deepest;
	return {
		type,
		message,
		...Object.fromEntries(places.flatMap((name) => (typeof fields[name] === 'string' ? [[name, fields[name]]] : []))),
		stack: [`${type}: ${message}`, ...callsOf(error)].join('\n'),
		...(deeper && error.cause !== undefined && { cause: describe(error.cause, depth + 1) }),
		...(deeper &&
			error instanceof AggregateError && {
				errors: error.errors.slice(0, 10).map((one) => describe(one, depth + 1)),
			}),
	};
}

function messageOf(error: Error, quotes: boolean): string {
	return hide(quotes ? error.message.replace(/".*"/s, '"…"') : error.message);
}

/** A stack repeats its message before its calls, and a message may have several lines. */
function callsOf(error: Error): readonly string[] {
	return (error.stack ?? '').split('\n').filter((line) => /^ {4}at .*(:\d+:\d+\)?|\(.*\))$/.test(line));
}

function hide(text: string): string {
	return text
		.slice(0, 2_000)
		.replace(/[^\s@"'<>()=,;]+@[^\s@"'<>()=,;]+/g, '[address]')
		.replace(/(?<![\w-])\+?\d(?:[\s().-]{0,2}\d){9,14}(?!\w)/g, '[phone]');
}
