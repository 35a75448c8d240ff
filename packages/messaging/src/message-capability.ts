import type { Tx } from '@volna/db';
import type { InsideCapabilities } from '@volna/node-sdk';
import { type RequestDeps, requestMessages } from './request-messages.ts';

/** What nodes ask of messaging, bound to the step's transaction. */
export function messageCapability(tx: Tx, deps: RequestDeps): InsideCapabilities['messages'] {
	return { request: (requests) => requestMessages(tx, deps, requests) };
}
