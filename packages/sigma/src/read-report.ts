import type { ProviderReport } from '@volna/messaging/gateway';
import { isObject, type Json, textOf } from './read-error-body.ts';
import { readStatusWord } from './status-words.ts';
import { undeliveredReasonIn } from './undelivered-reasons.ts';

/** A sending as SIGMA reads it back, lists it or calls back with it; null when it has no id or no status. */
export function readReport(item: unknown): ProviderReport | null {
	if (!isObject(item)) return null;
	const providerId = textOf(item.id);
	const state: Json = isObject(item.state) ? item.state : {};
	const word = textOf(state.status) ?? textOf(item.status);
	if (providerId === null || word === null) return null;
	const payload: Json = isObject(item.payload) ? item.payload : {};
	const meta: Json = isObject(item.meta) ? item.meta : {};
	const billing: Json = isObject(meta.billing) ? meta.billing : {};
	const failed = word === 'failed';
	const said = state.error ?? item.error;
	const reasonText = failed ? (textOf(said) ?? (isObject(said) ? textOf(said.message) : null)) : null;
	const reason = failed ? undeliveredReasonIn(reasonText) : null;
	const known = readStatusWord(word);
	return {
		providerId,
		word,
		rank: known.rank,
		state: reason === 'expired_at_operator' ? 'expired_remote' : known.state,
		seen: word === 'seen',
		reason,
		reasonText,
		phone: phoneOf(payload.recipient) ?? phoneOf(item.recipient),
		sender: textOf(payload.sender),
		text: textOf(payload.text),
		price: amountOf(billing.amount),
		refunded: typeof billing.refunded === 'boolean' ? billing.refunded : null,
		createdAt: instantOf(item.createdAt),
	};
}

/** Roubles, also when they come as a string. */
export function amountOf(value: unknown): number | null {
	const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof amount === 'number' && Number.isFinite(amount) ? amount : null;
}

function phoneOf(value: unknown): string | null {
	const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
	const digits = typeof one === 'string' || typeof one === 'number' ? String(one).replace(/[\s()-]/g, '') : '';
	return /^\+?\d{5,15}$/.test(digits) ? `+${digits.replace('+', '')}` : null;
}

function instantOf(value: unknown): Date | null {
	if (typeof value !== 'string') return null;
	const instant = new Date(value);
	return Number.isNaN(instant.getTime()) ? null : instant;
}
