import { setTimeout as wait } from 'node:timers/promises';
import type {
	AccountProblem,
	BalanceOutcome,
	Evidence,
	GatewayAccount,
	HandOffOutcome,
	HandOffRequest,
	ListOutcome,
	ListWindow,
	ProviderReport,
	ProviderSender,
	ReadOutcome,
	SendersOutcome,
	SmsGateway,
} from '@volna/messaging/gateway';
import { Pool } from 'undici';
import { parseBaseUrl } from './base-url.ts';
import { type CallResult, callOnce } from './call-once.ts';
import { classifyHandOff } from './classify-hand-off.ts';
import { type Hidden, makeEvidence } from './make-evidence.ts';
import { errorNumber, errorTexts, isObject, type Json, parseObject, textOf } from './read-error-body.ts';
import { createReadLimiter } from './read-limiter.ts';
import { amountOf, readReport } from './read-report.ts';
import { readRetryAfter } from './retry-after.ts';
import { type Access, createSigmaSession, type LoginResult } from './sigma-session.ts';

const connectTimeoutMs = 3_000;
/** A login or a read ends by itself. */
const callTimeoutMs = 10_000;
const handOffBodyLimit = 64 * 1024;
/** A page of 500 messages in full scope, Cyrillic escaped as `\uXXXX`, is some megabytes. */
const readBodyLimit = 16 * 1024 * 1024;
/** Lanes of messaging that may each have `maxInFlight` calls here; so no call waits inside the pool. */
const lanes = 3;
const readConnections = 4;
const readsPerSecond = 5;
const pageLimit = 500;

type Failure = {
	ok: false;
	problem: AccountProblem | null;
	absent: boolean;
	retryAfterMs?: number;
	evidence: Evidence;
};
type ReadJson = { ok: true; json: Json } | Failure;

/**
 * Opens SIGMA's HTTP API for one account. Nothing connects before the first call. An address that may not be used (not a
 * URL, plain http to a stranger) answers every call with the account problem `wrong_address`.
 */
export function createSigmaGateway(account: GatewayAccount): SmsGateway {
	const { flags } = account;
	const base = parseBaseUrl(account.baseUrl, account.emulator);
	const secrets = [account.token, account.password];
	const hidden: Hidden = { secrets };
	const now = () => performance.now();

	const pools = base.ok
		? {
				handOff: openPool(base.origin, flags.maxInFlight * lanes, handOffBodyLimit),
				read: openPool(base.origin, readConnections, readBodyLimit),
			}
		: null;
	const limiter = createReadLimiter(flags.requestsPerSecond === null ? null : readsPerSecond, now);
	const session = createSigmaSession({
		permanentToken: account.token,
		login: logIn,
		now,
	});

	let closing: Promise<void> | null = null;

	const addressProblem = (): Evidence => makeEvidence(base.ok ? 'closed' : base.problem, {}, hidden);

	async function logIn(): Promise<LoginResult> {
		const { username, password } = account;
		if (username === null || password === null) {
			return { ok: false, problem: 'login_failed', evidence: makeEvidence('no_credentials', {}, hidden) };
		}
		if (!base.ok || !pools) return { ok: false, problem: 'wrong_address', evidence: addressProblem() };
		const result = await callOnce(pools.read, {
			method: 'POST',
			path: `${base.path}/login`,
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify({ username, password }),
			startBy: now() + callTimeoutMs,
			deadline: AbortSignal.timeout(callTimeoutMs),
		});
		return readLogin(result, hidden);
	}

	async function handOff(request: HandOffRequest, onSending?: () => void): Promise<HandOffOutcome> {
		const own: Hidden = { secrets, text: request.text };
		let sending = false;
		try {
			if (!base.ok || !pools) {
				return { class: 'account_problem', problem: 'wrong_address', scope: 'account', evidence: addressProblem() };
			}
			if (request.text.includes('${')) {
				// SIGMA would fill it from lists of its own.
				return { class: 'rejected', reason: 'rejected_text', evidence: makeEvidence('provider_placeholder', {}, own) };
			}
			const startBy = request.intendedAtMs + request.startWithinMs;
			const leftMs = request.intendedAtMs + request.deadlineMs - now();
			if (leftMs <= 0 || now() > startBy) return notStarted(own);
			const deadline = AbortSignal.timeout(Math.max(1, Math.round(leftMs)));

			const given = session.access();
			const access = given instanceof Promise ? await before(given, startBy) : given;
			if (access === null) return notStarted(own);
			if (!access.ok) return withoutAccess(access);

			const result = await callOnce(pools.handOff, {
				method: 'POST',
				path: `${base.path}/sendings`,
				headers: {
					authorization: access.token,
					'content-type': 'application/json',
					accept: 'application/json',
					...(flags.attemptHeader && { 'x-volna-attempt': `${request.messageId}.${request.attempt}` }),
				},
				body: JSON.stringify({
					recipient: request.phone,
					type: 'sms',
					payload: { sender: request.sender, text: request.text },
				}),
				startBy,
				deadline,
				onSending() {
					onSending?.();
					sending = true;
				},
			});
			if (result.kind === 'broken') {
				const evidence = makeEvidence(result.code, {}, own);
				return result.written ? { class: 'ambiguous', evidence } : { class: 'not_sent', throttled: false, evidence };
			}
			const seen: Hidden = { secrets: [...secrets, access.token], text: request.text };
			const outcome = classifyHandOff(result, flags, seen, Date.now());
			if (outcome.class !== 'unauthorised') {
				if (outcome.class !== 'ambiguous') session.accepted(access.token);
				return outcome;
			}
			return session.refused(access.token, outcome.evidence) === 'again'
				? { class: 'not_sent', throttled: false, evidence: outcome.evidence }
				: { class: 'account_problem', problem: 'unauthorized', scope: 'account', evidence: outcome.evidence };
		} catch (error) {
			const evidence = makeEvidence(
				'internal',
				{ words: error instanceof Error ? error.message : String(error) },
				{ secrets, text: request.text },
			);
			return sending ? { class: 'ambiguous', evidence } : { class: 'not_sent', throttled: false, evidence };
		}
	}

	function notStarted(own: Hidden): HandOffOutcome {
		return { class: 'not_sent', throttled: false, evidence: makeEvidence('NOT_STARTED', {}, own) };
	}

	/** One read: its place in line, the token, the call, and after a 401 once more. */
	async function readJson(path: string, limited: boolean, insist = false): Promise<ReadJson> {
		if (!base.ok || !pools) {
			return { ok: false, problem: 'wrong_address', absent: false, evidence: addressProblem() };
		}
		for (let turn = 1; ; turn++) {
			if (limited) {
				const waitMs = limiter.place(callTimeoutMs);
				if (waitMs === null) {
					const evidence = makeEvidence('read_limit', {}, hidden);
					return { ok: false, problem: null, absent: false, retryAfterMs: callTimeoutMs, evidence };
				}
				if (waitMs > 0) await wait(waitMs);
			}
			const access = await session.access(insist && turn === 1);
			if (!access.ok) {
				const { problem, retryAfterMs, evidence } = access;
				return { ok: false, problem, absent: false, ...(retryAfterMs !== undefined && { retryAfterMs }), evidence };
			}
			const result = await callOnce(pools.read, {
				method: 'GET',
				path: `${base.path}${path}`,
				headers: { authorization: access.token, accept: 'application/json' },
				body: null,
				startBy: now() + callTimeoutMs,
				deadline: AbortSignal.timeout(callTimeoutMs),
			});
			const seen: Hidden = { secrets: [...secrets, access.token] };
			const read = readAnswer(result, seen);
			if (read.ok || !read.unauthorised) {
				if (read.ok || read.absent) session.accepted(access.token);
				if (!read.ok && read.retryAfterMs !== undefined) limiter.pause(read.retryAfterMs);
				return read;
			}
			if (session.refused(access.token, read.evidence) === 'dead' || turn === 2) return read;
		}
	}

	async function read(providerId: string): Promise<ReadOutcome> {
		const given = await readJson(`/sendings/${encodeURIComponent(providerId)}?%24scope=full`, true);
		if (!given.ok) return given.absent ? { class: 'absent' } : readFailed(given);
		const report = readReport(given.json);
		if (report?.providerId === providerId) return { class: 'found', report };
		return { class: 'failed', evidence: makeEvidence(report ? 'foreign_id' : 'not_a_sending', {}, hidden) };
	}

	async function list(window: ListWindow): Promise<ListOutcome> {
		if (!flags.list) return { class: 'failed', evidence: makeEvidence('list_off', {}, hidden) };
		const limit = Math.max(1, Math.min(pageLimit, window.limit));
		const query = new URLSearchParams({
			$offset: String(window.offset),
			$limit: String(limit),
			'$order[0][0]': 'createdAt',
			'$order[0][1]': 'asc',
			'$scope[0]': 'full',
			// Both bounds are exclusive there and inclusive here.
			'createdAt[$gt]': new Date(window.from.getTime() - 1).toISOString(),
			'createdAt[$lt]': new Date(window.until.getTime() + 1).toISOString(),
		});
		const given = await readJson(`/sendings?${query}`, true);
		if (!given.ok) return readFailed(given);
		const rows = given.json.data;
		if (!Array.isArray(rows)) return { class: 'failed', evidence: makeEvidence('not_a_list', {}, hidden) };
		const reports: ProviderReport[] = [];
		for (const row of rows) {
			const report = readReport(row);
			if (report) reports.push(report);
		}
		return { class: 'page', reports, more: rows.length >= limit };
	}

	async function balance(): Promise<BalanceOutcome> {
		const me = await readJson('/users/me', false, true);
		if (me.ok) {
			const known = readUser(me.json);
			if (known) return known;
		} else if (!me.absent) {
			return balanceFailed(me);
		}
		const userId = (me.ok ? textOf(me.json.id) : null) ?? session.userId();
		if (userId === null) {
			return { class: 'failed', evidence: makeEvidence('no_user_id', {}, hidden) };
		}
		const user = await readJson(`/users/${encodeURIComponent(userId)}`, false);
		const known = user.ok ? readUser(user.json) : null;
		if (known) return known;
		const short = await readJson(`/billings/balance/${encodeURIComponent(userId)}`, false);
		if (!short.ok) return balanceFailed(short);
		const amount = amountOf(short.json.result);
		if (amount === null) return { class: 'failed', evidence: makeEvidence('no_balance', {}, hidden) };
		return { class: 'known', balance: amount, username: account.username, userId, active: true };
	}

	function readUser(json: Json): Extract<BalanceOutcome, { class: 'known' }> | null {
		const amount = amountOf(json.balance);
		if (amount === null) return null;
		return {
			class: 'known',
			balance: amount,
			username: textOf(json.username) ?? account.username,
			userId: textOf(json.id) ?? session.userId(),
			active: json.isActive !== false,
		};
	}

	async function senders(): Promise<SendersOutcome> {
		const query = new URLSearchParams({ '$scope[0]': 'full', '$scope[1]': 'attached' });
		const given = await readJson(`/sendernames?${query}`, false, true);
		if (!given.ok) return balanceFailed(given);
		const rows = given.json.data;
		if (!Array.isArray(rows)) return { class: 'failed', evidence: makeEvidence('not_a_list', {}, hidden) };
		return { class: 'known', senders: rows.map(readSender).filter((sender) => sender !== null) };
	}

	return {
		accountId: account.id,
		capabilities: {
			list: flags.list,
			listProvesAbsence: flags.listProvesAbsence,
			listLagSeconds: flags.listLagSeconds,
			callbacks: flags.callbacks,
			perMessageCallback: false,
			externalId: false,
			idempotencyKey: false,
		},
		handOff,
		read,
		list,
		balance,
		senders,
		close() {
			closing ??= pools ? Promise.all([pools.handOff.close(), pools.read.close()]).then(() => {}) : Promise.resolve();
			return closing;
		},
	};
}

function openPool(origin: string, connections: number, maxResponseSize: number): Pool {
	return new Pool(origin, {
		connections,
		pipelining: 1,
		allowH2: false,
		connect: { timeout: connectTimeoutMs },
		maxResponseSize,
		// Below what servers keep (nginx 75 s, Node 5 s): a connection closed as we write makes an unknown.
		keepAliveTimeout: 2_000,
		keepAliveTimeoutThreshold: 1_000,
		// Gaps, to about a second; the deadline is the call's signal.
		headersTimeout: callTimeoutMs,
		bodyTimeout: callTimeoutMs,
	});
}

/** What the promise gives, or null when the instant passes first. */
async function before<T>(promise: Promise<T>, instant: number): Promise<T | null> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<null>((resolve) => {
		timer = setTimeout(() => resolve(null), Math.max(0, instant - performance.now()));
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

function withoutAccess(access: Extract<Access, { ok: false }>): HandOffOutcome {
	const { problem, retryAfterMs, evidence } = access;
	if (problem !== null) return { class: 'account_problem', problem, scope: 'account', evidence };
	return {
		class: 'not_sent',
		throttled: retryAfterMs !== undefined,
		...(retryAfterMs !== undefined && { retryAfterMs }),
		evidence,
	};
}

/** A login that brings no token is the account's problem, unless the cause passes by itself. */
function readLogin(result: CallResult, hidden: Hidden): LoginResult {
	if (result.kind === 'broken') {
		return { ok: false, problem: null, evidence: makeEvidence(`login_${result.code}`, {}, hidden) };
	}
	const { status } = result;
	const json = parseObject(result.body);
	const ok = status >= 200 && status < 300;
	const token = json && ok && !json.error ? textOf(json.token) : null;
	if (json && token !== null) {
		const id = typeof json.id === 'number' ? String(json.id) : textOf(json.id);
		return { ok: true, token, userId: id };
	}
	const number = json ? errorNumber(json) : null;
	const meant = ok && number !== null ? number : status;
	const words = json ? errorTexts(json)[0] : undefined;
	const evidence = makeEvidence(`login_${meant}`, { httpStatus: status, ...(words && { words }) }, hidden);
	const passing = meant === 408 || meant === 429 || meant >= 500;
	if (passing) {
		const retryAfterMs = readRetryAfter(result.headers, Date.now());
		return { ok: false, problem: null, ...(retryAfterMs !== undefined && { retryAfterMs }), evidence };
	}
	const elsewhere = meant === 404 || meant === 405 || (meant >= 300 && meant < 400) || (ok && !json);
	return { ok: false, problem: elsewhere ? 'wrong_address' : 'login_failed', evidence };
}

function readAnswer(
	result: CallResult,
	hidden: Hidden,
): ({ ok: true; json: Json } | Failure) & { unauthorised?: boolean } {
	if (result.kind === 'broken') {
		return { ok: false, problem: null, absent: false, evidence: makeEvidence(result.code, {}, hidden) };
	}
	const { status, body } = result;
	const ok = status >= 200 && status < 300;
	const json = parseObject(body);
	const number = json ? errorNumber(json) : null;
	if (ok && json && !(json.error && textOf(json.id) === null)) return { ok: true, json };
	const meant = number !== null && (ok || number === 401) ? number : status;
	const words = json ? errorTexts(json)[0] : undefined;
	const code = ok ? (json ? `error_${meant}` : 'not_json') : `http_${meant}`;
	const evidence = makeEvidence(code, { httpStatus: status, ...(words && { words }) }, hidden);
	const retryAfterMs = readRetryAfter(result.headers, Date.now()) ?? (meant === 429 ? 1_000 : undefined);
	const redirect = meant >= 300 && meant < 400;
	return {
		ok: false,
		problem: meant === 401 ? 'unauthorized' : meant === 403 ? 'forbidden' : redirect ? 'wrong_address' : null,
		// A page that says 404 comes from somewhere else than SIGMA and proves nothing.
		absent: meant === 404 && json !== null,
		...(retryAfterMs !== undefined && { retryAfterMs }),
		evidence,
		unauthorised: meant === 401,
	};
}

function readFailed(failure: Failure): Extract<ReadOutcome, { class: 'failed' }> {
	const { retryAfterMs, evidence } = failure;
	return { class: 'failed', ...(retryAfterMs !== undefined && { retryAfterMs }), evidence };
}

function balanceFailed(failure: Failure): Extract<BalanceOutcome, { class: 'failed' }> {
	const { problem, absent, evidence } = failure;
	// SIGMA's own 404 means that it has no such call.
	const elsewhere = evidence.code === 'not_json' || (evidence.code === 'http_404' && !absent);
	const kind = problem ?? (elsewhere ? 'wrong_address' : null);
	return { class: 'failed', ...(kind !== null && { problem: kind }), evidence };
}

const moderationWords: Record<string, ProviderSender['moderation']> = {
	approved: 'approved',
	pending: 'pending',
	processing: 'pending',
	moderation: 'pending',
	new: 'pending',
	refused: 'refused',
	rejected: 'refused',
	declined: 'refused',
};

/** A sender of the SMS channel; names of other channels are passed over. */
function readSender(row: unknown): ProviderSender | null {
	if (!isObject(row)) return null;
	const name = textOf(row.name);
	const type = textOf(row.type);
	if (name === null || (type !== null && type !== 'sms')) return null;
	const word = textOf(row.moderation)?.toLowerCase() ?? '';
	return { name, moderation: Object.hasOwn(moderationWords, word) ? moderationWords[word]! : 'unknown' };
}
