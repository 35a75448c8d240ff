import type { SmsGateway } from './gateway.ts';
import type { MessagingLog } from './log.ts';
import type { MessagesMoved } from './message-move.ts';

/** What following messages after their hand-off needs. */
export interface TrackDeps {
	/** The opened gateway of an account; null while it cannot be opened. */
	readonly gatewayOf: (accountId: string) => Promise<SmsGateway | null>;
	readonly messagesMoved: MessagesMoved;
	readonly log: MessagingLog;
	/** Aborted when the process is to end: no further read begins. */
	readonly ending?: AbortSignal;
}
