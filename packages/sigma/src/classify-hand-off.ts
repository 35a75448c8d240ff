import type { AccountFlags, AccountProblem, HandOffOutcome } from '@volna/messaging/gateway';
import type { AnswerHeaders } from './call-once.ts';
import { type Hidden, makeEvidence } from './make-evidence.ts';
import { errorNumber, errorTexts, isObject, type Json, parseObject, textOf } from './read-error-body.ts';
import { accountProblemIn, rejectionReasonIn } from './refusal-texts.ts';
import { readRetryAfter } from './retry-after.ts';

/** An answer to a hand-off, whole. */
export interface HandOffAnswer {
	status: number;
	headers: AnswerHeaders;
	body: string;
}

type ClassifyFlags = Pick<AccountFlags, 'notSentOn429' | 'notSentOn503RetryAfter'>;

const idLimit = 200;

/**
 * The class of an answer to `POST /sendings`. Words about money and the sender come first, whatever the status; then
 * the number in an envelope's `error` stands for the status. `unauthorised` is for the session to judge: the first one
 * asks for a login, the next is the account's problem.
 */
export function classifyHandOff(
	answer: HandOffAnswer,
	flags: ClassifyFlags,
	hidden: Hidden,
	nowMs: number,
): HandOffOutcome | { class: 'unauthorised'; evidence: HandOffEvidence } {
	const { status, headers, body } = answer;
	const json = parseObject(body);
	const texts = json ? errorTexts(json) : [];
	const ok = status >= 200 && status < 300;
	const words = texts[0] ?? (json ? undefined : body.slice(0, 1_000).replace(/<[^>]*>/g, ' '));
	const evidence = (code: string) => makeEvidence(code, { httpStatus: status, ...(words && { words }) }, hidden);
	const problem = (kind: AccountProblem, code: string): HandOffOutcome => ({
		class: 'account_problem',
		problem: kind,
		scope: kind === 'sender_unknown' ? 'sender' : 'account',
		evidence: evidence(code),
	});

	if (ok && !json) return { class: 'ambiguous', evidence: evidence(body === '' ? 'empty' : 'not_json') };

	const sent = json ? readSent(json) : null;
	if (ok && sent?.id && !sent.refused) return { class: 'accepted', providerId: sent.id, providerStatus: sent.status };

	const inWords = accountProblemIn(texts);
	if (inWords) return problem(inWords, `http_${status}`);

	const number = json ? errorNumber(json) : null;
	if ((ok || (status >= 400 && status < 500)) && number === 401)
		return { class: 'unauthorised', evidence: evidence('error_401') };

	const heldBack = status === 401 || status === 402 || status === 403 || status === 408 || status === 429;
	if (sent?.failed && (ok || (status >= 400 && status < 500 && !heldBack))) {
		return {
			class: 'rejected',
			reason: rejectionReasonIn(texts, status),
			...(sent.id && { providerId: sent.id }),
			evidence: evidence('failed'),
		};
	}

	if (ok && json) {
		if (!json.error) return { class: 'ambiguous', evidence: evidence('id' in json ? 'bad_id' : 'no_id') };
		if (number === null || number < 400 || number > 599) {
			return {
				class: 'rejected',
				reason: rejectionReasonIn(texts, 0),
				...(sent?.id && { providerId: sent.id }),
				evidence: evidence('error'),
			};
		}
	}

	const meant = ok && number !== null ? number : status;
	const code = ok ? `error_${meant}` : `http_${meant}`;
	if (meant === 401) return { class: 'unauthorised', evidence: evidence(code) };
	if (meant === 402) return problem('no_funds', code);
	if (meant === 403) return problem('forbidden', code);
	if (meant === 404 || (meant >= 300 && meant < 400)) return problem('wrong_address', code);
	if (meant === 408) return { class: 'ambiguous', evidence: evidence(code) };
	const retryAfterMs = readRetryAfter(headers, nowMs);
	const throttled: HandOffOutcome = {
		class: 'not_sent',
		throttled: true,
		...(retryAfterMs !== undefined && { retryAfterMs }),
		evidence: evidence(code),
	};
	if (meant === 429) return flags.notSentOn429 ? throttled : { class: 'ambiguous', evidence: evidence(code) };
	if (meant === 503 && retryAfterMs !== undefined && flags.notSentOn503RetryAfter) return throttled;
	if (meant >= 400 && meant < 500) {
		return {
			class: 'rejected',
			reason: rejectionReasonIn(texts, meant),
			...(sent?.id && { providerId: sent.id }),
			evidence: evidence(code),
		};
	}
	return { class: 'ambiguous', evidence: evidence(code) };
}

export type HandOffEvidence = ReturnType<typeof makeEvidence>;

/** The message in the answer: its id when it is one, its status, and whether the answer says it was refused. */
function readSent(json: Json): { id: string | null; status: string; failed: boolean; refused: boolean } {
	const state: Json = isObject(json.state) ? json.state : {};
	const status = textOf(json.status) ?? textOf(state.status) ?? '';
	const failed = json.status === 'failed' || state.status === 'failed';
	const id = textOf(json.id);
	return {
		id: id !== null && id.length <= idLimit ? id : null,
		status,
		failed,
		refused: failed || Boolean(json.error),
	};
}
