import { randomUUID } from 'node:crypto';
import type { EmulatorClock } from './emulator-clock.ts';
import { fateOf, type LifeTimes } from './fates.ts';
import type { FaultBook, FaultDo, FaultRule, FaultSubject } from './fault-book.ts';
import { chance } from './fault-book.ts';
import type { MessageLife } from './message-life.ts';
import { readForm } from './read-form.ts';
import { microsNow, type Sending, type SendingBook } from './sending-book.ts';
import { showSending } from './show-sending.ts';
import { countSmsParts } from './sms-parts.ts';
import type { Switches } from './switches.ts';
import type { EmulatedAccount, Tokens } from './tokens.ts';

export interface ApiRequest {
	method: string;
	/** Below `/api`, without the query. */
	path: string;
	query: URLSearchParams;
	token: string | undefined;
	attempt: string | undefined;
	contentType: string;
	body: Buffer;
}

export interface ApiAnswer {
	status: number;
	headers: Record<string, string>;
	body: string | Buffer;
}

/** How the answer travels. `cut` ones never arrive whole. */
export type Delivery = Extract<FaultDo, { kind: 'latency' | 'drip' | 'hang' | 'drop' | 'refuse' }>;

export interface ApiResult {
	answer: ApiAnswer;
	delivery: Delivery | null;
	/** The answer may go out once this has ended. */
	after: Promise<void> | null;
	/** Entries of the ledger this request has made. */
	entries: readonly Sending[];
}

export interface ApiParts {
	book: SendingBook;
	faults: FaultBook;
	life: MessageLife;
	tokens: Tokens;
	clock: EmulatorClock;
	times: LifeTimes;
	switches(): Switches;
	/** Every entry is announced before its answer goes out. */
	changed(): void;
}

/** Roubles a part costs. */
export const pricePerPart = 2.5;

const types = new Set(['sms', 'viber', 'vk', 'voice', 'flashcall', 'whatsapp']);

interface Asked {
	recipients: string[];
	many: boolean;
	sender: string;
	text: string;
	type: string;
	body: Record<string, unknown>;
}

type Spent = { account: EmulatedAccount; roubles: number };

/** SIGMA's side of the wire: one request in, one answer out, and whatever the faults make of it. */
export function createSigmaApi(parts: ApiParts) {
	const { book, faults, life, tokens, clock, switches } = parts;
	const spent = new Map<EmulatedAccount, number>();
	const repeats = new Map<string, { answer: ApiAnswer; id: string | null }>();

	function json(status: number, body: unknown, headers: Record<string, string> = {}): ApiAnswer {
		return {
			status,
			headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
			body: JSON.stringify(body),
		};
	}

	function envelope(status: number, message: string, detail?: string, headers?: Record<string, string>): ApiAnswer {
		const http = switches().errorHttpStatus === 'always200' ? 200 : status;
		return json(
			http,
			{ error: status, message, ...(detail !== undefined && { data: [{ message: detail }] }) },
			headers,
		);
	}

	const notFound = () => envelope(404, 'Not found');
	const unauthorised = () => envelope(401, 'Unauthorized');

	/** The answer of a fault that puts its own in place of the real one; null for those that only bear on its way. */
	function answerOf(rule: FaultRule, asked: Asked | null): ApiAnswer | null {
		const effect = rule.do;
		switch (effect.kind) {
			case 'status': {
				const text = typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body ?? '');
				const type = typeof effect.body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
				const headers = Object.fromEntries(
					Object.entries(effect.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
				);
				return {
					status: effect.status,
					headers: { 'content-type': type, ...headers },
					body: effect.body === undefined ? '' : text,
				};
			}
			case 'ok-error':
				return json(200, { error: effect.error ?? 500, message: effect.message ?? 'Something went wrong' });
			case 'failed-answer':
				return json(effect.status ?? switches().refusedMessageStatus, {
					id: randomUUID(),
					recipient: asked?.recipients[0] ?? '',
					status: 'failed',
					error: effect.error ?? 'Сообщение отклонено',
				});
			case 'garbage':
				return garbage(effect, asked);
			case 'login-fail':
				return envelope(effect.status ?? 400, effect.message ?? 'Wrong username or password');
			case 'sender-unknown':
				return effect.required
					? envelope(effect.status ?? 400, 'Validation error', 'payload.sender is required')
					: envelope(effect.status ?? 400, 'Sender not found', 'Sender not found');
			case 'template-mismatch':
				return envelope(effect.status ?? 400, 'Could not find matching template');
			case 'rate':
				return limited(effect);
			default:
				return null;
		}
	}

	function limited(effect: Extract<FaultDo, { kind: 'rate' }>): ApiAnswer {
		const retryAfter = effect.retryAfter ?? (switches().rateHeaders ? 1 : undefined);
		return envelope(429, 'Too many requests', undefined, {
			...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
			...(switches().rateHeaders && {
				'x-ratelimit-limit': String(effect.perSecond),
				'x-ratelimit-remaining': '0',
			}),
		});
	}

	function garbage(effect: Extract<FaultDo, { kind: 'garbage' }>, asked: Asked | null): ApiAnswer {
		const recipient = asked?.recipients[0] ?? '';
		const page = `<!doctype html><html><body><h1>It works</h1><p>${recipient}</p></body></html>`;
		const html = { 'content-type': 'text/html; charset=utf-8' };
		const type = { 'content-type': 'application/json; charset=utf-8' };
		switch (effect.shape) {
			case 'broken-json':
				return { status: 200, headers: type, body: `{"id":"${randomUUID()}","recipient":"${recipient}","sta` };
			case 'html':
				return { status: 200, headers: html, body: page };
			case 'empty':
				return { status: 200, headers: type, body: '' };
			case 'no-id':
				return json(200, { recipient, status: 'pending', error: null });
			case 'numeric-id':
				return json(200, { id: 12345, recipient, status: 'pending', error: null });
			case 'huge': {
				const filler = 'x'.repeat(Math.round((effect.megabytes ?? 1) * 1_048_576));
				return json(200, { id: randomUUID(), recipient, status: 'pending', error: null, filler });
			}
			case 'foreign-id': {
				const last = book.sendings().findLast((sending) => sending.taken);
				return json(200, { id: last?.id ?? randomUUID(), recipient, status: 'pending', error: null });
			}
			default:
				return envelope(500, 'unknown shape of garbage');
		}
	}

	function read(asked: ApiRequest): Record<string, unknown> | null {
		if (asked.body.length === 0) return {};
		const text = asked.body.toString('utf8');
		// A client may post JSON and leave the content type at its library's default.
		const looksLikeJson = text.trimStart().startsWith('{');
		if (!looksLikeJson && asked.contentType.includes('application/x-www-form-urlencoded')) return readForm(text);
		try {
			const value: unknown = JSON.parse(text);
			return typeof value === 'object' && value !== null && !Array.isArray(value)
				? (value as Record<string, unknown>)
				: null;
		} catch {
			return null;
		}
	}

	function readSending(request: ApiRequest): Asked | null {
		const body = read(request);
		if (!body) return null;
		const payload = (typeof body.payload === 'object' && body.payload !== null ? body.payload : {}) as Record<
			string,
			unknown
		>;
		const given = body.recipient;
		let recipients: unknown[] = [];
		if (Array.isArray(given)) {
			recipients = given;
		} else if (typeof given === 'object' && given !== null) {
			const { include, exclude } = given as { include?: unknown; exclude?: unknown };
			const out = new Set(Array.isArray(exclude) ? exclude.map(String) : []);
			recipients = Array.isArray(include) ? include.filter((each) => !out.has(String(each))) : [];
		} else if (given !== undefined && given !== null && given !== '') {
			recipients = [given];
		}
		return {
			recipients: recipients.map(String),
			many: typeof given === 'object' && given !== null,
			sender: typeof payload.sender === 'string' ? payload.sender : '',
			text: typeof payload.text === 'string' ? payload.text : '',
			type: typeof body.type === 'string' ? body.type : 'sms',
			body,
		};
	}

	function enter(
		request: ApiRequest,
		at: number,
		asked: Asked | null,
		recipient: string,
		more: { account: string; fault: string | null; httpStatus: number | null } & Partial<Sending>,
	): Sending {
		const text = asked?.text ?? '';
		const counted = countSmsParts(text, switches().extensionCost);
		const externalField = switches().externalIdField;
		const external = externalField === null ? null : asked?.body[externalField];
		return book.add({
			at,
			recipient,
			sender: asked?.sender ?? '',
			text,
			type: asked?.type ?? '',
			parts: counted.parts,
			encoding: counted.encoding,
			attempt: request.attempt ?? null,
			taken: false,
			id: null,
			status: '',
			error: null,
			statuses: [],
			callbacks: [],
			price: 0,
			refunded: false,
			createdAtMs: clock.nowMs(),
			externalId: typeof external === 'string' ? external : null,
			callbackUrl:
				switches().perMessageCallback && typeof asked?.body.callbackUrl === 'string' ? asked.body.callbackUrl : null,
			...more,
		});
	}

	/** What is wrong with a request to send, as the answer that says so. */
	function objection(account: EmulatedAccount, asked: Asked): ApiAnswer | null {
		if (asked.recipients.length === 0) return envelope(400, 'Validation error', 'recipient is required');
		const shape = switches().plusRequired ? /^\+\d{10,15}$/ : /^\+?\d{10,15}$/;
		if (!asked.recipients.every((each) => shape.test(each))) {
			return envelope(422, 'Validation error', 'recipient has a wrong format');
		}
		if (!types.has(asked.type)) return envelope(400, 'Validation error', 'type is unknown');
		if (asked.sender === '') return envelope(400, 'Validation error', 'payload.sender is required');
		if (asked.text === '') return envelope(400, 'Validation error', 'payload.text is required');
		if (!account.senders.some((each) => each.name === asked.sender && each.moderation === 'approved')) {
			return envelope(400, 'Sender not found', 'Sender not found');
		}
		return null;
	}

	function send(request: ApiRequest): ApiResult {
		const at = microsNow();
		const asked = readSending(request);
		const subject: FaultSubject = {
			method: 'POST',
			path: '/sendings',
			recipient: asked?.recipients[0] ?? null,
			sender: asked?.sender ?? null,
		};
		const rule = faults.match('answer', subject) ?? null;
		if (rule?.do.kind === 'token-expire') tokens.expireAll();
		const instead = rule ? answerOf(rule, asked) : null;
		const delivery = rule ? deliveryOf(rule.do) : null;
		const cut = delivery?.kind === 'hang' || delivery?.kind === 'drop' || delivery?.kind === 'refuse';
		const account = tokens.check(request.token);
		const fault = rule?.id ?? null;
		const seen = (answer: ApiAnswer) => (cut ? null : (instead ?? answer).status);

		const refuse = (answer: ApiAnswer, byFault = fault): ApiResult => {
			const entries = (asked && asked.recipients.length > 0 ? asked.recipients : ['']).map((recipient) =>
				enter(request, at, asked, withPlus(recipient), {
					account: account?.username ?? '',
					fault: byFault,
					httpStatus: seen(answer),
				}),
			);
			return { answer: instead ?? answer, delivery, after: null, entries };
		};

		if ((instead || cut) && rule?.do.take !== true) return refuse(instead ?? notFound());
		if (!account) return refuse(unauthorised());
		if (!asked) return refuse(envelope(400, 'Request body is not understood'));
		const wrong = objection(account, asked);
		if (wrong) return refuse(wrong);

		const keyField = switches().idempotencyField;
		const key =
			keyField !== null && typeof asked.body[keyField] === 'string' ? `${keyField}:${asked.body[keyField]}` : null;
		const before = key === null ? undefined : repeats.get(key);
		if (before) return refuse(before.answer);

		const counted = countSmsParts(asked.text, switches().extensionCost);
		const price = counted.parts * pricePerPart;
		const broke = faults.pay(subject, price * asked.recipients.length);
		if (broke?.do.kind === 'funds') {
			return refuse(
				envelope(switches().noFundsStatus, broke.do.message ?? 'Недостаточно средств на балансе'),
				broke.id,
			);
		}

		const entries: Sending[] = [];
		const waits: Promise<void>[] = [];
		let refusal: string | undefined;
		for (const given of asked.recipients) {
			const recipient = withPlus(given);
			const refusedWith = fateOf(recipient, parts.times).refusedWith;
			refusal ??= refusedWith;
			const sending = enter(request, at, asked, recipient, {
				account: account.username,
				fault,
				httpStatus: null,
				id: randomUUID(),
				taken: refusedWith === undefined,
				status: refusedWith === undefined ? 'pending' : 'failed',
				error: refusedWith ?? null,
				price: refusedWith === undefined ? price : 0,
			});
			sending.statuses.push({ status: sending.status, at });
			entries.push(sending);
			if (refusedWith !== undefined) continue;
			spend({ account, roubles: price });
			const wait = life.begin(sending, { ...subject, recipient }, validityMs(asked));
			if (wait) waits.push(wait);
		}
		const answer = json(
			refusal === undefined ? 200 : switches().refusedMessageStatus,
			answerBody(entries, asked, request.query.get('return') === 'each'),
		);
		for (const sending of entries) sending.httpStatus = seen(answer);
		if (key !== null) repeats.set(key, { answer, id: entries[0]?.id ?? null });
		return {
			answer: instead ?? answer,
			delivery,
			after: waits.length > 0 ? Promise.all(waits).then(() => {}) : null,
			entries,
		};
	}

	function answerBody(entries: readonly Sending[], asked: Asked, each: boolean): unknown {
		const field = switches().externalIdField;
		const show = (sending: Sending) => ({
			id: sending.id,
			recipient: sending.recipient,
			status: sending.statuses[0]!.status,
			error: sending.statuses[0]!.status === 'failed' ? sending.error : null,
			...(field !== null && { [field]: sending.externalId }),
		});
		if (each && switches().returnEachShape === 'array') return entries.map(show);
		if (entries.length === 1 || !asked.many) return show(entries[0]!);
		return { ...show(entries[0]!), recipient: entries.map((sending) => sending.recipient) };
	}

	function validityMs(asked: Asked): number | null {
		const field = switches().validityField;
		const seconds = field === null ? Number.NaN : Number(asked.body[field] ?? Number.NaN);
		return Number.isFinite(seconds) ? seconds * 1000 : null;
	}

	function spend(spending: Spent): void {
		spent.set(spending.account, (spent.get(spending.account) ?? 0) + spending.roubles);
	}

	function balanceOf(account: EmulatedAccount): number {
		const left = faults.fundsLeft() ?? account.balance - (spent.get(account) ?? 0);
		return Math.round(left * 100) / 100;
	}

	function list(account: EmulatedAccount, query: URLSearchParams): ApiAnswer {
		if (!switches().listEnabled) return notFound();
		const rule = faults.match('list', { method: 'GET', path: '/sendings', recipient: null, sender: null });
		const fault = rule?.do.kind === 'list' ? rule.do : null;
		if (fault?.status !== undefined) return envelope(fault.status, 'Internal error');
		const lagMs = Math.max(switches().listLagMs, fault?.lagMs ?? 0);
		const limit = Math.trunc(Number(query.get('$limit') ?? 50));
		const offset = Math.trunc(Number(query.get('$offset') ?? 0));
		if (!(limit >= 1 && limit <= 500) || !(offset >= 0)) return envelope(400, 'Validation error', '$limit is 1 to 500');
		const instant = (name: string, otherwise: number) => {
			const text = query.get(name);
			return text === null ? otherwise : Date.parse(text.trim());
		};
		const upper = instant('createdAt[$lt]', Number.POSITIVE_INFINITY);
		const lower = instant('createdAt[$gt]', Number.NEGATIVE_INFINITY);
		if (Number.isNaN(upper) || Number.isNaN(lower)) {
			return envelope(400, 'Validation error', 'createdAt is no instant');
		}
		const { rows } = book.list({
			account: account.username,
			offset,
			limit,
			descending: (query.get('$order[0][1]') ?? 'desc').toLowerCase() !== 'asc',
			afterMs: lower,
			beforeMs: lagMs > 0 ? Math.min(upper, clock.nowMs() - lagMs) : upper,
		});
		const full = isFull(query);
		const field = switches().externalIdField;
		const data = rows.flatMap((row) => {
			if (fault?.missingPercent && chance(fault.seed ?? 1, row.seq) * 100 < fault.missingPercent) return [];
			const item = showSending(row, full, field);
			const twice = fault?.duplicatePercent && chance(fault.seed ?? 2, row.seq) * 100 < fault.duplicatePercent;
			return twice ? [item, item] : [item];
		});
		return json(200, { data });
	}

	function login(request: ApiRequest): ApiAnswer {
		const body = read(request);
		const account = body ? tokens.login(body.username, body.password) : undefined;
		if (!account) return envelope(400, 'Wrong username or password');
		const token =
			switches().tokenKind === 'permanent' ? account.permanentToken : tokens.issue(account, switches().tokenTtl);
		return json(200, { id: account.userId, username: account.username, token });
	}

	function answer(request: ApiRequest): ApiAnswer {
		const { method, path } = request;
		if (method === 'POST' && path === '/login') return login(request);
		const account = tokens.check(request.token);
		if (!account) return unauthorised();
		const me = () => ({
			id: account.userId,
			username: account.username,
			balance: balanceOf(account),
			isActive: true,
		});
		if (method === 'GET') {
			if (path === '/sendings') return list(account, request.query);
			if (path.startsWith('/sendings/')) {
				const sending = book.find(decodeURIComponent(path.slice('/sendings/'.length)));
				if (!sending || sending.account !== account.username) return notFound();
				return json(200, showSending(sending, isFull(request.query), switches().externalIdField));
			}
			if (path === '/users/me') return switches().userInfo ? json(200, me()) : notFound();
			if (path === `/users/${account.userId}`) return json(200, me());
			if (path === `/billings/balance/${account.userId}`) return json(200, { result: balanceOf(account) });
			if (path === '/sendernames') return switches().senderNames ? json(200, { data: account.senders }) : notFound();
			if (path === '/sendingsIncoming' && switches().inbound) {
				const data = book.incoming().map((each) => ({
					id: each.id,
					from: each.from,
					to: each.to,
					type: 'sms',
					payload: { text: each.text },
					createdAt: new Date(each.createdAtMs).toISOString(),
				}));
				return json(200, { data: data.slice(-500).reverse() });
			}
		}
		if (method === 'POST' && path === '/sendingsIncoming' && switches().inbound) {
			const body = read(request) as { from?: unknown; to?: unknown; payload?: { text?: unknown } } | null;
			if (typeof body?.from !== 'string' || typeof body.payload?.text !== 'string') {
				return envelope(400, 'Validation error', 'from and payload.text are required');
			}
			life.answer(withPlus(body.from), typeof body.to === 'string' ? body.to : '', body.payload.text);
			return json(200, { status: 'ok' });
		}
		return notFound();
	}

	return {
		/** Answers one request. Entries are in the ledger when this returns. */
		handle(request: ApiRequest): ApiResult {
			if (request.method === 'POST' && request.path === '/sendings') {
				const result = send(request);
				parts.changed();
				return result;
			}
			const rule = faults.match('answer', {
				method: request.method,
				path: request.path,
				recipient: null,
				sender: null,
			});
			if (rule?.do.kind === 'token-expire') tokens.expireAll();
			const instead = rule ? answerOf(rule, null) : null;
			return {
				answer: instead ?? answer(request),
				delivery: rule ? deliveryOf(rule.do) : null,
				after: null,
				entries: [],
			};
		},
		clear(): void {
			spent.clear();
			repeats.clear();
		},
	};
}

function deliveryOf(effect: FaultDo): Delivery | null {
	switch (effect.kind) {
		case 'latency':
		case 'drip':
		case 'hang':
		case 'drop':
		case 'refuse':
			return effect;
		default:
			return null;
	}
}

function withPlus(phone: string): string {
	return /^\d/.test(phone) ? `+${phone}` : phone;
}

function isFull(query: URLSearchParams): boolean {
	for (const [name, value] of query) {
		if (value === 'full' && (name === '$scope' || /^\$scope\[\d*\]$/.test(name))) return true;
	}
	return false;
}
