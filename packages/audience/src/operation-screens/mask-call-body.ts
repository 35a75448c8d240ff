import { maskEmail, maskPhone } from '../mask-personal.ts';

const names: ReadonlySet<string> = new Set(['firstName', 'lastName', 'middleName', 'birthDate', 'evidence', 'sex']);
const HIDDEN = '•••';

/**
 * A kept body or answer for those without the right to personal data: phones and e-mails masked wherever they stand,
 * names, birthdays and values of custom fields hidden. Shape and every other value stay, so that a developer can debug.
 */
export function maskCallBody(value: unknown, hidden = false): unknown {
	if (typeof value === 'string') return hidden ? HIDDEN : maskText(value);
	if (typeof value === 'number' || typeof value === 'boolean') return hidden ? HIDDEN : value;
	if (Array.isArray(value)) return value.map((item) => maskCallBody(item, hidden));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			maskCallBody(inner, hidden || names.has(key) || key === 'custom' || key === 'customFields'),
		]),
	);
}

function maskText(text: string): string {
	if (/^\S+@\S+\.\S+$/.test(text)) return maskEmail(text);
	const digits = text.replace(/[\s()+-]/g, '');
	if (/^\d{10,15}$/.test(digits)) return maskPhone(`+${digits}`);
	return text;
}
