import type { Json } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';
import { asNumber, BodyPart, type BodyReport, bodyReport, isClear, isObject, readText } from './body-part.ts';
import type { Catalogue, CatalogueField, CatalogueOperation } from './catalogue.ts';
import { readFieldValue } from './fields/read-field-value.ts';
import { normalisePhone } from './normalise-phone.ts';
import type { CalledConsent, CalledIdentifier, CalledOrder, OperationCall, ParsedBody } from './operation-call.ts';
import { parseDate, parseInstant, parseZone } from './parse-moment.ts';

export interface BodyContext {
	readonly operation: CatalogueOperation;
	readonly catalogue: Catalogue;
	/** False for browsers and apps. */
	readonly keyed: boolean;
	readonly endpointName: string;
	/** When the call came, by the database's clock. */
	readonly receivedAt: Temporal.Instant;
	readonly deviceUuid?: string | null;
	readonly deviceTimeZone?: string | null;
	/** Age of the fact, ms. */
	readonly dateTimeOffset?: number | null;
}

const AHEAD_MINUTES = 5;
const NEW_SYSTEMS = 20;
const LINES = 1000;

/**
 * Checks an operation's body against its contract (domain §3.2): a call with its names resolved, and warnings about what
 * was left out; or every fault at once. Locations are JSON pointers. Nothing is read or written.
 */
export function parseOperationBody(body: unknown, context: BodyContext): ParsedBody {
	const report = bodyReport(context.operation.strict);
	if (!isObject(body)) {
		return { ok: false, issues: [{ code: 'wrong-type', location: '' }], unknownName: false };
	}
	const root = new BodyPart(body, '', report);
	const read = new CallReader(context, report);
	const call = read.call(root);
	const unknownName = [...report.errors, ...report.warnings].some((issue) => isUnknownName(issue.code));
	if (report.errors.length > 0) return { ok: false, issues: report.errors, unknownName };
	return { ok: true, call, warnings: report.warnings, unknownName };
}

const namesNotFound: ReadonlySet<string> = new Set([
	'unknown-template',
	'template-usage',
	'unknown-segment',
	'unknown-custom-field',
	'unknown-topic',
]);

function isUnknownName(code: string): boolean {
	return namesNotFound.has(code);
}

/** By the field's system name: its value, null to clear it, and where it stood. */
type Values = Map<string, { value: string | number | boolean | null; at: string }>;

class CallReader {
	readonly #context: BodyContext;
	readonly #report: BodyReport;

	constructor(context: BodyContext, report: BodyReport) {
		this.#context = context;
		this.#report = report;
	}

	call(root: BodyPart): OperationCall {
		root.take('brand');
		const customer = root.part('customer') ?? new BodyPart({}, '/customer', this.#report);
		const order = this.#order(root);
		const occurredAt = this.#occurredAt(root);
		const custom = this.#custom(customer);
		const identity = this.#identity(customer, order.part, order.called, custom.ids);
		const fields = this.#fields(customer);
		const subscriptions = this.#subscriptions(customer);
		customer.take('brand');
		customer.rest();
		const action = this.#action(root, occurredAt);
		const segments = this.#segments(root);
		const touchpoint = this.#touchpoint(root);
		root.rest();
		return {
			...identity,
			fields,
			custom: Object.fromEntries([...custom.values].map(([name, { value }]) => [name, value])),
			trackedZone: this.#context.deviceTimeZone ? (parseZone(this.#context.deviceTimeZone) ?? null) : null,
			subscriptions,
			action,
			order: order.called,
			segments,
			touchpoint: touchpoint ?? this.#context.endpointName,
			occurredAt: occurredAt?.toString() ?? null,
		};
	}

	#occurredAt(root: BodyPart): Temporal.Instant | undefined {
		const { receivedAt, dateTimeOffset } = this.#context;
		const stated = this.#instant(root, 'executionDateTimeUtc');
		if (stated) return stated;
		return dateTimeOffset ? receivedAt.subtract({ milliseconds: dateTimeOffset }) : undefined;
	}

	#instant(part: BodyPart, name: string): Temporal.Instant | null | undefined {
		const entry = part.take(name);
		const text = entry && readText(entry, 100, this.#report);
		if (!entry || !text) return text as null | undefined;
		const instant = parseInstant(text);
		if (!instant) this.#report.error('bad-date', entry.at);
		else if (Temporal.Instant.compare(instant, this.#context.receivedAt.add({ minutes: AHEAD_MINUTES })) > 0) {
			this.#report.error('in-future', entry.at);
		} else if (instant.epochMilliseconds < Date.UTC(1900, 0, 1)) this.#report.error('out-of-range', entry.at);
		else return instant;
		return undefined;
	}

	#identity(
		customer: BodyPart,
		order: BodyPart | undefined,
		called: CalledOrder | null,
		fromFields: readonly CalledIdentifier[],
	) {
		const { volnaId, ids: stated } = this.#ids(customer);
		const ids = [...stated, ...fromFields.filter((id) => !stated.some((one) => one.system === id.system))];
		const device = this.#context.deviceUuid?.trim() || null;
		const phone = this.#contact(customer, order, 'mobilePhone');
		const email = this.#contact(customer, order, 'email');
		const others = volnaId !== null || ids.length > 0 || device !== null || (called?.ids.length ?? 0) > 0;
		const goodPhone = phone?.value && this.#phone(phone, others || Boolean(email?.value && isEmail(email.value)));
		const goodEmail = email?.value && this.#email(email, others || Boolean(goodPhone));
		const badContact = (phone?.value && !goodPhone) || (email?.value && !goodEmail);
		const named = others || Boolean(goodPhone) || Boolean(goodEmail);
		if (!named && !badContact) {
			if (!this.#report.errors.some((issue) => issue.location.startsWith('/customer'))) {
				this.#report.error('required', '/customer');
			}
		}
		// Without another identifier a cleared phone names nobody.
		return {
			volnaId,
			ids,
			device,
			phone: phone && phone.value === null ? null : goodPhone || undefined,
			email: email && email.value === null ? null : goodEmail || undefined,
		};
	}

	/** The customer's own phone or e-mail, else the order's. */
	#contact(customer: BodyPart, order: BodyPart | undefined, name: string) {
		const own = this.#contactOf(customer, name);
		const orders = order && this.#contactOf(order, name);
		return own ?? orders;
	}

	#contactOf(part: BodyPart, name: string): { at: string; value: string | null } | undefined {
		const entry = part.take(name);
		const value = entry && readText(entry, 300, this.#report);
		return entry && value !== undefined ? { at: entry.at, value } : undefined;
	}

	#phone(contact: { at: string; value: string | null }, named: boolean): string | undefined {
		const result = normalisePhone(contact.value!);
		if (result.ok) return result.phone;
		const code = result.problem === 'junk' ? 'phone-blocked' : 'bad-phone';
		if (named) this.#report.warn(code, contact.at);
		else this.#report.error(code, contact.at);
		return undefined;
	}

	#email(contact: { at: string; value: string | null }, named: boolean): string | undefined {
		const email = contact.value!.toLowerCase();
		if (isEmail(email)) return email;
		if (named) this.#report.warn('bad-email', contact.at);
		else this.#report.error('bad-email', contact.at);
		return undefined;
	}

	#ids(customer: BodyPart): { volnaId: number | null; ids: CalledIdentifier[] } {
		const part = customer.part('ids');
		if (!part) return { volnaId: null, ids: [] };
		let volnaId: number | null = null;
		const ids: CalledIdentifier[] = [];
		const { identifierSystems } = this.#context.catalogue;
		let declared = identifierSystems.size;
		for (const entry of part.entries()) {
			const value = readText(entry, 200, this.#report);
			if (!value) continue;
			if (entry.key.toLowerCase() === 'volnaid') {
				const number = asNumber(value);
				if (number === undefined || !Number.isSafeInteger(number) || number < 1) {
					this.#report.error('wrong-type', entry.at);
				} else volnaId = number;
				continue;
			}
			const system = identifierSystems.get(entry.key.toLowerCase());
			if (system) ids.push({ system: system.name, kind: system.kind, value, at: entry.at, declares: false });
			else if (!this.#context.keyed || declared >= NEW_SYSTEMS || !/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(entry.key)) {
				this.#report.leaveOut('unknown-field', entry.at);
			} else {
				declared++;
				ids.push({ system: entry.key, kind: 'unique', value, at: entry.at, declares: true });
			}
		}
		return { volnaId, ids };
	}

	#fields(customer: BodyPart): OperationCall['fields'] {
		const fields: { -readonly [K in keyof OperationCall['fields']]: OperationCall['fields'][K] } = {};
		for (const name of ['firstName', 'lastName', 'middleName'] as const) {
			const text = customer.text(name, 200);
			if (text !== undefined) fields[name] = text;
		}
		const sex = this.#sex(customer);
		if (sex !== undefined) fields.sex = sex;
		const birthDate = this.#birthDate(customer);
		if (birthDate !== undefined) fields.birthDate = birthDate;
		const area = this.#area(customer);
		if (area !== undefined) fields.area = area;
		const zone = this.#zone(customer);
		if (zone !== undefined) fields.timeZone = zone;
		return fields;
	}

	#sex(customer: BodyPart): 'female' | 'male' | null | undefined {
		const entry = customer.take('sex');
		const word = entry && readText(entry, 20, this.#report)?.toLowerCase();
		if (!entry || word === undefined) return entry && isClear(entry.value) ? null : undefined;
		if (word === 'female' || word === 'f') return 'female';
		if (word === 'male' || word === 'm') return 'male';
		this.#report.error('out-of-range', entry.at);
		return undefined;
	}

	#birthDate(customer: BodyPart): string | null | undefined {
		const entry = customer.take('birthDate');
		const text = entry && readText(entry, 100, this.#report);
		if (!entry || !text) return text as null | undefined;
		const date = parseDate(text);
		const today = this.#context.receivedAt.toZonedDateTimeISO('UTC').toPlainDate();
		if (!date) this.#report.error('bad-date', entry.at);
		else if (date.year < 1900) this.#report.error('out-of-range', entry.at);
		else if (Temporal.PlainDate.compare(date, today.add({ days: 1 })) > 0) this.#report.error('in-future', entry.at);
		else return date.toString();
		return undefined;
	}

	#area(customer: BodyPart): string | null | undefined {
		const entry = customer.take('area');
		if (!entry || !isObject(entry.value)) return entry && readText(entry, 200, this.#report);
		const part = new BodyPart(entry.value, entry.at, this.#report);
		part.take('ids');
		const name = part.text('name', 200);
		part.rest();
		return name;
	}

	#zone(customer: BodyPart): string | null | undefined {
		const entry = customer.take('timeZone');
		const text = entry && readText(entry, 100, this.#report);
		if (!entry || !text) return text as null | undefined;
		const zone = parseZone(text);
		if (!zone) this.#report.error('bad-zone', entry.at);
		return zone;
	}

	/** Values of declared fields, under the names they were declared by; those of unique ids are identifiers. */
	#custom(customer: BodyPart): { values: Values; ids: CalledIdentifier[] } {
		const part = customer.part('customFields');
		const values = part ? this.#customValues(part, this.#context.catalogue.customerFields) : new Map();
		const ids: CalledIdentifier[] = [];
		for (const [name, { value, at }] of values) {
			if (this.#context.catalogue.customerFields.get(name.toLowerCase())?.type !== 'unique_id') continue;
			values.delete(name);
			if (value === null) continue;
			const system = this.#context.catalogue.identifierSystems.get(name.toLowerCase())?.name ?? name;
			ids.push({ system, kind: 'unique', value: String(value), at, declares: false });
		}
		return { values, ids };
	}

	#customValues(part: BodyPart, fields: ReadonlyMap<string, CatalogueField>): Values {
		const values: Values = new Map();
		for (const entry of part.entries()) {
			const field = fields.get(entry.key.toLowerCase());
			const read = field && readFieldValue(field, entry.value);
			if (!field) this.#report.leaveOut('unknown-custom-field', entry.at);
			else if (read?.ok && read.value !== undefined) values.set(field.systemName, { value: read.value, at: entry.at });
			// A list, or an object, is dropped and said so; any other wrong value is the caller's to mend.
			else if (read && !read.ok) {
				if (typeof entry.value === 'object') this.#report.leaveOut(read.code, entry.at);
				else this.#report.error(read.code, entry.at);
			}
		}
		return values;
	}

	#subscriptions(customer: BodyPart): OperationCall['subscriptions'] {
		const list = customer.list('subscriptions');
		const subscriptions: OperationCall['subscriptions'][number][] = [];
		for (const [index, item] of (list?.items ?? []).slice(0, 100).entries()) {
			const at = `${list!.at}/${index}`;
			if (!isObject(item)) {
				this.#report.error('wrong-type', at);
				continue;
			}
			const subscription = this.#subscription(new BodyPart(item, at, this.#report));
			if (subscription) subscriptions.push(subscription);
		}
		return subscriptions;
	}

	#subscription(part: BodyPart): OperationCall['subscriptions'][number] | undefined {
		part.take('brand');
		const channel = part.take('pointOfContact');
		const name = channel && readText(channel, 100, this.#report);
		// What is left out is not checked.
		if (channel && name && name.toLowerCase() !== 'sms') {
			this.#report.leaveOut('unknown-channel', channel.at);
			return undefined;
		}
		const topicEntry = part.take('topic');
		const topic = topicEntry && readText(topicEntry, 100, this.#report)?.toLowerCase();
		if (topicEntry && topic && !this.#context.catalogue.topics.has(topic)) {
			this.#report.leaveOut('unknown-topic', topicEntry.at);
			return undefined;
		}
		const subscribed = part.boolean('isSubscribed') ?? true;
		const consent = this.#consent(part);
		part.take('valueByDefault');
		part.rest();
		if (subscribed && !consent && this.#context.operation.requiresConsent) {
			this.#report.error('consent-required', `${part.at}/consent`);
		}
		return { topic: topic ?? '', subscribed, consent };
	}

	#consent(subscription: BodyPart): CalledConsent | null {
		const part = subscription.part('consent');
		if (!part) return null;
		const source = part.text('source', 200);
		if (!source) this.#report.error('required', `${part.at}/source`);
		const at = this.#instant(part, 'at');
		const evidence = part.text('evidence', 1000);
		part.rest();
		return { source: source ?? '', at: at?.toString() ?? null, evidence: evidence ?? null };
	}

	#action(root: BodyPart, occurredAt: Temporal.Instant | undefined): OperationCall['action'] {
		const part = root.part('customerAction') ?? this.#actionOfView(root);
		const named = part?.part('actionTemplate');
		const template = this.#template(named ?? undefined);
		const customPart = part?.part('customFields');
		part?.rest();
		if (!template) return null;
		const custom: Record<string, string | number | boolean> = {};
		for (const [name, { value }] of customPart ? this.#customValues(customPart, template.fields) : []) {
			if (value !== null) custom[name] = value;
		}
		const oldest = this.#context.receivedAt.toZonedDateTimeISO('UTC').subtract({ months: template.retentionMonths });
		if (occurredAt && Temporal.Instant.compare(occurredAt, oldest.toInstant()) < 0) {
			this.#report.warn('too-old', '/executionDateTimeUtc');
			return null;
		}
		return { templateId: template.id, custom };
	}

	/** Mindbox's own bodies carry the action inside a product view. */
	#actionOfView(root: BodyPart): BodyPart | undefined {
		for (const name of ['viewProduct', 'viewProductCategory']) {
			const entry = root.take(name);
			if (!entry || !isObject(entry.value)) continue;
			this.#report.leaveOut('unknown-field', entry.at);
			const action = new BodyPart(entry.value, entry.at, this.#report).part('customerAction');
			if (action) return action;
		}
		return undefined;
	}

	#template(named: BodyPart | undefined) {
		const { catalogue, operation, keyed } = this.#context;
		const idsPart = named?.part('ids');
		const name = named?.text('systemName', 100) ?? idsPart?.text('externalId', 100);
		named?.take('name');
		named?.rest();
		if (!name && !operation.templateId) return undefined;
		const at = named ? `${named.at}/systemName` : '/customerAction/actionTemplate';
		const template = name
			? catalogue.templates.get(name.toLowerCase())
			: catalogue.templateById.get(operation.templateId!);
		const inScope =
			template && (template.kind !== 'standard' || catalogue.inScope(template.campaignId, operation.campaignId));
		if (!template || !inScope) this.#report.error('unknown-template', at);
		else if (!template.usage.includes(keyed ? 'operation' : 'tracker')) this.#report.error('template-usage', at);
		else return template;
		return undefined;
	}

	#order(root: BodyPart): { part: BodyPart | undefined; called: CalledOrder | null } {
		const part = root.part('order') ?? undefined;
		const ids = this.#orderIds(part?.part('ids') ?? root.part('ids') ?? undefined);
		const linesOf = part?.list('lines') ?? root.list('lines');
		if (!part && !linesOf && ids.length === 0) return { part: undefined, called: null };
		if (ids.length === 0) {
			this.#report.error('required', `${part?.at ?? ''}/ids`);
			return { part, called: null };
		}
		const called: { -readonly [K in keyof CalledOrder]: CalledOrder[K] } = { ids };
		const lines = linesOf ? this.#lines(linesOf) : undefined;
		if (lines) called.lines = lines.map((line) => line.json);
		const status = this.#orderStatus(root, part, lines);
		if (status !== undefined) called.status = status;
		const total = this.#orderTotal(part, lines);
		if (total !== undefined) called.total = total;
		const createdAt = part && this.#instant(part, 'createdDateTimeUtc');
		if (createdAt !== undefined) called.createdAt = createdAt?.toString() ?? null;
		part?.take('brand');
		part?.take('mobilePhone');
		part?.take('email');
		part?.rest();
		return { part, called };
	}

	#orderIds(part: BodyPart | undefined): { system: string; value: string }[] {
		const ids: { system: string; value: string }[] = [];
		for (const entry of part?.entries() ?? []) {
			const value = readText(entry, 200, this.#report);
			if (!value) continue;
			if (/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(entry.key) && ids.length < NEW_SYSTEMS) {
				ids.push({ system: entry.key.toLowerCase(), value });
			} else this.#report.leaveOut('unknown-field', entry.at);
		}
		return ids;
	}

	#lines(list: { at: string; items: readonly unknown[] }): { part: BodyPart; json: Json }[] {
		if (list.items.length > LINES) this.#report.error('too-long', list.at);
		const lines: { part: BodyPart; json: Json }[] = [];
		for (const [index, item] of list.items.slice(0, LINES).entries()) {
			if (isObject(item)) {
				const part = new BodyPart(item, `${list.at}/${index}`, this.#report);
				lines.push({ part, json: item as Json });
			} else this.#report.error('wrong-type', `${list.at}/${index}`);
		}
		return lines;
	}

	#orderStatus(
		root: BodyPart,
		part: BodyPart | undefined,
		lines: { part: BodyPart }[] | undefined,
	): string | null | undefined {
		const own = part && this.#status(part, 'status');
		const within = part && this.#status(part, 'orderLinesStatus');
		const beside = this.#status(root, 'orderLinesStatus');
		const shared = within === undefined ? beside : within;
		if (own !== undefined) return own;
		if (shared !== undefined) return shared;
		const stated = new Set<string>();
		let unstated = 0;
		for (const line of lines ?? []) {
			const status = this.#status(line.part, 'status');
			if (status) stated.add(status);
			else unstated++;
		}
		if (stated.size === 0) return undefined;
		if (stated.size === 1 && unstated === 0) return [...stated][0];
		this.#report.warn('out-of-range', `${part?.at ?? ''}/lines`);
		return undefined;
	}

	/** `"paid"`, or `{"ids":{"externalId":"paid"}}`. */
	#status(part: BodyPart, name: string): string | null | undefined {
		const entry = part.take(name);
		if (!entry || !isObject(entry.value)) return entry && readText(entry, 100, this.#report);
		const inner = new BodyPart(entry.value, entry.at, this.#report);
		const ids = inner.part('ids');
		return ids?.text('externalId', 100) ?? inner.text('externalId', 100) ?? undefined;
	}

	#orderTotal(part: BodyPart | undefined, lines: { part: BodyPart }[] | undefined): number | null | undefined {
		const total = part?.number('totalPrice');
		const delivery = part?.number('deliveryCost') ?? 0;
		if (total === null) return null;
		if (total !== undefined) return this.#money(total, `${part!.at}/totalPrice`);
		if (!lines || lines.length === 0) return undefined;
		let sum = 0;
		for (const line of lines) {
			const price = linePrice(line.part);
			// A line without a price leaves the total unknown rather than wrong.
			if (price === undefined) return undefined;
			sum += price;
		}
		return this.#money(sum + delivery, `${part?.at ?? ''}/lines`);
	}

	#money(value: number, at: string): number | undefined {
		const rounded = Math.round((value + Number.EPSILON) * 100) / 100;
		if (Math.abs(rounded) < 1e12) return rounded;
		this.#report.error('out-of-range', at);
		return undefined;
	}

	#segments(root: BodyPart): OperationCall['segments'] {
		const list = root.list('segmentations') ?? root.list('customerSegmentations');
		const segments: OperationCall['segments'][number][] = [];
		for (const [index, item] of (list?.items ?? []).slice(0, 100).entries()) {
			const at = `${list!.at}/${index}`;
			if (!isObject(item)) {
				this.#report.error('wrong-type', at);
				continue;
			}
			const change = this.#segment(new BodyPart(item, at, this.#report));
			if (change) segments.push(change);
		}
		return segments;
	}

	#segment(outer: BodyPart): OperationCall['segments'][number] | undefined {
		outer.take('brand');
		// Mindbox nests the segmentation's ids one deeper.
		const nested = outer.part('segmentation');
		const name = this.#nameOf(nested ?? outer);
		const segmentation = name ? this.#context.catalogue.segmentations.get(name.toLowerCase()) : undefined;
		const entry = outer.take('segment');
		outer.rest();
		if (!segmentation) {
			this.#report.error(name ? 'unknown-segment' : 'required', `${(nested ?? outer).at}/ids`);
			return undefined;
		}
		if (!entry || entry.value === '') return { segmentationId: segmentation.id };
		if (isClear(entry.value)) return { segmentationId: segmentation.id, to: null };
		const wanted = isObject(entry.value)
			? this.#nameOf(new BodyPart(entry.value, entry.at, this.#report))
			: readText(entry, 200, this.#report);
		const segment = wanted ? segmentation.segments.get(wanted.toLowerCase()) : undefined;
		if (!segment) {
			this.#report.error(wanted ? 'unknown-segment' : 'required', entry.at);
			return undefined;
		}
		return { segmentationId: segmentation.id, to: segment.id };
	}

	#nameOf(part: BodyPart): string | undefined {
		const ids = part.part('ids');
		return ids?.text('externalId', 200) ?? part.text('systemName', 200) ?? part.text('externalId', 200) ?? undefined;
	}

	#touchpoint(root: BodyPart): string | null | undefined {
		const entry = root.take('pointOfContact');
		if (!entry || !isObject(entry.value)) return entry && readText(entry, 100, this.#report);
		const part = new BodyPart(entry.value, entry.at, this.#report);
		return part.text('systemName', 100);
	}
}

function linePrice(line: BodyPart): number | undefined {
	const discounted = quiet(line, 'discountedPricePerLine');
	if (discounted !== undefined) return discounted;
	const price = quiet(line, 'basePricePerItem') ?? quiet(line, 'price');
	return price === undefined ? undefined : price * (quiet(line, 'quantity') ?? 1);
}

/** Lines are kept as they were sent: what is odd in one is nobody's error. */
function quiet(line: BodyPart, name: string): number | undefined {
	const entry = line.take(name);
	return entry && asNumber(entry.value);
}

function isEmail(text: string): boolean {
	return text.length <= 254 && /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]+\.[^\s@."<>(),;:\\[\]]{2,}$/.test(text);
}
