/** Where a page of the list of customers begins. */
export interface ListCursor {
	/** Beyond this id, itself not included; null at the very beginning, or end. */
	readonly from: number | null;
	/** The page before, not the one after. */
	readonly back: boolean;
	/** Looking step by step took too long before: one statement over the whole base. */
	readonly whole: boolean;
}

/** An opaque text of letters and digits. */
export function writeListCursor({ from, back, whole }: ListCursor): string {
	return Buffer.from(`${back ? 'b' : 'f'}${whole ? 'w' : 's'}${from ?? ''}`).toString('base64url');
}

/** The beginning of the list for a text that is no cursor. `end` is the last page. */
export function readListCursor(text: string | null | undefined): ListCursor {
	if (text === 'end') return { from: null, back: true, whole: false };
	const match = /^([bf])([ws])(\d{0,16})$/.exec(text ? Buffer.from(text, 'base64url').toString() : '');
	if (!match) return { from: null, back: false, whole: false };
	const [, way, reach, id] = match;
	return { from: id ? Number(id) : null, back: way === 'b', whole: reach === 'w' };
}
