import type { SendingHours } from '@volna/node-sdk';
import { closesAt, isInside, nextOpening } from './sending-hours.ts';

/** From the intent to the end of a hand-off: nothing reaches the provider after closing or after relevance. */
export const HAND_OFF_MARGIN_MS = 10_000;

export type When =
	| { readonly outcome: 'due'; readonly dueAt: Date; readonly closesAt: Date | null }
	| { readonly outcome: 'expired' };

export interface WhenInput {
	readonly hours: SendingHours;
	/** IANA zone of the customer, or the project's where theirs is not known. */
	readonly zone: string;
	/** The step's moment, or now, whichever is later. */
	readonly from: Date;
	/** End of relevance, outside it. */
	readonly until: Date;
}

/** When a message goes: at once inside the hours, else at the next opening; expired when relevance ends before that. */
export function planWhen(input: WhenInput): When {
	const dueAt = nextOpening(input.hours, input.from, input.zone);
	if (dueAt === null || dueAt >= input.until) return { outcome: 'expired' };
	return { outcome: 'due', dueAt, closesAt: closesAt(input.hours, dueAt, input.zone) };
}

export type Recheck = { readonly outcome: 'go'; readonly closesAt: Date | null } | When;

/**
 * The same at the moment of a claim: goes when the whole hand-off fits before closing and before the end of relevance;
 * else it is postponed to the opening after closing, or expired.
 */
export function recheckWhen(input: WhenInput): Recheck {
	const now = input.from.getTime();
	if (now + HAND_OFF_MARGIN_MS > input.until.getTime()) return { outcome: 'expired' };
	const closing = closesAt(input.hours, input.from, input.zone);
	if (isInside(input.hours, input.from, input.zone)) {
		if (closing === null || now + HAND_OFF_MARGIN_MS <= closing.getTime()) return { outcome: 'go', closesAt: closing };
		return planWhen({ ...input, from: closing });
	}
	return planWhen(input);
}
