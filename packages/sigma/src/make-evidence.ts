import type { Evidence } from '@volna/messaging/gateway';
import { cleanText } from './read-error-body.ts';

/** What must not be seen in evidence, beside phones: secrets and the message's text. */
export interface Hidden {
	secrets: readonly (string | null)[];
	text?: string;
}

const phonePattern = /(?<![\w-])\+?\d(?:[ ()-]{0,2}\d){9,14}(?![\w-])/g;
const tokenPattern = /\b(?:[0-9a-f]{40,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)\b/gi;
const textLimit = 300;

/** Evidence with its words made safe to store and to show: secrets, the text and whole phones taken out, 300 characters at most. */
export function makeEvidence(code: string, more: { httpStatus?: number; words?: string }, hidden: Hidden): Evidence {
	const words = more.words && cleanText(more.words).replace(/\s+/g, ' ').trim();
	return {
		code,
		...(more.httpStatus !== undefined && { httpStatus: more.httpStatus }),
		...(words && { text: cut(maskWords(words, hidden)) }),
	};
}

/** `+79991230001` → `+7999***0001`. */
export function maskPhone(phone: string): string {
	const digits = phone.replace(/\D/g, '');
	const plus = phone.trim().startsWith('+') ? '+' : '';
	return `${plus}${digits.slice(0, 4)}***${digits.slice(-4)}`;
}

function maskWords(words: string, hidden: Hidden): string {
	let safe = words;
	for (const secret of hidden.secrets) {
		if (secret) safe = safe.replaceAll(secret, '…');
	}
	const text = hidden.text?.replace(/\s+/g, ' ').trim();
	if (text) {
		safe = safe.replaceAll(text, '…');
		// A provider may quote the beginning only.
		const start = text.slice(0, 24);
		const at = text.length > 24 ? safe.indexOf(start) : -1;
		if (at >= 0) safe = `${safe.slice(0, at)}…`;
	}
	return safe.replace(tokenPattern, '…').replace(phonePattern, maskPhone);
}

function cut(text: string): string {
	if (text.length <= textLimit) return text;
	// Never inside a pair.
	return `${text.slice(0, textLimit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
