import { filterCapability, segmentCapability } from '@volna/audience';
import type { Tx } from '@volna/db';
import { TryLater } from '@volna/engine';
import { type HashPhone, messageCapability, NoAccountError } from '@volna/messaging';
import type { InsideCapabilities } from '@volna/node-sdk';
import type { Log } from './open-log.ts';

/** While no account is active, steps that ask for a message are looked at again so often. */
const NO_ACCOUNT_MS = 30_000;

export interface StepCapabilities {
	/** What steps may reach, bound to their transaction. */
	of(tx: Tx): InsideCapabilities;
	/** Whether messages were asked for in this transaction. */
	askedForMessages(tx: Tx): boolean;
}

/** Composes what audience and messaging offer to steps. */
export function composeCapabilities(deps: { readonly hashPhone: HashPhone; readonly log: Log }): StepCapabilities {
	const asking = new WeakSet<Tx>();
	return {
		of(tx) {
			const messages = messageCapability(tx, { hashPhone: deps.hashPhone });
			return {
				filters: filterCapability(tx),
				segments: segmentCapability(tx),
				messages: {
					async request(requests) {
						asking.add(tx);
						try {
							return await messages.request(requests);
						} catch (error) {
							if (error instanceof NoAccountError) throw new TryLater('no-account', NO_ACCOUNT_MS, error);
							throw error;
						}
					},
				},
				log: (entry) => deps.log.info({ code: entry.code, runId: entry.run, details: entry.details }, 'a step'),
			};
		},
		askedForMessages: (tx) => asking.has(tx),
	};
}
