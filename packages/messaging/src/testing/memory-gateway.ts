import type {
	Evidence,
	GatewayCapabilities,
	HandOffOutcome,
	HandOffRequest,
	ListOutcome,
	ListWindow,
	ProviderReport,
	ProviderSender,
	SmsGateway,
} from '../gateway.ts';

/** What the provider does with one hand-off. */
export interface Scripted {
	/** Whether the message goes in, whatever is answered. */
	readonly taken: boolean;
	/** The answer; `accepted` names the new id by itself. `silence` is none until the deadline. */
	readonly answer: 'accepted' | 'silence' | HandOffOutcome;
	/** The answer waits for this. */
	readonly after?: Promise<unknown>;
}

/** One call as the provider saw it: the ledger. */
export interface MemoryEntry {
	readonly messageId: string;
	readonly attempt: number;
	readonly phone: string;
	readonly sender: string;
	readonly text: string;
	/** By the gateway's clock. */
	readonly at: Date;
	/** Monotonic, ms. */
	readonly atMs: number;
	readonly taken: boolean;
	/** Null where it was not taken. */
	readonly providerId: string | null;
}

export interface MemoryGatewayOptions {
	readonly accountId?: string;
	readonly capabilities?: Partial<GatewayCapabilities>;
	/** The provider's clock: when messages are created. */
	readonly now?: () => Date;
	/** What an ordinary hand-off comes to; accepted at once by default. */
	readonly behave?: (request: HandOffRequest) => Scripted;
	readonly senders?: readonly ProviderSender[];
	readonly balance?: number;
}

/** A provider in memory, and the gateway to it. */
export interface MemoryGateway extends SmsGateway {
	/** Every hand-off that reached the provider, in order. */
	readonly entries: readonly MemoryEntry[];
	/** The next hand-offs come to these, one each. */
	script(...next: readonly Scripted[]): void;
	/** From now on hand-offs come to this. */
	behave(by: (request: HandOffRequest) => Scripted): void;
	/** Gives a message a status, as the operator would. */
	setStatus(providerId: string, word: MemoryWord, more?: Partial<ProviderReport>): void;
	/** What a callback about a message would say now. */
	reportOf(providerId: string): ProviderReport;
	/** Another system's message on the same account. */
	addForeign(message: { phone: string; sender: string; text: string; at?: Date }): string;
	/** Messages that the list does not show yet. */
	hideFromList(providerId: string): void;
	showInList(providerId: string): void;
	/** Reads and lists fail with this until it is null. */
	failReads(evidence: Evidence | null): void;
	/** Calls of `read` and `list` so far. */
	readonly reads: { single: number; pages: number };
	/** Hand-offs that have begun and have no answer yet. */
	readonly underWay: number;
}

const words = {
	pending: { rank: 1, state: 'submitted' },
	processing: { rank: 3, state: 'submitted' },
	sent: { rank: 4, state: 'sent' },
	failed: { rank: 5, state: 'undelivered' },
	delivered: { rank: 6, state: 'delivered' },
	seen: { rank: 7, state: 'delivered' },
} as const;
export type MemoryWord = keyof typeof words | (string & {});

const accept: Scripted = { taken: true, answer: 'accepted' };

/** A gateway without a network, held to the same conformance suite as the one over HTTP. */
export function createMemoryGateway(options: MemoryGatewayOptions = {}): MemoryGateway {
	const now = options.now ?? (() => new Date());
	const entries: MemoryEntry[] = [];
	const messages = new Map<string, ProviderReport>();
	const hidden = new Set<string>();
	const scripted: Scripted[] = [];
	const reads = { single: 0, pages: 0 };
	let behave = options.behave ?? (() => accept);
	let failing: Evidence | null = null;
	let underWay = 0;
	let closed = false;
	let ids = 0;

	function create(phone: string, sender: string, text: string, createdAt: Date): string {
		const providerId = `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
		messages.set(providerId, {
			providerId,
			word: 'pending',
			rank: 1,
			state: 'submitted',
			seen: false,
			reason: null,
			reasonText: null,
			phone,
			sender,
			text,
			price: 2.5,
			refunded: false,
			createdAt,
		});
		return providerId;
	}

	async function call(request: HandOffRequest, onSending?: () => void): Promise<HandOffOutcome> {
		if (closed) return notSent('closed');
		if (performance.now() > request.intendedAtMs + request.startWithinMs) return notSent('NOT_STARTED');
		const { taken, answer, after } = scripted.shift() ?? behave(request);
		// What throws here has written nothing, as with a real connection.
		onSending?.();
		const { messageId, attempt, phone, sender, text } = request;
		const at = now();
		const providerId = taken ? create(phone, sender, text, at) : null;
		entries.push({ messageId, attempt, phone, sender, text, at, atMs: performance.now(), taken, providerId });
		const leftMs = request.intendedAtMs + request.deadlineMs - performance.now();
		if (answer === 'silence') return afterDeadline(leftMs);
		if (after && (await orDeadline(after, leftMs)) === 'deadline') return timedOut();
		if (answer !== 'accepted') return answer;
		if (providerId === null) return { class: 'ambiguous', evidence: { code: 'no_id' } };
		return { class: 'accepted', providerId, providerStatus: 'pending' };
	}

	return {
		accountId: options.accountId ?? '00000000-0000-4000-8000-000000000000',
		capabilities: {
			list: true,
			listProvesAbsence: false,
			listLagSeconds: 120,
			callbacks: true,
			perMessageCallback: false,
			externalId: false,
			idempotencyKey: false,
			...options.capabilities,
		},
		entries,
		reads,
		get underWay() {
			return underWay;
		},
		async handOff(request, onSending) {
			underWay++;
			try {
				return await call(request, onSending);
			} catch (error) {
				return notSent(error instanceof Error ? error.message : 'internal');
			} finally {
				underWay--;
			}
		},
		async read(providerId) {
			reads.single++;
			if (failing) return { class: 'failed', evidence: failing };
			const report = messages.get(providerId);
			return report ? { class: 'found', report } : { class: 'absent' };
		},
		async list(window) {
			reads.pages++;
			if (failing) return { class: 'failed', evidence: failing };
			return pageOf(
				[...messages.values()].filter(({ providerId }) => !hidden.has(providerId)),
				window,
			);
		},
		async balance() {
			if (failing) return { class: 'failed', evidence: failing };
			return { class: 'known', balance: options.balance ?? 1000, username: 'memory', userId: 'memory', active: true };
		},
		async senders() {
			if (failing) return { class: 'failed', evidence: failing };
			return { class: 'known', senders: options.senders ?? [{ name: 'VOLNA', moderation: 'approved' }] };
		},
		async close() {
			closed = true;
		},
		script(...next) {
			scripted.push(...next);
		},
		behave(by) {
			behave = by;
		},
		setStatus(providerId, word, more) {
			const known = Object.hasOwn(words, word) ? words[word as keyof typeof words] : { rank: 0, state: null };
			const reason = word === 'failed' ? ('other' as const) : null;
			const before = messages.get(providerId)!;
			messages.set(providerId, { ...before, word, ...known, seen: word === 'seen', reason, ...more });
		},
		reportOf: (providerId) => messages.get(providerId)!,
		addForeign: ({ phone, sender, text, at }) => create(phone, sender, text, at ?? now()),
		hideFromList: (providerId) => void hidden.add(providerId),
		showInList: (providerId) => void hidden.delete(providerId),
		failReads(evidence) {
			failing = evidence;
		},
	};
}

function notSent(code: string): HandOffOutcome {
	return { class: 'not_sent', throttled: false, evidence: { code } };
}

function timedOut(): HandOffOutcome {
	return { class: 'ambiguous', evidence: { code: 'timeout' } };
}

function afterDeadline(leftMs: number): Promise<HandOffOutcome> {
	return new Promise((resolve) => setTimeout(() => resolve(timedOut()), Math.max(0, leftMs)));
}

async function orDeadline(after: Promise<unknown>, leftMs: number): Promise<'answered' | 'deadline'> {
	const { promise, resolve } = Promise.withResolvers<'deadline'>();
	const timer = setTimeout(() => resolve('deadline'), Math.max(0, leftMs));
	try {
		return await Promise.race([after.then(() => 'answered' as const), promise]);
	} finally {
		clearTimeout(timer);
	}
}

function pageOf(reports: readonly ProviderReport[], window: ListWindow): ListOutcome {
	const inside = reports
		.filter(({ createdAt }) => createdAt! >= window.from && createdAt! <= window.until)
		.toSorted((a, b) => a.createdAt!.getTime() - b.createdAt!.getTime());
	const limit = Math.max(1, Math.min(500, window.limit));
	const page = inside.slice(window.offset, window.offset + limit);
	return { class: 'page', reports: page, more: page.length >= limit };
}
