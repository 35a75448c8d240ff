import {
	type CustomerState,
	type IdentifierKey,
	keyText,
	type NewAction,
	newRow,
	type OrderRow,
} from './batch-state.ts';
import type { Catalogue, CatalogueTemplate } from './catalogue.ts';
import type { CallIssue, OperationCall } from './operation-call.ts';
import type { CustomerRight, ProcessingStatus } from './states.ts';
import { zoneOfArea } from './zones/zone-of-area.ts';

/** Who holds an identifier; of an order also which order it is. */
export interface Owner {
	customer: CustomerState;
	orderId: string | null;
}

export interface CallToApply {
	readonly call: OperationCall;
	readonly right: CustomerRight;
	/** A call without a key fills blanks, never overwrites, never moves an identifier (domain §3.2). */
	readonly keyed: boolean;
	/** ISO 8601. */
	readonly occurredAt: string;
	/** `operation@endpoint`. */
	readonly source: string;
	readonly transactionId: string;
	readonly recordedBy: string;
}

/** What a batch of calls comes to, kept in memory until it is written with one statement per table. */
export interface BatchChanges {
	readonly owners: Map<string, Owner>;
	readonly byVolnaId: Map<number, CustomerState>;
	readonly customers: Set<CustomerState>;
	readonly claimed: Map<string, { key: IdentifierKey; customer: CustomerState; orderId: string | null }>;
	readonly moved: Map<string, { key: IdentifierKey; customer: CustomerState }>;
	readonly released: Map<string, { key: IdentifierKey; customer: CustomerState }>;
	readonly declared: Map<string, string>;
	readonly consents: {
		customer: CustomerState;
		topic: string;
		source: string;
		givenAt: string;
		evidence: string | null;
		recordedBy: string;
	}[];
	readonly segmentMoves: {
		customer: CustomerState;
		segmentationId: string;
		from: string | null;
		to: string | null;
		source: string;
	}[];
	readonly orders: Map<string, { customer: CustomerState; order: OrderRow }>;
	readonly actions: NewAction[];
	nextCustomerId(): number;
	nextUuid(): string;
}

export type AppliedCall =
	| { status: 'invalid'; issues: readonly CallIssue[] }
	| { status: 'not-found' }
	| {
			status: 'applied';
			customer: CustomerState;
			processing: ProcessingStatus;
			action: NewAction | null;
			warnings: readonly CallIssue[];
	  };

/** The identifiers by which a call may find its customer, in the order in which they decide (domain §6.2). */
export function lookupKeys(call: OperationCall): { key: IdentifierKey; at: string }[] {
	const byKind = (kind: 'unique' | 'movable') =>
		call.ids
			.filter((id) => id.kind === kind)
			.map((id) => ({ key: { kind, system: id.system, value: id.value }, at: id.at }));
	const keys: { key: IdentifierKey; at: string }[] = [...byKind('unique'), ...byKind('movable')];
	if (call.phone) keys.push({ key: phoneKey(call.phone), at: '/customer/mobilePhone' });
	if (call.email) keys.push({ key: emailKey(call.email), at: '/customer/email' });
	if (call.device && keys.length === 0 && call.volnaId === null)
		keys.push({ key: deviceKey(call.device), at: '/customer' });
	return keys;
}

/** The identifiers of a call's order. */
export function orderKeys(call: OperationCall): IdentifierKey[] {
	return (call.order?.ids ?? []).map((id) => ({ kind: 'order', system: id.system, value: id.value }));
}

export function deviceKey(device: string): IdentifierKey {
	return { kind: 'device', system: '', value: device.toLowerCase() };
}
function phoneKey(phone: string): IdentifierKey {
	return { kind: 'phone', system: '', value: phone };
}
function emailKey(email: string): IdentifierKey {
	return { kind: 'email', system: '', value: email };
}

/**
 * Applies one call to what the batch holds. Everything that can be refused is looked at before anything is changed, so
 * that an invalid call leaves no trace.
 */
export function applyCall(item: CallToApply, changes: BatchChanges, catalogue: Catalogue): AppliedCall {
	const found = findCustomer(item, changes);
	if (found.status !== 'open') return found;
	const order = orderOf(item.call, changes, found.customer);
	if (order === 'foreign') return invalid('identifier-conflict', '/order/ids');
	const created = found.customer === null;
	const customer = found.customer ?? newCustomer(item, changes);
	const before = { dirty: customer.dirty };
	customer.dirty = false;
	const edit = new CustomerEdit(item, changes, catalogue, customer, created);
	if (created || item.right === 'create_or_edit') edit.run();
	const changed = customer.dirty || edit.changed;
	customer.dirty ||= before.dirty;
	const orderChange = item.call.order ? changeOrder(item, changes, customer, order) : null;
	const action = issueActions(item, changes, catalogue, customer, orderChange);
	return {
		status: 'applied',
		customer,
		processing: created ? 'Created' : changed ? 'Changed' : 'Found',
		action,
		warnings: [...found.warnings, ...edit.warnings],
	};
}

function invalid(code: CallIssue['code'], location: string): AppliedCall & { status: 'invalid' } {
	return { status: 'invalid', issues: [{ code, location }] };
}

type Finding =
	| { status: 'open'; customer: CustomerState | null; warnings: CallIssue[] }
	| (AppliedCall & { status: 'invalid' | 'not-found' });

function findCustomer(item: CallToApply, changes: BatchChanges): Finding {
	const { call } = item;
	const held = lookupKeys(call).map((entry) => ({ ...entry, owner: changes.owners.get(keyText(entry.key))?.customer }));
	const byVolnaId = call.volnaId === null ? undefined : changes.byVolnaId.get(call.volnaId);
	let customer = byVolnaId ?? held.find((entry) => entry.owner && entry.key.kind !== 'device')?.owner;
	const named = call.volnaId !== null || held.some((entry) => entry.key.kind !== 'device');
	if (!customer && !named) {
		// The order's id alone names the customer of an order already known; a device decides last.
		const orders = orderKeys(call).map((key) => changes.owners.get(keyText(key))?.customer);
		customer = orders.find((owner) => owner) ?? held[0]?.owner;
		if (!customer && call.order && !call.device) return invalid('unknown-order', '/order/ids');
	}
	if (!customer) {
		// A Volna id is given by Volna alone: nobody is created under one.
		const nobody = item.right === 'find' || (held.length === 0 && !call.device);
		return nobody ? { status: 'not-found' } : { status: 'open', customer: null, warnings: [] };
	}
	const contested = held.filter(
		(entry) =>
			entry.owner &&
			entry.owner !== customer &&
			entry.key.kind !== 'device' &&
			!(entry.key.kind === 'movable' && item.keyed),
	);
	const conflicts = contested.map((entry): CallIssue => ({ code: 'identifier-conflict', location: entry.at }));
	if (conflicts.length > 0 && item.keyed && item.right !== 'create_or_edit') {
		return { status: 'invalid', issues: conflicts };
	}
	return { status: 'open', customer, warnings: item.keyed ? conflicts : [] };
}

function orderOf(
	call: OperationCall,
	changes: BatchChanges,
	customer: CustomerState | null,
): OrderRow | 'foreign' | null {
	let order: OrderRow | null = null;
	for (const key of orderKeys(call)) {
		const owner = changes.owners.get(keyText(key));
		if (!owner) continue;
		if (owner.customer !== customer) return 'foreign';
		order ??= owner.customer.orders.get(owner.orderId ?? '') ?? null;
	}
	return order;
}

function newCustomer(item: CallToApply, changes: BatchChanges): CustomerState {
	const customer: CustomerState = {
		id: changes.nextCustomerId(),
		created: true,
		dirty: true,
		row: newRow(item.source),
		held: new Map(),
		subscriptions: new Map(),
		segments: new Map(),
		orders: new Map(),
	};
	changes.customers.add(customer);
	changes.byVolnaId.set(customer.id, customer);
	return customer;
}

/** Identifiers, fields, subscriptions and segments of one call, laid over a customer. */
class CustomerEdit {
	readonly warnings: CallIssue[] = [];
	changed = false;
	readonly #item: CallToApply;
	readonly #changes: BatchChanges;
	readonly #catalogue: Catalogue;
	readonly #customer: CustomerState;
	/** May replace what is there: a keyless call may only for a customer it made. */
	readonly #overwrites: boolean;

	constructor(
		item: CallToApply,
		changes: BatchChanges,
		catalogue: Catalogue,
		customer: CustomerState,
		created: boolean,
	) {
		this.#item = item;
		this.#changes = changes;
		this.#catalogue = catalogue;
		this.#customer = customer;
		this.#overwrites = item.keyed || created;
	}

	run(): void {
		const { call } = this.#item;
		for (const id of call.ids) this.#identify(id);
		this.#contact('phone', call.phone, call.phone ? phoneKey(call.phone) : null);
		this.#contact('email', call.email, call.email ? emailKey(call.email) : null);
		if (call.device) this.#tieDevice(deviceKey(call.device));
		this.#setFields();
		this.#setCustom();
		for (const subscription of call.subscriptions) this.#subscribe(subscription);
		if (this.#overwrites) for (const change of call.segments) this.#putInSegment(change);
	}

	#identify(id: OperationCall['ids'][number]): void {
		const key: IdentifierKey = { kind: id.kind, system: id.system, value: id.value };
		const owner = this.#changes.owners.get(keyText(key))?.customer;
		if (owner === this.#customer) {
			this.#copyUniqueId(id);
			return;
		}
		const slot = `${id.kind}:${id.system}`;
		const before = this.#customer.held.get(slot);
		if (owner) {
			if (id.kind !== 'movable' || !this.#item.keyed) return;
			owner.held.delete(slot);
		} else if (before && (id.kind === 'unique' || !this.#overwrites)) {
			// One value per system and customer, for ever.
			this.warnings.push({ code: 'identifier-conflict', location: id.at });
			return;
		}
		if (before) this.#release(before);
		if (id.declares) this.#changes.declared.set(id.system.toLowerCase(), id.system);
		this.#take(key, Boolean(owner));
		this.#customer.held.set(slot, key);
		this.#copyUniqueId(id);
		this.changed = true;
	}

	/** The value of a declared unique id stands among the fields as well; the identifier is the truth. */
	#copyUniqueId(id: OperationCall['ids'][number]): void {
		const field = this.#catalogue.customerFields.get(id.system.toLowerCase());
		const custom = this.#customer.row.custom;
		if (field?.type !== 'unique_id' || custom[field.systemName] === id.value) return;
		custom[field.systemName] = id.value;
		this.#customer.dirty = true;
	}

	#contact(name: 'phone' | 'email', value: string | null | undefined, key: IdentifierKey | null): void {
		if (value === undefined) return;
		const row = this.#customer.row;
		const owner = key && this.#changes.owners.get(keyText(key))?.customer;
		// A contested number stays with whom it was found at.
		if (owner || (value === null && row[name] === null)) return;
		if (row[name] !== null && !this.#overwrites) return;
		const before = this.#customer.held.get(`${name}:`);
		if (before) this.#release(before);
		this.#customer.held.delete(`${name}:`);
		if (key) {
			this.#take(key, false);
			this.#customer.held.set(`${name}:`, key);
		}
		row[name] = value;
		if (name === 'phone') {
			row.phoneStatus = 'unknown';
			row.phoneConfirmedAt = null;
		}
		this.#customer.dirty = true;
	}

	#tieDevice(key: IdentifierKey): void {
		if (this.#changes.owners.get(keyText(key))?.customer === this.#customer) return;
		this.#take(key, true);
	}

	#take(key: IdentifierKey, mayBeHeld: boolean): void {
		const text = keyText(key);
		const released = this.#changes.released.get(text);
		if (released?.customer === this.#customer) this.#changes.released.delete(text);
		else if (mayBeHeld) this.#changes.moved.set(text, { key, customer: this.#customer });
		else this.#changes.claimed.set(text, { key, customer: this.#customer, orderId: null });
		this.#changes.owners.set(text, { customer: this.#customer, orderId: null });
	}

	#release(key: IdentifierKey): void {
		const text = keyText(key);
		if (!this.#changes.claimed.delete(text)) this.#changes.released.set(text, { key, customer: this.#customer });
		this.#changes.owners.delete(text);
	}

	#setFields(): void {
		const { fields } = this.#item.call;
		const row = this.#customer.row;
		for (const name of ['firstName', 'lastName', 'middleName', 'sex', 'birthDate', 'area'] as const) {
			const value = fields[name];
			if (value === undefined || !this.#may(row[name], value)) continue;
			(row as Record<typeof name, string | null>)[name] = value;
			this.#customer.dirty = true;
		}
		if (fields.timeZone !== undefined) this.#setZone(fields.timeZone, 'stated');
		else if (this.#item.call.trackedZone) this.#setZone(this.#item.call.trackedZone, 'tracker');
		else if (fields.area) this.#setZone(zoneOfArea(fields.area) ?? null, 'area');
	}

	/** What the customer stated outranks the tracker, which outranks the area. */
	#setZone(zone: string | null, source: 'stated' | 'tracker' | 'area'): void {
		const row = this.#customer.row;
		const ranks = ['number', 'area', 'tracker', 'stated'];
		if (zone === null && source !== 'stated') return;
		if (row.timeZoneSource !== null && ranks.indexOf(source) < ranks.indexOf(row.timeZoneSource)) return;
		if (row.timeZone === zone && row.timeZoneSource === (zone && source)) return;
		if (!this.#may(row.timeZone, zone) && row.timeZone !== zone) return;
		row.timeZone = zone;
		row.timeZoneSource = zone && source;
		row.timeZoneAt = zone && this.#item.occurredAt;
		this.#customer.dirty = true;
	}

	#may(current: unknown, next: unknown): boolean {
		if (current === next) return false;
		return this.#overwrites || current === null || current === undefined;
	}

	#setCustom(): void {
		const custom = this.#customer.row.custom;
		for (const [name, value] of Object.entries(this.#item.call.custom)) {
			const stored = Object.keys(custom).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
			if (!this.#may(custom[stored] ?? null, value)) continue;
			if (value === null) delete custom[stored];
			else custom[stored] = value;
			this.#customer.dirty = true;
		}
	}

	#subscribe(wanted: OperationCall['subscriptions'][number]): void {
		const { source, keyed } = this.#item;
		const current = this.#customer.subscriptions.get(wanted.topic);
		if (!keyed && current) return;
		const state = !wanted.subscribed ? 'unsubscribed' : keyed ? 'subscribed' : 'requires_confirmation';
		if (current?.state !== state) {
			this.#customer.subscriptions.set(wanted.topic, { topic: wanted.topic, state, source, touched: true });
			this.changed = true;
		}
		// The call itself is the consent; one that changes nothing and states none brings no new row.
		if (state === 'subscribed' && (wanted.consent || current?.state !== state)) {
			this.#changes.consents.push({
				customer: this.#customer,
				topic: wanted.topic,
				source: wanted.consent?.source ?? source,
				givenAt: wanted.consent?.at ?? this.#item.occurredAt,
				evidence: wanted.consent?.evidence ?? this.#item.transactionId,
				recordedBy: this.#item.recordedBy,
			});
		}
	}

	#putInSegment(change: OperationCall['segments'][number]): void {
		if (change.to === undefined) return;
		const from = this.#customer.segments.get(change.segmentationId) ?? null;
		if (from === change.to) return;
		if (change.to === null) this.#customer.segments.delete(change.segmentationId);
		else this.#customer.segments.set(change.segmentationId, change.to);
		this.#changes.segmentMoves.push({
			customer: this.#customer,
			segmentationId: change.segmentationId,
			from,
			to: change.to,
			source: this.#item.source,
		});
		this.changed = true;
	}
}

interface OrderChange {
	order: OrderRow;
	/** The order is new, or its status, total or lines changed. */
	changed: boolean;
}

function changeOrder(
	item: CallToApply,
	changes: BatchChanges,
	customer: CustomerState,
	existing: OrderRow | null,
): OrderChange {
	const called = item.call.order!;
	const order: OrderRow = existing ?? {
		id: changes.nextUuid(),
		status: null,
		total: null,
		createdAt: null,
		changedAt: item.occurredAt,
		lines: [],
		lineCount: 0,
		externalId: (called.ids.find((id) => id.system === 'externalid') ?? called.ids[0])?.value ?? null,
	};
	customer.orders.set(order.id, order);
	for (const key of orderKeys(item.call)) {
		const text = keyText(key);
		if (changes.owners.has(text)) continue;
		changes.claimed.set(text, { key, customer, orderId: order.id });
		changes.owners.set(text, { customer, orderId: order.id });
	}
	// What is older than the stored change does not move the order back.
	if (existing && Date.parse(item.occurredAt) < Date.parse(existing.changedAt)) return { order, changed: false };
	const before = JSON.stringify([order.status, order.total, order.lines]);
	if (called.status !== undefined) order.status = called.status;
	if (called.total !== undefined) order.total = called.total;
	if (called.createdAt !== undefined) order.createdAt = called.createdAt;
	if (called.lines !== undefined) {
		order.lines = called.lines;
		order.lineCount = called.lines.length;
	}
	order.changedAt = item.occurredAt;
	changes.orders.set(order.id, { customer, order });
	return { order, changed: !existing || before !== JSON.stringify([order.status, order.total, order.lines]) };
}

function issueActions(
	item: CallToApply,
	changes: BatchChanges,
	catalogue: Catalogue,
	customer: CustomerState,
	orderChange: OrderChange | null,
): NewAction | null {
	const issue = (
		template: CatalogueTemplate | undefined,
		templateId: string,
		custom: NewAction['custom'],
	): NewAction => {
		const action: NewAction = {
			id: changes.nextUuid(),
			customer,
			templateId,
			occurredAt: item.occurredAt,
			custom,
			// As the order stood at this call: a later call of the same batch may move it on.
			order: orderChange && { ...orderChange.order },
			call: item.call,
		};
		changes.actions.push(action);
		// What a guard may still refuse is no activity yet.
		const counts = template?.personal && !template.guard;
		if (counts && !(Date.parse(customer.row.lastActivityAt ?? '') >= Date.parse(item.occurredAt))) {
			customer.row.lastActivityAt = item.occurredAt;
			customer.dirty = true;
		}
		return action;
	};
	const { orderTemplate, templateById } = catalogue;
	const called = item.call.action;
	const action = called && issue(templateById.get(called.templateId), called.templateId, { ...called.custom });
	if (orderChange?.changed && orderTemplate && called?.templateId !== orderTemplate.id) {
		const monthMs = 31 * 86_400_000;
		if (Date.now() - Date.parse(item.occurredAt) < orderTemplate.retentionMonths * monthMs) {
			issue(orderTemplate, orderTemplate.id, {});
		}
	}
	return action;
}
