import { z } from 'zod';
import { IdOf, Instant } from '../ids.ts';
import { needs, route } from '../route.ts';

/** What a switch of account has left behind at one: messages that get no hand-off by themselves, outcomes still looked for. */
export const FormerAccount = z.object({
	id: IdOf('account'),
	name: z.string(),
	baseUrl: z.string(),
	emulator: z.boolean(),
	leftAt: Instant,
	/** When whatever still waits is cancelled. */
	cancelsAt: Instant,
	/** What a person decided; it is carried out within seconds. */
	decision: z.enum(['move', 'cancel']).nullable(),
	waiting: z.number().int(),
	/** Those of the waiting that may leave by the active account. */
	movable: z.number().int(),
	/** Sender names the active account lacks, and how many of the waiting need each. */
	missingSenders: z.array(z.object({ name: z.string(), count: z.number().int() })),
	unknownOutcomes: z.number().int(),
});
export type FormerAccount = z.infer<typeof FormerAccount>;

export const formerAccountRoutes = {
	listFormerAccounts: route({
		id: 'listFormerAccounts',
		method: 'get',
		path: '/provider/former',
		tag: 'provider',
		summary: 'Accounts left behind by a switch at which something is still open',
		access: needs('read'),
		response: z.object({ items: z.array(FormerAccount), asOf: Instant }),
	}),
	decideLeftMessages: route({
		id: 'decideLeftMessages',
		method: 'post',
		path: '/provider/former/{account}/decide',
		tag: 'provider',
		summary:
			'Move to the active account what waits at a former one, or cancel it; hand-offs that have begun are left alone',
		access: needs('provider'),
		params: z.strictObject({ account: IdOf('account') }),
		body: z.strictObject({ decision: z.enum(['move', 'cancel']) }),
		response: z.object({ waiting: z.number().int(), unknownOutcomes: z.number().int() }),
		errors: ['thing-unknown'],
	}),
} as const;
