import { z } from 'zod';
import { IdOf, Instant } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';

export const Hold = z.object({
	key: z.string(),
	reason: z.string(),
	detail: z.string().nullable(),
	since: Instant,
	nextTrialAt: Instant.nullable(),
	waiting: z.number().int(),
});

export const ProviderFlags = z.object({
	requestsPerSecond: z.number().min(0.1).max(10_000).nullable(),
	maxInFlight: z.number().int().min(1).max(1000),
	callbacks: z.boolean(),
	list: z.boolean(),
	listProvesAbsence: z.boolean(),
});

export const ProviderAccount = z.object({
	id: IdOf('account'),
	name: z.string(),
	baseUrl: z.string(),
	emulator: z.boolean(),
	access: z.enum(['token', 'password', 'none']),
	username: z.string().nullable(),
	flags: ProviderFlags,
	balance: z.number().nullable(),
	balanceAt: Instant.nullable(),
	checkedAt: Instant.nullable(),
	checkProblem: z.string().nullable(),
	callbackUrl: z.string(),
	holds: z.array(Hold),
	unknownOutcomes: z.number().int(),
	/** Messages whose time has come and that are not handed off yet. */
	waiting: z.number().int(),
	/** Messages whose own time is still to come. */
	scheduled: z.number().int(),
	demoCustomers: z.number().int(),
});
export type ProviderAccount = z.infer<typeof ProviderAccount>;

export const Sender = z.object({
	id: z.string(),
	name: z.string(),
	moderation: z.enum(['approved', 'pending', 'refused', 'unknown']),
	byHand: z.boolean(),
	syncedAt: Instant.nullable(),
});

export const providerRoutes = {
	readProvider: route({
		id: 'readProvider',
		method: 'get',
		path: '/provider',
		tag: 'provider',
		summary: 'The active account, without its secrets',
		access: needs('read'),
		response: z.object({ account: ProviderAccount.nullable() }),
	}),
	saveProvider: route({
		id: 'saveProvider',
		method: 'put',
		path: '/provider',
		tag: 'provider',
		summary: 'Change access and limits; secrets left out stay as they are',
		access: needs('provider'),
		body: z.strictObject({
			baseUrl: z.url().max(300),
			token: z.string().min(1).max(4000).optional(),
			username: z.string().min(1).max(200).optional(),
			password: z.string().min(1).max(200).optional(),
			emulator: z.boolean().optional(),
			flags: ProviderFlags.partial().optional(),
		}),
		response: z.object({ account: ProviderAccount }),
		errors: ['address-not-https'],
	}),
	checkProvider: route({
		id: 'checkProvider',
		method: 'post',
		path: '/provider/check',
		tag: 'provider',
		summary: 'Ask the provider who we are and for the balance; a held account is tried again',
		access: needs('provider'),
		response: z.object({
			ok: z.boolean(),
			problem: z.string().nullable(),
			username: z.string().nullable(),
			balance: z.number().nullable(),
		}),
	}),
	listSenders: route({
		id: 'listSenders',
		method: 'get',
		path: '/senders',
		tag: 'provider',
		summary: 'Sender names of the active account',
		access: needs('read'),
		response: z.object({ items: z.array(Sender) }),
	}),
	syncSenders: route({
		id: 'syncSenders',
		method: 'post',
		path: '/senders/sync',
		tag: 'provider',
		summary: 'Read sender names from the provider',
		access: needs('provider'),
		response: z.object({ items: z.array(Sender), problem: z.string().nullable() }),
	}),
	liftHold: route({
		id: 'liftHold',
		method: 'post',
		path: '/provider/holds/lift',
		tag: 'provider',
		summary: 'Try a held account or sender at once',
		access: needs('provider'),
		body: z.strictObject({ key: z.string().max(200) }),
		response: Done,
	}),
	removeDemo: route({
		id: 'removeDemo',
		method: 'post',
		path: '/demo/remove',
		tag: 'provider',
		summary: 'Remove the demo customers, so that a real account can hand off',
		access: needs('delete'),
		response: z.object({ removed: z.number().int() }),
	}),
} as const;
