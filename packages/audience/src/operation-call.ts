import type { Json } from '@volna/node-sdk';
import type { ValidationCode } from './states.ts';

/** A field that a call sets (text) or clears (null); one it does not mention is absent. */
export type Change<T> = T | null;

export interface CalledIdentifier {
	readonly system: string;
	readonly kind: 'unique' | 'movable';
	readonly value: string;
	readonly at: string;
	/** The system is not declared yet: recording the call declares it. */
	readonly declares: boolean;
}

export interface CalledConsent {
	readonly source: string;
	/** ISO 8601. */
	readonly at: string | null;
	readonly evidence: string | null;
}

export interface CalledOrder {
	readonly ids: readonly { readonly system: string; readonly value: string }[];
	readonly status?: Change<string>;
	readonly total?: Change<number>;
	readonly createdAt?: Change<string>;
	readonly lines?: readonly Json[];
}

/**
 * The body of a call as far as Volna has a place for it, checked and coerced, names resolved. JSON through and through:
 * an accepted call waits in the database in this shape.
 */
export interface OperationCall {
	readonly volnaId: number | null;
	readonly ids: readonly CalledIdentifier[];
	readonly phone?: Change<string>;
	readonly email?: Change<string>;
	readonly device: string | null;
	readonly fields: {
		readonly firstName?: Change<string>;
		readonly lastName?: Change<string>;
		readonly middleName?: Change<string>;
		readonly sex?: Change<'female' | 'male'>;
		readonly birthDate?: Change<string>;
		readonly area?: Change<string>;
		readonly timeZone?: Change<string>;
	};
	readonly custom: Readonly<Record<string, string | number | boolean | null>>;
	readonly trackedZone: string | null;
	readonly subscriptions: readonly {
		readonly topic: string;
		readonly subscribed: boolean;
		readonly consent: CalledConsent | null;
	}[];
	readonly action: {
		readonly templateId: string;
		readonly custom: Readonly<Record<string, string | number | boolean>>;
	} | null;
	readonly order: CalledOrder | null;
	readonly segments: readonly {
		readonly segmentationId: string;
		/** A segment's id; null leaves the segmentation; absent only asks. */
		readonly to?: string | null;
	}[];
	readonly touchpoint: string | null;
	/** ISO 8601; null means when the call was received. */
	readonly occurredAt: string | null;
}

/** One thing that is wrong with a body, or was left out of it. `location` is a JSON pointer. */
export interface CallIssue {
	readonly code: ValidationCode;
	readonly location: string;
}

export type ParsedBody =
	/** `unknownName` is true when a name was not found, so that a fresher catalogue may know it. */
	| { ok: true; call: OperationCall; warnings: readonly CallIssue[]; unknownName: boolean }
	| { ok: false; issues: readonly CallIssue[]; unknownName: boolean };
