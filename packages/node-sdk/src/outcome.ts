import type { Temporal } from 'temporal-polyfill';
import type { Json, MessageId } from './capabilities.ts';
import type { OutputName } from './op.ts';

/** Groups of a message's states a step may wait for. */
export type MessageOutcome = 'handed_off' | 'delivered' | 'undelivered' | 'not_sent';

/** A kebab-case code; its text comes from locales. */
export type ReasonCode = string;

export type GivenScalars = Readonly<Record<string, string | number | boolean | null>>;

/** What a step said, as the engine reads it. `N` narrows the outputs it may name. */
export type Outcome<N extends OutputName = OutputName> =
	| { readonly kind: 'leave'; readonly output: N; readonly values: GivenScalars }
	| { readonly kind: 'wait'; readonly until: Temporal.Instant; readonly then: N }
	| {
			readonly kind: 'wait-for-message';
			readonly message: MessageId;
			/** Outcomes that end the wait; on others it goes on. */
			readonly leave: Readonly<Partial<Record<MessageOutcome, N>>>;
			readonly until?: Temporal.Instant;
			/** The output taken at `until`. */
			readonly late?: N;
	  }
	| { readonly kind: 'again'; readonly at: Temporal.Instant; readonly reason: ReasonCode }
	| { readonly kind: 'fail'; readonly reason: ReasonCode; readonly evidence: Json };
