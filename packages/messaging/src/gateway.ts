/**
 * What messaging asks of a provider of SMS, and all it may know of one. `sigma` implements this over HTTP, an
 * in-memory gateway implements it in tests, and one conformance suite (`./testing`) runs over both.
 */

/** One message to hand off. Phones are E.164 with the plus; the text is final. */
export interface HandOffRequest {
	messageId: string;
	/** Number of this hand-off attempt of the message, from 1. */
	attempt: number;
	phone: string;
	sender: string;
	text: string;
	/** Monotonic instant (`performance.now()`, ms) of the committed intent. */
	intendedAtMs: number;
	/** From the intent to the first byte written, ms; later than that no byte leaves. */
	startWithinMs: number;
	/** From the intent to the end of the whole call, ms. */
	deadlineMs: number;
}

/** Why an account or a sender cannot hand off just now; the text for people comes from locales by this code. */
export type AccountProblem =
	| 'unauthorized'
	| 'forbidden'
	| 'no_funds'
	| 'sender_unknown'
	| 'wrong_address'
	| 'login_failed';

export type RejectionReason =
	| 'rejected_number'
	| 'rejected_text'
	| 'rejected_template'
	| 'rejected_sender'
	| 'rejected_other';

/**
 * What became of a hand-off. `handOff` never throws: whatever happens is one of these.
 *
 * - `accepted`: the provider has it, under `providerId`.
 * - `rejected`: refused for good; never retried.
 * - `not_sent`: surely nothing was processed; may be claimed again, after `retryAfterMs` if stated. `throttled` ones do
 *   not count as attempts.
 * - `account_problem`: nothing was processed because of the account or the sender, which is to be held.
 * - `ambiguous`: it may or may not be with the provider; never blindly repeated.
 */
export type HandOffOutcome =
	| { class: 'accepted'; providerId: string; providerStatus: string; evidence?: Evidence }
	| { class: 'rejected'; reason: RejectionReason; providerId?: string; evidence: Evidence }
	| { class: 'not_sent'; throttled: boolean; retryAfterMs?: number; evidence: Evidence }
	| { class: 'account_problem'; problem: AccountProblem; scope: 'account' | 'sender'; evidence: Evidence }
	| { class: 'ambiguous'; evidence: Evidence };

/** What was seen, for people who look later. Never a text, a whole phone or a secret. */
export interface Evidence {
	/** Short machine word: `timeout`, `http_500`, `not_json`, `ECONNREFUSED`, … */
	code: string;
	httpStatus?: number;
	/** The provider's own words, cut to 300 characters, phones masked. */
	text?: string;
}

/**
 * Whether a code of evidence says that the provider's end of a connection did not prove who it is, or would not speak
 * securely: nothing was written, and somebody should know (ASVS 16.3.4). The codes are Node's, after a
 * `login_` where the sign-in met it.
 */
export function isSecurityRefusal(code: string): boolean {
	return /^(?:login_)?(CERT_|CRL_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EPROTO$)/.test(
		code,
	);
}

/** A provider's status in Volna's terms. */
export type ProviderState = 'submitted' | 'sent' | 'delivered' | 'undelivered' | 'expired_remote' | 'rejected';

/** Reasons behind an undelivered message (`domain.md` §1.4 of the design: the closed list of `./states`). */
export type UndeliveredReason =
	| 'number_unknown'
	| 'phone_off'
	| 'phone_barred'
	| 'sim_changed'
	| 'refused_at_operator'
	| 'sender_refused'
	| 'text_refused'
	| 'moderation_refused'
	| 'expired_at_operator'
	| 'no_funds'
	| 'other';

/** What the provider says about one message, from a read, a list or a callback. */
export interface ProviderReport {
	providerId: string;
	/** The provider's own status word. */
	word: string;
	/** The provider's rank of that word: reports of a rank not above the stored one change nothing. */
	rank: number;
	/** Null for a word we do not know: still in flight, recorded raw. */
	state: ProviderState | null;
	seen: boolean;
	reason: UndeliveredReason | null;
	reasonText: string | null;
	phone: string | null;
	sender: string | null;
	text: string | null;
	/** Roubles, when read. */
	price: number | null;
	refunded: boolean | null;
	createdAt: Date | null;
}

export type ReadOutcome =
	| { class: 'found'; report: ProviderReport }
	| { class: 'absent' }
	| { class: 'failed'; retryAfterMs?: number; evidence: Evidence };

export type ListOutcome =
	| { class: 'page'; reports: readonly ProviderReport[]; more: boolean }
	| { class: 'failed'; retryAfterMs?: number; evidence: Evidence };

/** A window of the provider's list by creation time; ascending, `limit` ≤ 500. */
export interface ListWindow {
	from: Date;
	until: Date;
	offset: number;
	limit: number;
}

export type BalanceOutcome =
	| { class: 'known'; balance: number; username: string | null; userId: string | null; active: boolean }
	| { class: 'failed'; problem?: AccountProblem; evidence: Evidence };

export interface ProviderSender {
	name: string;
	moderation: 'approved' | 'pending' | 'refused' | 'unknown';
}

export type SendersOutcome =
	| { class: 'known'; senders: readonly ProviderSender[] }
	| { class: 'failed'; problem?: AccountProblem; evidence: Evidence };

/** What the provider's account is able to do; each a flag of the account's settings. */
export interface GatewayCapabilities {
	list: boolean;
	listProvesAbsence: boolean;
	listLagSeconds: number;
	callbacks: boolean;
	perMessageCallback: boolean;
	externalId: boolean;
	idempotencyKey: boolean;
}

/** One provider account, opened. Shared by every claim loop of a process; `close` ends its connections. */
export interface SmsGateway {
	readonly accountId: string;
	readonly capabilities: GatewayCapabilities;
	/** One call, one attempt, one classified outcome. `onSending` runs in the tick before the first byte is written. */
	handOff(request: HandOffRequest, onSending?: () => void): Promise<HandOffOutcome>;
	read(providerId: string): Promise<ReadOutcome>;
	list(window: ListWindow): Promise<ListOutcome>;
	balance(): Promise<BalanceOutcome>;
	senders(): Promise<SendersOutcome>;
	close(): Promise<void>;
}

/** What opens a gateway for a stored account; the app passes `sigma`'s. */
export interface GatewayAccount {
	id: string;
	baseUrl: string;
	/** Either a permanent token, or a user and password. */
	token: string | null;
	username: string | null;
	password: string | null;
	/** Marked by an admin as an emulator: plain http is allowed for it. */
	emulator: boolean;
	flags: AccountFlags;
}

/** Capability flags of an account (`sigma-api.md` §11 of the design), with their defaults in `defaultAccountFlags`. */
export interface AccountFlags {
	requestsPerSecond: number | null;
	maxInFlight: number;
	rateUnit: 'messages' | 'parts';
	callbacks: boolean;
	list: boolean;
	listProvesAbsence: boolean;
	listLagSeconds: number;
	notSentOn429: boolean;
	notSentOn503RetryAfter: boolean;
	attemptHeader: boolean;
}

export const defaultAccountFlags: AccountFlags = {
	requestsPerSecond: 10,
	maxInFlight: 20,
	rateUnit: 'messages',
	callbacks: true,
	list: true,
	listProvesAbsence: false,
	listLagSeconds: 120,
	notSentOn429: true,
	notSentOn503RetryAfter: true,
	attemptHeader: false,
};

export type OpenGateway = (account: GatewayAccount) => SmsGateway;

/** What a provider's callback body says; parsed by the provider's package, applied by messaging. */
export type ParseCallback = (
	body: unknown,
) => { ok: true; reports: readonly ProviderReport[] } | { ok: false; problem: string };
