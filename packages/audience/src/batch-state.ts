import type { Json } from '@volna/node-sdk';
import type { OperationCall } from './operation-call.ts';

export type IdentifierKind = 'unique' | 'movable' | 'phone' | 'email' | 'device' | 'order';

export interface IdentifierKey {
	readonly kind: IdentifierKind;
	readonly system: string;
	readonly value: string;
}

export function keyText(key: IdentifierKey): string {
	return JSON.stringify([key.kind, key.system, key.value]);
}

export interface CustomerRow {
	firstName: string | null;
	lastName: string | null;
	middleName: string | null;
	sex: 'female' | 'male' | null;
	birthDate: string | null;
	area: string | null;
	timeZone: string | null;
	timeZoneSource: string | null;
	timeZoneAt: string | null;
	phone: string | null;
	phoneStatus: string;
	phoneConfirmedAt: string | null;
	email: string | null;
	custom: Record<string, unknown>;
	source: string | null;
	lastActivityAt: string | null;
}

export interface SubscriptionRow {
	topic: string;
	state: 'subscribed' | 'unsubscribed' | 'requires_confirmation';
	source: string;
	touched: boolean;
}

export interface OrderRow {
	id: string;
	status: string | null;
	total: number | null;
	createdAt: string | null;
	changedAt: string;
	lines: readonly Json[];
	lineCount: number;
	externalId: string | null;
}

/** A customer as the batch has left them so far: read under lock, written once at the end. */
export interface CustomerState {
	id: number;
	created: boolean;
	/** Fields differ from what is stored. */
	dirty: boolean;
	row: CustomerRow;
	/** By kind and system: the values held. Devices and orders are not listed. */
	held: Map<string, IdentifierKey>;
	subscriptions: Map<string, SubscriptionRow>;
	segments: Map<string, string>;
	orders: Map<string, OrderRow>;
}

export interface NewAction {
	id: string;
	customer: CustomerState;
	templateId: string;
	occurredAt: string;
	custom: Record<string, Json>;
	order: OrderRow | null;
	call: OperationCall;
}

export function newRow(source: string): CustomerRow {
	return {
		firstName: null,
		lastName: null,
		middleName: null,
		sex: null,
		birthDate: null,
		area: null,
		timeZone: null,
		timeZoneSource: null,
		timeZoneAt: null,
		phone: null,
		phoneStatus: 'unknown',
		phoneConfirmedAt: null,
		email: null,
		custom: {},
		source,
		lastActivityAt: null,
	};
}
