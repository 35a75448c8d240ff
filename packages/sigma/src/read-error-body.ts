/** An answer's JSON, as far as the client looks into it. */
export type Json = Record<string, unknown>;

/** A JSON object, or the one object of a one-element array; null for everything else. */
export function parseObject(body: string): Json | null {
	try {
		const value: unknown = JSON.parse(body);
		const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
		return isObject(one) ? one : null;
	} catch {
		return null;
	}
}

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A provider's string, fit to be stored; null for an empty one and for anything else. */
export function textOf(value: unknown): string | null {
	const text = typeof value === 'string' ? cleanText(value) : '';
	return text === '' ? null : text;
}

/** Postgres stores neither NUL nor half a surrogate pair: one string with either would fail whatever is written beside it. */
export function cleanText(text: string): string {
	return text.replaceAll('\0', '').toWellFormed();
}

/** The number in `error`, also when it is written as a string; null when there is none. */
export function errorNumber(json: Json): number | null {
	const given = json.error;
	if (typeof given === 'number') return given;
	return typeof given === 'string' && /^\d{3}$/.test(given) ? Number(given) : null;
}

/** The provider's words about what is wrong: `data[0].message`, `message`, `error`, `name`, `state.error`, most telling first. */
export function errorTexts(json: Json): string[] {
	const first = Array.isArray(json.data) && isObject(json.data[0]) ? textOf(json.data[0].message) : null;
	const state = isObject(json.state) ? textOf(json.state.error) : null;
	const inner = isObject(json.error) ? textOf(json.error.message) : null;
	const error = textOf(json.error);
	const found = [first, textOf(json.message), inner, error, textOf(json.name), state];
	return found.filter((text) => text !== null && !/^\d{3}$/.test(text)) as string[];
}
