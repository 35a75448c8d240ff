import { pino } from 'pino';

/** The process's log, one JSON object a line. Ids and codes belong there; what slips through is hidden by name. */
export function openLog(level: string) {
	return pino({
		level,
		base: { app: 'worker' },
		redact: {
			paths: ['phone', 'text', 'password', 'token', 'secret', '*.phone', '*.text', '*.password', '*.token', '*.secret'],
			censor: '[hidden]',
		},
	});
}

export type Log = ReturnType<typeof openLog>;
