import { z } from 'zod';
import { Instant } from './ids.ts';

/** A page of a list: its items, the cursor of the next page (null at the end), and when it was read. */
export function pageOf<T extends z.ZodType>(item: T) {
	return z.object({ items: z.array(item), next: z.string().nullable(), asOf: Instant });
}

/** Query of a list: a search text, a cursor from the page before, how many (25 by default, 200 at most). */
export const PageQuery = z.strictObject({
	q: z.string().max(200).optional(),
	cursor: z.string().max(400).optional(),
	limit: z.coerce.number().int().min(1).max(200).optional(),
});

export const Done = z.object({ done: z.literal(true) });
