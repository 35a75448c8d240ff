import { newRow } from '../batch-state.ts';
import type { NumberRanges } from '../zones/number-ranges.ts';
import { settleZone, settleZoneByNumber } from '../zones/settle-zone.ts';
import { zoneOfArea } from '../zones/zone-of-area.ts';
import { type CustomerDraft, type DraftKey, keyOf, slotOf } from './customer-draft.ts';
import type { ImportNames, ImportTemplate } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import { fieldNames, type ImportRow, type RowFault, type RowPlan } from './parse-row.ts';
import { newDraft } from './read-drafts.ts';

/** An action that a row issues. */
export interface DraftAction {
	readonly draft: CustomerDraft;
	readonly template: ImportTemplate;
	/** ISO 8601. */
	readonly occurredAt: string;
	readonly custom: Readonly<Record<string, string | number | boolean>>;
	/** The row says when; then the same action of the same moment is not issued again. */
	readonly dated: boolean;
	/** Its place among the rows of the batch. */
	readonly row: number;
}

/** What the rows of a batch come to, kept in memory until it is written with a statement per table. */
export interface BatchDraft {
	readonly owners: Map<string, CustomerDraft>;
	readonly byVolnaId: ReadonlyMap<number, CustomerDraft>;
	readonly drafts: Map<number, CustomerDraft>;
	readonly claimed: Map<string, { readonly key: DraftKey; readonly draft: CustomerDraft }>;
	readonly moved: Map<string, { readonly key: DraftKey; readonly draft: CustomerDraft }>;
	readonly released: Map<string, { readonly key: DraftKey; readonly draft: CustomerDraft }>;
	readonly actions: DraftAction[];
	nextCustomerId(): number;
}

export interface ApplyContext {
	readonly setup: ImportSetup;
	readonly plan: RowPlan;
	readonly names: ImportNames;
	readonly ranges: NumberRanges;
	/** The database's clock, once all is locked: ISO 8601. */
	readonly at: string;
}

export type AppliedRow =
	| {
			readonly status: 'created' | 'updated' | 'unchanged';
			readonly draft: CustomerDraft;
			readonly remarks: readonly RowFault[];
			readonly changed: boolean;
	  }
	| { readonly status: 'refused'; readonly fault: RowFault };

/** The identifiers of a row in the order in which they decide whose it is (domain §6.2), those that find first. */
export function keysOf(
	row: ImportRow,
	plan: RowPlan,
): { readonly key: DraftKey; readonly header: string; readonly finds: boolean }[] {
	const keys: { key: DraftKey; header: string; finds: boolean }[] = [];
	for (const kind of ['unique', 'movable'] as const) {
		for (const [index, column] of plan.ids.entries()) {
			const value = row.ids[index];
			if (column.kind === kind && value != null) {
				keys.push({ key: { kind, system: column.system, value }, header: column.header, finds: column.finds });
			}
		}
	}
	if (row.phone) keys.push({ key: { kind: 'phone', system: '', value: row.phone }, ...plan.phone! });
	if (row.email) keys.push({ key: { kind: 'email', system: '', value: row.email }, ...plan.email! });
	return keys;
}

/** Applies one row to what the batch holds. What refuses it is looked at before anything is changed. */
export function applyRow(row: ImportRow, index: number, batch: BatchDraft, context: ApplyContext): AppliedRow {
	const { kind } = context.setup;
	const keys = keysOf(row, context.plan);
	const found = findDraft(row, keys, batch, context);
	if (found === null && (kind !== 'upsert' || row.volnaId !== null))
		return refuse(row, 'customer-unknown', keys[0]?.header);
	const created = found === null;
	const draft = found ?? create(batch);
	const edit = new RowEdit(row, keys, draft, batch, context);
	if (kind === 'upsert' || kind === 'update') edit.editCustomer();
	if (kind === 'membership') edit.putInSegment(row.segmentationId!, row.segmentId ?? null);
	const { segment } = context.setup.settings;
	if (segment) edit.putInSegment(segment.segmentationId, segment.segmentId);
	edit.issueActions(index, created);
	return {
		status: created ? 'created' : edit.changed ? 'updated' : 'unchanged',
		draft,
		remarks: edit.remarks,
		changed: edit.changed,
	};
}

function refuse(row: ImportRow, code: 'customer-unknown', column: string | undefined): AppliedRow {
	return { status: 'refused', fault: { line: row.line, column: column ?? null, code, value: null } };
}

function findDraft(
	row: ImportRow,
	keys: ReturnType<typeof keysOf>,
	batch: BatchDraft,
	context: ApplyContext,
): CustomerDraft | null {
	if (row.volnaId !== null && context.plan.volnaId?.finds) {
		const named = batch.byVolnaId.get(row.volnaId);
		if (named) return named;
		// A Volna id is given by Volna alone: who names an unknown one means nobody.
		return null;
	}
	for (const { key, finds } of keys) {
		const owner = finds ? batch.owners.get(keyOf(key)) : undefined;
		if (owner) return owner;
	}
	return null;
}

function create(batch: BatchDraft): CustomerDraft {
	const draft = newDraft(batch.nextCustomerId(), newRow('import'));
	batch.drafts.set(draft.id, draft);
	return draft;
}

/** One row laid over one customer. */
class RowEdit {
	changed = false;
	readonly remarks: RowFault[] = [];
	readonly #row: ImportRow;
	readonly #keys: ReturnType<typeof keysOf>;
	readonly #draft: CustomerDraft;
	readonly #batch: BatchDraft;
	readonly #context: ApplyContext;
	readonly #overwrites: boolean;

	constructor(
		row: ImportRow,
		keys: ReturnType<typeof keysOf>,
		draft: CustomerDraft,
		batch: BatchDraft,
		context: ApplyContext,
	) {
		this.#row = row;
		this.#keys = keys;
		this.#draft = draft;
		this.#batch = batch;
		this.#context = context;
		this.#overwrites = context.setup.settings.fill === 'overwrite';
	}

	editCustomer(): void {
		for (const { key, header } of this.#keys) {
			if (key.kind === 'unique' || key.kind === 'movable') this.#identify(key, header);
			else this.#contact(key.kind, key.value, key, header);
		}
		if (this.#row.phone === null) this.#contact('phone', null, null, '');
		if (this.#row.email === null) this.#contact('email', null, null, '');
		this.#markPhone();
		this.#setFields();
		this.#setCustom();
		this.#settleZone();
		for (const [index, subscribed] of this.#row.subscribed.entries()) {
			if (subscribed !== undefined) this.#subscribe(index, subscribed);
		}
	}

	putInSegment(segmentationId: string, segmentId: string | null): void {
		const { segments } = this.#draft;
		if ((segments.get(segmentationId) ?? null) === segmentId) return;
		if (segmentId === null) segments.delete(segmentationId);
		else segments.set(segmentationId, segmentId);
		this.changed = true;
	}

	/** The row's own action, the one of the whole import, and the one that stands for a change. */
	issueActions(index: number, created: boolean): void {
		const { settings, kind } = this.#context.setup;
		const { names } = this.#context;
		const occurredAt = this.#row.actionAt ?? settings.occurredAt ?? this.#context.at;
		const ofImport = settings.templateId ? names.templateById.get(settings.templateId) : undefined;
		const template = kind === 'actions' ? (this.#row.template ?? ofImport) : ofImport;
		if (template) {
			const dated = kind === 'actions' && this.#row.actionAt !== null;
			this.#issue(template, occurredAt, this.#row.actionCustom ?? {}, dated || settings.occurredAt !== null, index);
		}
		if (this.#row.templateOfChange && (created || this.changed)) {
			this.#issue(this.#row.templateOfChange, settings.occurredAt ?? this.#context.at, {}, false, index);
		}
	}

	#issue(
		template: ImportTemplate,
		occurredAt: string,
		custom: DraftAction['custom'],
		dated: boolean,
		row: number,
	): void {
		this.#batch.actions.push({ draft: this.#draft, template, occurredAt, custom, dated, row });
	}

	#identify(key: DraftKey, header: string): void {
		const owner = this.#batch.owners.get(keyOf(key));
		if (owner === this.#draft) return;
		const before = this.#draft.held.get(slotOf(key));
		if (before && !this.#overwrites) return;
		// A unique id has one owner for ever, and a customer one value of it.
		if ((key.kind === 'unique' && (owner || before)) || (owner && !this.#overwrites)) {
			this.#conflict(key, header, owner);
			return;
		}
		if (owner) {
			owner.held.delete(slotOf(key));
			owner.identified = true;
		}
		if (before) this.#release(before);
		this.#take(key, Boolean(owner));
	}

	#contact(name: 'phone' | 'email', value: string | null, key: DraftKey | null, header: string): void {
		const { row } = this.#draft;
		const owner = key ? this.#batch.owners.get(keyOf(key)) : undefined;
		if (owner === this.#draft && row[name] === value) return;
		if (value === row[name] && key === null) return;
		if (row[name] !== null && !this.#overwrites) return;
		if (owner && owner !== this.#draft) {
			// A contested number goes over only to whom it was newly confirmed of.
			if (name !== 'phone' || this.#row.phoneConfirmed !== true) {
				this.#conflict(key!, header, owner);
				return;
			}
			owner.held.delete(slotOf(key!));
			owner.row.phone = null;
			owner.row.phoneStatus = 'unknown';
			owner.row.phoneConfirmedAt = null;
			owner.identified = true;
			settleZoneByNumber(owner.row, this.#context.ranges, this.#context.at);
		}
		const before = this.#draft.held.get(slotOf({ kind: name, system: '' }));
		if (before && (!key || keyOf(before) !== keyOf(key))) this.#release(before);
		if (key && owner !== this.#draft) this.#take(key, Boolean(owner));
		row[name] = value;
		if (name === 'phone') {
			row.phoneStatus = 'unknown';
			row.phoneConfirmedAt = null;
		}
		this.changed = true;
	}

	#conflict(key: DraftKey, header: string, owner: CustomerDraft | undefined): void {
		this.remarks.push({
			line: this.#row.line,
			column: header,
			code: 'identifier-conflict',
			value: key.value,
			customerId: owner?.id ?? this.#draft.id,
		});
	}

	#take(key: DraftKey, isHeld: boolean): void {
		const text = keyOf(key);
		const released = this.#batch.released.get(text);
		if (released?.draft === this.#draft) this.#batch.released.delete(text);
		else if (isHeld || released) this.#batch.moved.set(text, { key, draft: this.#draft });
		else this.#batch.claimed.set(text, { key, draft: this.#draft });
		if (isHeld) this.#batch.claimed.delete(text);
		this.#batch.owners.set(text, this.#draft);
		this.#draft.held.set(slotOf(key), key);
		this.#draft.identified = true;
		this.changed = true;
	}

	#release(key: DraftKey): void {
		const text = keyOf(key);
		const isNew = this.#batch.claimed.delete(text);
		if (!isNew) this.#batch.released.set(text, { key, draft: this.#draft });
		this.#batch.moved.delete(text);
		this.#batch.owners.delete(text);
		this.#draft.held.delete(slotOf(key));
		this.#draft.identified = true;
	}

	#markPhone(): void {
		const { row } = this.#draft;
		const { phoneConfirmed, phoneInvalid } = this.#row;
		if (row.phone === null) return;
		if (phoneConfirmed !== undefined && phoneConfirmed !== (row.phoneConfirmedAt !== null)) {
			if (phoneConfirmed || this.#overwrites) {
				row.phoneConfirmedAt = phoneConfirmed ? this.#context.at : null;
				this.changed = true;
			}
		}
		if (phoneInvalid !== undefined && phoneInvalid !== (row.phoneStatus === 'invalid')) {
			if (row.phoneStatus === 'unknown' || this.#overwrites) {
				row.phoneStatus = phoneInvalid ? 'invalid' : 'unknown';
				this.changed = true;
			}
		}
	}

	#setFields(): void {
		const { row } = this.#draft;
		for (const name of fieldNames) {
			if (name === 'timeZone') continue;
			const value = this.#row[name];
			if (value === undefined || !this.#may(row[name], value)) continue;
			(row as unknown as Record<string, string | null>)[name] = value;
			this.changed = true;
		}
	}

	#setCustom(): void {
		const { row } = this.#draft;
		for (const [name, value] of Object.entries(this.#row.custom ?? {})) {
			if (!this.#may(row.custom[name] ?? null, value)) continue;
			const { [name]: _, ...rest } = row.custom;
			row.custom = value === null ? rest : { ...rest, [name]: value };
			this.changed = true;
		}
	}

	/** Stated → area → number, each with its moment (design D12). */
	#settleZone(): void {
		const { row } = this.#draft;
		const { at, ranges } = this.#context;
		const { timeZone } = this.#row;
		const stated = timeZone !== undefined && (this.#overwrites || row.timeZoneSource !== 'stated');
		if (stated && settleZone(row, timeZone, 'stated', at)) this.changed = true;
		const areaSays = this.#row.area !== undefined || (stated && timeZone === null);
		if (areaSays && row.area !== null) {
			const zone = zoneOfArea(row.area);
			if (zone && settleZone(row, zone, 'area', at)) this.changed = true;
		} else if (areaSays && row.area === null && settleZone(row, null, 'area', at)) this.changed = true;
		if (settleZoneByNumber(row, ranges, at)) this.changed = true;
	}

	#may(current: unknown, next: unknown): boolean {
		if (current === next) return false;
		return this.#overwrites || current === null || current === undefined;
	}

	#subscribe(index: number, subscribed: boolean): void {
		const { topic, header } = this.#context.plan.topics[index]!;
		const current = this.#draft.subscriptions.get(topic);
		if (!this.#overwrites && current) return;
		const { consent } = this.#row;
		if (subscribed && consent && current?.state === 'unsubscribed' && current.changedAt > Date.parse(consent.at)) {
			this.remarks.push({
				line: this.#row.line,
				column: header,
				code: 'unsubscribed-later',
				value: consent.at,
				customerId: this.#draft.id,
			});
			return;
		}
		const state = subscribed ? 'subscribed' : 'unsubscribed';
		if (current?.state !== state) {
			const before = current?.before ?? null;
			this.#draft.subscriptions.set(topic, { state, before, changedAt: Date.parse(this.#context.at) });
			this.changed = true;
		}
		if (subscribed && consent) this.#consent(topic, consent);
	}

	#consent(topic: string, consent: NonNullable<ImportRow['consent']>): void {
		const at = Date.parse(consent.at);
		const { source, evidence } = consent;
		const known = this.#draft.consents.some(
			(entry) => entry.topic === topic && entry.source === source && entry.at === at,
		);
		if (known) return;
		this.#draft.consents.push({ topic, source, at, evidence, isNew: true });
		this.changed = true;
	}
}
