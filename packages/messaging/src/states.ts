/**
 * The machine of a message: its states, which move into which, and the closed lists of reasons. Pure; screens and the
 * contract read it too. The pairs are those of the reliability design, and a test compares them with its table.
 */

/** What people count a message as. */
export type MessageGroup = 'waiting' | 'handed_off_open' | 'handed_off_final' | 'uncertain' | 'not_sent';

interface StateFacts {
	/** Up to 50 a row moves back and forth; above it only rises. */
	readonly rank: number;
	/** Ends the message for reports and runs; `correctable` may still be corrected by later evidence. */
	readonly terminal: boolean;
	readonly correctable: boolean;
	readonly group: MessageGroup;
}

export const messageStates = {
	planned: { rank: 0, terminal: false, correctable: false, group: 'waiting' },
	scheduled: { rank: 10, terminal: false, correctable: false, group: 'waiting' },
	queued: { rank: 20, terminal: false, correctable: false, group: 'waiting' },
	leased: { rank: 30, terminal: false, correctable: false, group: 'waiting' },
	submitting: { rank: 40, terminal: false, correctable: false, group: 'waiting' },
	suppressed: { rank: 45, terminal: true, correctable: false, group: 'not_sent' },
	expired_local: { rank: 45, terminal: true, correctable: false, group: 'not_sent' },
	cancelled: { rank: 45, terminal: true, correctable: false, group: 'not_sent' },
	failed: { rank: 45, terminal: true, correctable: false, group: 'not_sent' },
	unknown: { rank: 50, terminal: false, correctable: false, group: 'uncertain' },
	unknown_final: { rank: 55, terminal: true, correctable: true, group: 'uncertain' },
	submitted: { rank: 60, terminal: false, correctable: false, group: 'handed_off_open' },
	sent: { rank: 70, terminal: false, correctable: false, group: 'handed_off_open' },
	rejected: { rank: 80, terminal: true, correctable: true, group: 'not_sent' },
	undelivered: { rank: 80, terminal: true, correctable: true, group: 'handed_off_final' },
	expired_remote: { rank: 80, terminal: true, correctable: true, group: 'handed_off_final' },
	delivered: { rank: 90, terminal: true, correctable: false, group: 'handed_off_final' },
} as const satisfies Record<string, StateFacts>;

export type MessageState = keyof typeof messageStates;

const NOT_SENT_BY_US = ['suppressed', 'expired_local', 'cancelled'] as const;
const EVIDENCE = ['submitted', 'sent', 'delivered', 'undelivered', 'expired_remote'] as const;

/** Where each state may lead in the ordinary way. */
export const permittedMoves: Readonly<Record<MessageState, readonly MessageState[]>> = {
	planned: ['scheduled', 'queued', ...NOT_SENT_BY_US],
	scheduled: ['leased', 'queued', 'scheduled', ...NOT_SENT_BY_US],
	queued: ['leased', 'scheduled', 'failed', ...NOT_SENT_BY_US],
	leased: ['submitting', 'queued', 'scheduled', ...NOT_SENT_BY_US],
	submitting: ['submitted', 'rejected', 'unknown', 'queued', 'sent', 'delivered', 'undelivered', 'expired_remote'],
	suppressed: [],
	expired_local: [],
	cancelled: [],
	failed: [],
	unknown: [...EVIDENCE, 'rejected', 'queued', 'unknown_final'],
	unknown_final: [...EVIDENCE, 'queued'],
	submitted: ['sent', 'delivered', 'undelivered', 'expired_remote'],
	sent: ['delivered', 'undelivered', 'expired_remote'],
	rejected: ['delivered'],
	undelivered: ['delivered'],
	expired_remote: ['delivered'],
	delivered: [],
};

/** States that evidence of acceptance moves on although the ordinary way does not: it calls off a second hand-off. */
const movedByEvidence: readonly MessageState[] = [
	'queued',
	'scheduled',
	'leased',
	'suppressed',
	'expired_local',
	'cancelled',
	'failed',
];

/** Whether a message may go from one state to another; `cause` is what is written into its event. */
export function isPermitted(from: MessageState, to: MessageState, cause: string): boolean {
	if (permittedMoves[from].includes(to)) return true;
	return cause === 'evidence' && movedByEvidence.includes(from) && (EVIDENCE as readonly string[]).includes(to);
}

export function rankOf(state: MessageState): number {
	return messageStates[state].rank;
}

export function groupOf(state: MessageState): MessageGroup {
	return messageStates[state].group;
}

export function isTerminal(state: MessageState): boolean {
	return messageStates[state].terminal;
}

export type MessageOutcome = 'handed_off' | 'delivered' | 'undelivered' | 'not_sent';

/** What a run that waits for the message is told when it reaches a state; null while it waits on. */
export function outcomeOf(state: MessageState): MessageOutcome | null {
	if (state === 'delivered') return 'delivered';
	if (state === 'undelivered' || state === 'expired_remote') return 'undelivered';
	const group = groupOf(state);
	if (group === 'not_sent') return 'not_sent';
	if (group === 'waiting') return null;
	return 'handed_off';
}

/** States of the groups that lists and figures filter by. */
export const statesOfGroup = {
	waiting: ['planned', 'scheduled', 'queued', 'leased', 'submitting'],
	handed_off: ['submitted', 'sent', 'delivered', 'undelivered', 'expired_remote', 'unknown', 'unknown_final'],
	delivered: ['delivered'],
	undelivered: ['undelivered', 'expired_remote'],
	unknown: ['unknown', 'unknown_final'],
	not_sent: ['suppressed', 'expired_local', 'cancelled', 'rejected', 'failed'],
} as const satisfies Record<string, readonly MessageState[]>;

/** Why a message was not sent, and the state that goes with it. */
export const notSentReasons = {
	merged_duplicate: 'suppressed',
	customer_deleted: 'suppressed',
	no_phone: 'suppressed',
	invalid_phone: 'suppressed',
	phone_blocked: 'suppressed',
	duplicate_phone: 'suppressed',
	operator_refusal: 'suppressed',
	not_subscribed_channel: 'suppressed',
	not_subscribed_topic: 'suppressed',
	consent_missing: 'suppressed',
	consent_expired: 'suppressed',
	control_global: 'suppressed',
	control_local: 'suppressed',
	frequency_cap: 'suppressed',
	render_failed: 'suppressed',
	text_too_long: 'suppressed',
	expired: 'expired_local',
	cancelled_person: 'cancelled',
	cancelled_mailing: 'cancelled',
	cancelled_flow: 'cancelled',
	rejected_number: 'rejected',
	rejected_text: 'rejected',
	rejected_template: 'rejected',
	rejected_sender: 'rejected',
	rejected_other: 'rejected',
	attempts_exhausted: 'failed',
	internal: 'failed',
} as const satisfies Record<string, MessageState>;

export type NotSentReason = keyof typeof notSentReasons;

/** Details of `render_failed`. */
export const renderFailures = [
	'missing_value',
	'division',
	'argument',
	'provider_placeholder',
	'bad_character',
] as const;

/** Details of `cancelled_person`: the messages of an account that was left were cancelled. */
export const cancelDetails = ['account_left'] as const;

export const undeliveredReasons = [
	'number_unknown',
	'phone_off',
	'phone_barred',
	'sim_changed',
	'refused_at_operator',
	'sender_refused',
	'text_refused',
	'moderation_refused',
	'expired_at_operator',
	'no_funds',
	'other',
] as const;

/** Why a waiting message is not claimed just now: a row in `hold`, never a state. */
export const holdReasons = ['mailing_paused', 'flow_paused', 'test_mode', 'account_held', 'sender_held'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** Details of `account_held` and `sender_held`. */
export const holdDetails = [
	'unauthorized',
	'forbidden',
	'no_funds',
	'sender_unknown',
	'wrong_address',
	'login_failed',
	'demo_customers',
] as const;

/** Why an event of a message was written: what happened, whether or not it moved the message. */
export const messageCauses = [
	// Until the hand-off.
	'planned',
	'gates',
	'claimed',
	'trial',
	'account_moved',
	'cancelled',
	'intent',
	'not_started',
	'slot_missed',
	'stopping',
	'lease_over',
	// Its answer.
	'accepted',
	'rejected',
	'not_sent',
	'account_problem',
	'ambiguous',
	'late_answer',
	'duplicate_provider_id',
	'attempts_exhausted',
	'no_answer',
	// What is told of it later.
	'evidence',
	'report',
	'stale_report',
	'unknown_word',
	'given_up',
] as const;
export type MessageCause = (typeof messageCauses)[number];

/** Who told of a status. */
export const statusSources = ['callback', 'poll', 'list', 'answer'] as const;
export type StatusSource = (typeof statusSources)[number];

export const messageProfiles = ['marketing', 'transactional', 'code'] as const;
export type MessageProfileName = (typeof messageProfiles)[number];
