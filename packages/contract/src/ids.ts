import { z } from 'zod';

/** Prefixes of the ids that people and other programs see; put on and taken off at the edge. */
export const idPrefixes = {
	flow: 'flw',
	version: 'ver',
	run: 'run',
	message: 'msg',
	campaign: 'cmp',
	operation: 'opr',
	endpoint: 'epn',
	key: 'key',
	account: 'acc',
	order: 'ord',
	action: 'act',
	selection: 'sel',
	view: 'vew',
	task: 'tsk',
	file: 'fil',
	import: 'imp',
} as const;

export type IdKind = keyof typeof idPrefixes;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** The schema of an id of a kind: its prefix, `_`, a UUID. */
export function IdOf(kind: IdKind) {
	return z.string().regex(new RegExp(`^${idPrefixes[kind]}_${UUID}$`), `an id like ${idPrefixes[kind]}_…`);
}

/** `toId('flow', uuid)` → `flw_…`. */
export function toId(kind: IdKind, uuid: string): string {
	return `${idPrefixes[kind]}_${uuid}`;
}

/** The UUID of an id that passed `IdOf(kind)`. */
export function fromId(kind: IdKind, id: string): string {
	return id.slice(idPrefixes[kind].length + 1);
}

/** A bare UUID: references inside documents (action templates, segmentations, segments) carry no prefix. */
export const Uuid = z.string().regex(new RegExp(`^${UUID}$`));
/** A customer's Volna id. */
export const CustomerNumber = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
/** ISO 8601 with zone. */
export const Instant = z.iso.datetime({ offset: true });
