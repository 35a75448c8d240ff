import type { Temporal } from 'temporal-polyfill';
import type { Filter } from './filter.ts';

/** Volna's number of a customer. */
export type CustomerId = number;
export type RunId = string;
export type MessageId = string;
export type NodeId = string;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a run carries: what started it and what its nodes gave. Names are template paths without their prefix. */
export interface RunValues {
	readonly action?: {
		readonly id: string;
		readonly name: string;
		readonly occurredAt: string;
		readonly touchpoint: string | null;
		readonly custom: Readonly<Record<string, Json>>;
	};
	readonly order?: {
		/** Our id of the order. */
		readonly ref: string;
		/** The shop's id, as calls carry it. */
		readonly id: string | null;
		readonly status: string | null;
		readonly total: number | null;
		readonly createdAt: string | null;
		readonly lineCount: number;
	};
	readonly run?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A run as a server half sees it. `key` is the key of the step's effect: the same however often the step is tried. */
export interface RunRef {
	readonly id: RunId;
	readonly customerId: CustomerId;
	readonly nodeId: NodeId;
	readonly visit: number;
	readonly key: string;
	/** Since when the step has been due: earlier than now after a pause. Absent: now. */
	readonly dueAt?: Date;
	readonly values: RunValues;
}

/** Sending hours: local wall time `[from, to)` of the allowed weekdays (1 = Monday). `any` is its own choice. */
export type SendingHours =
	| { readonly any: true }
	| { readonly from: string; readonly to: string; readonly days: readonly number[] };

export type MessageProfile = 'marketing' | 'transactional' | 'code';

/** One SMS asked for by a step. The message's key is run + node + visit: one message however often asked. */
export interface MessageRequest {
	readonly run: RunRef;
	readonly profile: MessageProfile;
	/** Registered sender name. */
	readonly sender: string;
	/** Template source; rendered for the customer by messaging. */
	readonly text: string;
	readonly hours: SendingHours;
	/** ISO 8601 duration from the step. */
	readonly relevance: string;
	readonly tags: readonly string[];
	readonly maxParts: number;
}

/** What became of a request at once: a message, in whatever state its gates left it. */
export interface RequestedMessage {
	readonly messageId: MessageId;
	readonly state: 'waiting' | 'not_sent' | 'handed_off';
	readonly reason: string | null;
}

/** Everything a node may reach, bound to the step's transaction; every call takes a batch. */
export interface ReadCapabilities {
	filters: { match(filter: Filter, runs: readonly RunRef[]): Promise<ReadonlySet<RunId>> };
	/** Segment of each run's customer within a segmentation; customers in none are left out. */
	segments: { of(segmentationId: string, runs: readonly RunRef[]): Promise<ReadonlyMap<RunId, string>> };
	log(entry: { code: string; run?: RunId; details?: Readonly<Record<string, Json>> }): void;
}

export interface InsideCapabilities extends ReadCapabilities {
	messages: { request(requests: readonly MessageRequest[]): Promise<ReadonlyMap<RunId, RequestedMessage>> };
}

export type StepClock = Temporal.Instant;

/** An action as it was stored: what `audience` hands to the engine in the action's own transaction. */
export interface RecordedAction {
	readonly id: string;
	readonly customerId: CustomerId;
	readonly occurredAt: Date;
	readonly recordedAt: Date;
	readonly templateId: string;
	readonly templateName: string;
	readonly trusted: boolean;
	readonly mode: 'live' | 'test';
	readonly touchpoint: string | null;
	readonly custom: Readonly<Record<string, Json>>;
	readonly order: RunValues['order'] | null;
}
