import { answerOf, type CallOutcome, type Intake, type RefusedCall } from '@volna/audience';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Mount } from '../http/mount.ts';
import { parseJson, readText } from '../http/read-json.ts';
import { Refusal } from '../http/refuse.ts';
import { remoteAddress } from '../http/remote-address.ts';
import type { AppEnv } from '../http/request-id.ts';

const MAX_BODY = 256 * 1024;

/**
 * `/v3/operations/{sync|async}`: calls of shops, in Mindbox's shape. The key is checked by `audience`; here are bytes,
 * headers and statuses only. `refused` is told of calls that no operation's log has.
 */
export function mountOperations(
	mount: Mount,
	deps: { intake: Intake; log: Logger; refused: (call: RefusedCall) => void },
): void {
	const answer = (c: Context<AppEnv>, outcome: CallOutcome) => {
		if (outcome.status === 'refused') deps.refused(refusedCallOf(c, outcome.code));
		return respond(c, deps.log, outcome);
	};
	for (const kind of ['sync', 'async'] as const) {
		const path = `/v3/operations/${kind}`;
		mount.on('post', path, { kind: 'key' }, async (c) => {
			const body = await readBody(c);
			if ('refused' in body) return answer(c, { status: 'refused', code: body.refused, language: 'ru' });
			const outcome = await deps.intake.call({
				kind,
				body: body.json,
				query: c.req.query(),
				authorization: c.req.header('authorization') ?? null,
				origin: c.req.header('origin') ?? null,
				address: remoteAddress(c),
			});
			return answer(c, outcome);
		});
		mount.on('all', path, { kind: 'key' }, (c) => answer(c, { status: 'refused', code: 'method', language: 'ru' }));
	}
}

async function readBody(
	c: Context<AppEnv>,
): Promise<{ json: unknown } | { refused: 'content-type' | 'too-large' | 'bad-json' }> {
	const type = c.req.header('content-type') ?? '';
	// Mindbox's own clients send text/plain from browsers to stay without a preflight; XML is not read.
	if (/xml/i.test(type)) return { refused: 'content-type' };
	try {
		return { json: parseJson(await readText(c.req.raw, MAX_BODY)) };
	} catch (error) {
		if (error instanceof Refusal) return { refused: error.code === 'body-too-large' ? 'too-large' : 'bad-json' };
		throw error;
	}
}

function refusedCallOf(c: Context<AppEnv>, code: RefusedCall['code']): RefusedCall {
	const query = new Map(Object.entries(c.req.query()).map(([name, value]) => [name.toLowerCase(), value]));
	return {
		code,
		address: remoteAddress(c),
		endpoint: query.get('endpointid') ?? '',
		operation: query.get('operation') ?? '',
	};
}

function respond(c: Context<AppEnv>, log: Logger, outcome: CallOutcome): Response {
	const answer = answerOf(outcome);
	if (answer.errorId && outcome.status === 'refused') {
		log.info({ requestId: c.get('requestId'), errorId: answer.errorId, code: outcome.code }, 'a call was refused');
	}
	return new Response(answer.body, { status: answer.httpStatus, headers: answer.headers });
}
