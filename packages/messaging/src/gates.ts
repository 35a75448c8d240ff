import type { MessageProfile } from '@volna/node-sdk';
import type { NotSentReason } from './states.ts';

/** What the gates look at, read for one customer at one moment. */
export interface Recipient {
	/** The customer, or the survivor of a merge. */
	readonly id: number;
	readonly deleted: boolean;
	readonly phone: string | null;
	readonly phoneStatus: 'unknown' | 'valid' | 'invalid';
	readonly phoneStopped: boolean;
	/** The channel's own value; null where nothing is recorded. */
	readonly subscription: 'subscribed' | 'unsubscribed' | 'requires_confirmation' | null;
	readonly consent: 'valid' | 'expired' | 'missing';
}

/** E.164, as the base stores phones. */
const phonePattern = /^\+[1-9][0-9]{6,14}$/;

/**
 * Gates 1, 2, 3 and 6 in their order: the reason of the first that closes, null when all are open. Whether somebody may
 * be advertised to is asked of the profile *marketing* alone.
 */
export function closedGate(profile: MessageProfile, recipient: Recipient | undefined): NotSentReason | null {
	if (!recipient || recipient.deleted) return 'customer_deleted';
	const { phone } = recipient;
	if (phone === null || phone.trim() === '') return 'no_phone';
	if (!phonePattern.test(phone)) return 'invalid_phone';
	if (profile !== 'marketing') return null;
	if (recipient.phoneStopped) return 'phone_blocked';
	if (recipient.phoneStatus === 'invalid') return 'invalid_phone';
	if (recipient.subscription !== 'subscribed') return 'not_subscribed_channel';
	if (recipient.consent === 'missing') return 'consent_missing';
	if (recipient.consent === 'expired') return 'consent_expired';
	return null;
}
