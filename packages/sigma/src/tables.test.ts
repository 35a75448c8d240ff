import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseUrl } from './base-url.ts';
import { classifyHandOff } from './classify-hand-off.ts';
import { makeEvidence } from './make-evidence.ts';
import { createReadLimiter } from './read-limiter.ts';
import { accountProblemIn, rejectionReasonIn } from './refusal-texts.ts';
import { readRetryAfter } from './retry-after.ts';
import { undeliveredReasonIn } from './undelivered-reasons.ts';

describe('a base URL', () => {
	test.each([
		['https://online.sigmasms.ru/api', false, 'https://online.sigmasms.ru', '/api'],
		['https://online.sigmasms.ru/api/', false, 'https://online.sigmasms.ru', '/api'],
		['http://127.0.0.1:3001/api', false, 'http://127.0.0.1:3001', '/api'],
		['http://localhost:3001/api//', false, 'http://localhost:3001', '/api'],
		['http://[::1]:3001/api', false, 'http://[::1]:3001', '/api'],
		['http://emulator:3001/api', true, 'http://emulator:3001', '/api'],
	])('%s (emulator: %s) is used', (text, emulator, origin, path) => {
		expect(parseBaseUrl(text, emulator)).toEqual({ ok: true, origin, path });
	});

	test.each([
		['http://online.sigmasms.ru/api', false, 'plain_http'],
		['http://emulator:3001/api', false, 'plain_http'],
		['http://127.0.0.1.example.com/api', false, 'plain_http'],
		['http://localhost.example.com/api', false, 'plain_http'],
		['ftp://127.0.0.1/api', true, 'malformed_url'],
		['https://user:pass@online.sigmasms.ru/api', false, 'malformed_url'],
		['https://online.sigmasms.ru/api?x=1', false, 'malformed_url'],
		['online.sigmasms.ru/api', false, 'malformed_url'],
		['', false, 'malformed_url'],
	])('%s (emulator: %s) is refused as %s', (text, emulator, problem) => {
		expect(parseBaseUrl(text, emulator)).toEqual({ ok: false, problem });
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-02-02T10:00:00Z');
	test.each([
		[{ 'retry-after': '5' }, 5_000],
		[{ 'retry-after': '0' }, 0],
		[{ 'retry-after': '1.5' }, 1_500],
		[{ 'retry-after': ['7', '9'] }, 7_000],
		[{ 'retry-after': '999999999' }, 86_400_000],
		[{ 'retry-after': 'Mon, 02 Feb 2026 10:00:30 GMT' }, 30_000],
		[{ 'retry-after': 'Mon, 02 Feb 2026 12:00:30 GMT', date: 'Mon, 02 Feb 2026 12:00:00 GMT' }, 30_000],
		[{ 'retry-after': 'Mon, 02 Feb 2026 09:00:00 GMT' }, 0],
		[{ 'retry-after': 'soon' }, undefined],
		[{ 'retry-after': '-3 apples' }, undefined],
		[{}, undefined],
	])('%j is %s ms', (headers, expected) => {
		expect(readRetryAfter(headers, now)).toBe(expected);
	});
});

test.each([
	['Номер не существует', 'number_unknown'],
	['Unknown subscriber', 'number_unknown'],
	['Абонент недоступен: телефон выключен', 'phone_off'],
	['Absent subscriber', 'phone_off'],
	['Абонент заблокирован', 'phone_barred'],
	['Call barred', 'phone_barred'],
	['Смена SIM-карты', 'sim_changed'],
	['IMSI changed', 'sim_changed'],
	['Абонент отказался от массовых рассылок', 'refused_at_operator'],
	['Имя отправителя не зарегистрировано', 'sender_refused'],
	['Sender rejected by operator', 'sender_refused'],
	['Текст отклонён как спам', 'text_refused'],
	['Отклонено модератором', 'moderation_refused'],
	['Истек срок жизни сообщения', 'expired_at_operator'],
	['EXPIRED', 'expired_at_operator'],
	['Недостаточно средств', 'no_funds'],
	['Что-то случилось', 'other'],
	[null, 'other'],
])('a message that failed with %j did so for %s', (text, reason) => {
	expect(undeliveredReasonIn(text)).toBe(reason);
});

test.each([
	['Недостаточно средств на балансе', 'no_funds'],
	['INSUFFICIENT FUNDS', 'no_funds'],
	['Пополните баланс', 'no_funds'],
	['Sender not found', 'sender_unknown'],
	['payload.sender is required', 'sender_unknown'],
	['"payload.sender" is required', 'sender_unknown'],
	['Sender is not approved by operator', null],
	['Баланс обновлён', null],
])('%j is the problem %s', (text, problem) => {
	expect(accountProblemIn([text])).toBe(problem);
});

test.each([
	['Could not find matching template', 400, 'rejected_template'],
	['Sender is not approved by operator', 400, 'rejected_sender'],
	['recipient has a wrong format', 400, 'rejected_number'],
	['payload.text is too long', 422, 'rejected_text'],
	['wrong', 422, 'rejected_number'],
	['wrong', 400, 'rejected_other'],
] as const)('a refusal with %j and %s is %s', (text, status, reason) => {
	expect(rejectionReasonIn([text], status)).toBe(reason);
});

describe('the classifier', () => {
	const flags = { notSentOn429: true, notSentOn503RetryAfter: true };
	const classify = (status: number, body: unknown, headers = {}) =>
		classifyHandOff(
			{ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
			flags,
			{ secrets: [] },
			0,
		);
	const id = 'a-b-c';

	test.each([
		['an id and a null error', 200, { id, status: 'pending', error: null }, 'accepted'],
		['201', 201, { id, status: 'pending' }, 'accepted'],
		['no status at all', 200, { id }, 'accepted'],
		['an array of one', 200, [{ id, status: 'pending' }], 'accepted'],
		['words about money in an accepted text', 200, { id, status: 'pending', text: 'недостаточно средств' }, 'accepted'],
		['a nested failed', 200, { id, state: { status: 'failed' } }, 'rejected'],
		['an id and an error', 200, { id, status: 'pending', error: 'oops' }, 'rejected'],
		['an empty id', 200, { id: '', status: 'pending' }, 'ambiguous'],
		['a null id', 200, { id: null }, 'ambiguous'],
		['an object id', 200, { id: {} }, 'ambiguous'],
		['an endless id', 200, { id: 'x'.repeat(201) }, 'ambiguous'],
		['an array of two', 200, [{ id }, { id }], 'ambiguous'],
		['a bare string', 200, '"ok"', 'ambiguous'],
		['null', 200, 'null', 'ambiguous'],
		['204', 204, '', 'ambiguous'],
		['the number 401 as a string', 200, { error: '401' }, 'unauthorised'],
		['400 whose body says 401', 400, { error: 401 }, 'unauthorised'],
		['500 whose body says 401', 500, { error: 401 }, 'ambiguous'],
		['the number 429', 200, { error: 429 }, 'not_sent'],
		['the number 503', 200, { error: 503 }, 'ambiguous'],
		['the number 404', 200, { error: 404 }, 'account_problem'],
		['the number 0', 200, { error: 0 }, 'ambiguous'],
		['error true', 200, { error: true }, 'rejected'],
		['a message-shaped refusal with 422', 422, { id, status: 'failed', error: 'x' }, 'rejected'],
		['a message-shaped refusal with 404', 404, { id, status: 'failed', error: 'x' }, 'rejected'],
		['a message-shaped refusal with 500', 500, { id, status: 'failed', error: 'x' }, 'ambiguous'],
		['a message-shaped refusal with 429', 429, { id, status: 'failed', error: 'x' }, 'not_sent'],
		['400 that is a page', 400, '<h1>Bad request</h1>', 'rejected'],
		['304', 304, '', 'account_problem'],
		['a status out of range', 600, '', 'ambiguous'],
	])('%s is %s', (_name, status, body, expected) => {
		expect(classify(status, body).class).toBe(expected);
	});

	test('never throws and never accepts what has no id', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
				const outcome = classify(status, body);
				return outcome.class !== 'accepted' || (status >= 200 && status < 300 && outcome.providerId !== '');
			}),
		);
	});

	test('never repeats what the provider may have taken: 5xx without words is ambiguous', () => {
		fc.assert(
			fc.property(fc.integer({ min: 500, max: 599 }), fc.json(), (status, body) => {
				return classify(status, body).class === 'ambiguous';
			}),
		);
	});
});

describe('evidence', () => {
	const phone = fc.integer({ min: 9_000_000_000, max: 9_999_999_999 });
	test('never holds a whole phone, however it is written', () => {
		const written = phone.chain((digits) => {
			const d = String(digits);
			const parts = [d.slice(0, 3), d.slice(3, 6), d.slice(6, 8), d.slice(8)];
			return fc.constantFrom(
				`+7${d}`,
				`7${d}`,
				`8${d}`,
				d,
				`+7 ${parts.join(' ')}`,
				`8 (${parts[0]}) ${parts[1]}-${parts[2]}-${parts[3]}`,
				`+7-${parts.join('-')}`,
			);
		});
		fc.assert(
			fc.property(written, fc.constantFrom('', 'n: ', '"', 'tel='), (text, before) => {
				const { text: shown = '' } = makeEvidence('x', { words: `${before}${text} refused` }, { secrets: [] });
				return shown.includes('***') && shown.replace(/\D/g, '').length <= 8;
			}),
		);
	});

	test.each([
		['half a pair', 'a\ud83dz', 'a\ufffdz'],
		['NUL', 'a\0z', 'az'],
		['a pair where it is cut', `${'x'.repeat(298)}😀zz`, `${'x'.repeat(298)}…`],
	])('%s never reaches what is stored', (_, words, shown) => {
		expect(makeEvidence('x', { words }, { secrets: [] }).text).toBe(shown);
	});

	test('keeps ids and status numbers readable', () => {
		const words = 'sending 5f0c3a52-6a57-4d0e-9b38-2f6d9a4c7e11 failed with 422 at 2026-02-02T10:00:00Z';
		expect(makeEvidence('x', { words }, { secrets: [] }).text).toBe(words);
	});
});

test('the read limiter never lets more than its rate through, and nothing starves', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }), (gaps) => {
			let clock = 0;
			const limiter = createReadLimiter(5, () => clock);
			const starts: number[] = [];
			for (const gap of gaps) {
				clock += gap;
				const waitMs = limiter.place(Number.POSITIVE_INFINITY);
				starts.push(clock + waitMs!);
			}
			// Five at once after a rest, five more within the second that follows.
			return starts.every((start, at) => at < 10 || start - starts[at - 10]! >= 1_000 - 1e-6);
		}),
	);
});
