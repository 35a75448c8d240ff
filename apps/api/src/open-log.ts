import { loggableError } from '@volna/db';
import { type DestinationStream, pino } from 'pino';

/**
 * The process's log, one JSON object a line. Ids and codes belong there; what slips through is hidden by name, and of
 * an error under `err` what its rows said.
 */
export function openLog(level: string, to?: DestinationStream) {
	return pino(
		{
			level,
			serializers: { err: loggableError },
			redact: {
				paths: [
					'*.phone',
					'*.text',
					'*.password',
					'*.token',
					'*.secret',
					'req.headers.authorization',
					'req.headers.cookie',
				],
				censor: '[hidden]',
			},
		},
		to ?? pino.destination(1),
	);
}
