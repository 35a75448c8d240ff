import type { Filter, FilterClock, FilterCondition, FilterPeriod, RunValues } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';

/** One customer and what is known of them, as the slow evaluator takes it. */
export interface SlowSubject {
	readonly id: number;
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly middleName: string | null;
	readonly sex: string | null;
	readonly birthDate: string | null;
	readonly area: string | null;
	readonly timeZone: string | null;
	readonly createdAt: string;
	readonly lastActivityAt: string | null;
	readonly phone: string | null;
	readonly phoneStatus: string;
	readonly email: string | null;
	readonly custom: Readonly<Record<string, unknown>>;
	readonly subscription: string | null;
	readonly segments: readonly string[];
	readonly actions: readonly SlowAction[];
	readonly values: RunValues;
}

export interface SlowAction {
	readonly templateId: string;
	readonly at: string;
	readonly touchpoint: string | null;
}

/**
 * A second evaluator of filters, written from the table of operators and slowly, one customer at a time: the oracle the
 * compiler is tested against. It shares no code with the compiler.
 */
export function slowFilter(filter: Filter, subject: SlowSubject, clock: FilterClock, action?: SlowAction): boolean {
	if ('all' in filter) return filter.all.every((part) => slowFilter(part, subject, clock, action));
	if ('any' in filter) return filter.any.some((part) => slowFilter(part, subject, clock, action));
	if ('not' in filter) return !slowFilter(filter.not, subject, clock, action);
	return condition(filter, subject, clock, action);
}

function condition(filter: FilterCondition, subject: SlowSubject, clock: FilterClock, action?: SlowAction): boolean {
	const { field, op } = filter;
	if (op === 'ne') return !condition({ ...filter, op: 'eq' }, subject, clock, action);
	if (op === 'notInLast') return !condition({ ...filter, op: 'inLast' }, subject, clock, action);
	if (op === 'notIn') return !condition({ ...filter, op: 'in' }, subject, clock, action);
	if (field === 'segment') return listOf(filter.value).some((id) => subject.segments.includes(id as string));
	if (field === 'actions') {
		const where = filter.where;
		const rows = subject.actions.filter((row) => !where || slowFilter(where, subject, clock, row));
		return numeric(rows.length, op, filter.value);
	}
	const value = readField(field, subject, action);
	const missing = value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
	if (op === 'empty') return missing;
	if (op === 'filled') return !missing;
	if (missing) return false;
	if (field.endsWith('.at') || field.endsWith('At')) return instant(String(value), op, filter.value, clock);
	if (field === 'customer.birthDate') return date(String(value), op, filter.value);
	if (op === 'is') return value === filter.value;
	if (typeof value === 'number' && !field.includes('.custom.')) return numeric(value, op, filter.value);
	if (op === 'in' && /^(customer\.sex|phone\.status|subscription\.sms|action\.template)$/.test(field)) {
		return listOf(filter.value).includes(value as string);
	}
	return text(String(value), op, filter.value);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [value];
}

function readField(field: string, subject: SlowSubject, action?: SlowAction): unknown {
	const { values } = subject;
	switch (field) {
		case 'phone.present':
			return subject.phone !== null;
		case 'phone.status':
			return subject.phone === null ? null : subject.phoneStatus;
		case 'email.present':
			return subject.email !== null;
		case 'subscription.sms':
			return subject.subscription ?? 'no_data';
		case 'action.template':
			return action?.templateId;
		case 'action.at':
			return action?.at;
		case 'action.touchpoint':
			return action?.touchpoint;
		case 'trigger.action.touchpoint':
			return values.action?.touchpoint;
		case 'trigger.action.at':
			return values.action?.occurredAt;
	}
	const [, kind, name] = /^(customer\.custom|trigger\.action\.custom|customer|order)\.(.+)$/.exec(field) ?? [];
	if (kind === 'customer.custom') return subject.custom[name!];
	if (kind === 'trigger.action.custom') return values.action?.custom[name!];
	if (kind === 'order') return values.order?.[name as 'status'];
	return subject[name as 'firstName'];
}

function text(value: string, op: string, wanted: unknown): boolean {
	const own = value.trim().toLowerCase();
	const others = listOf(wanted).map((other) => String(other).trim().toLowerCase());
	const [other] = others;
	if (op === 'in') return others.includes(own);
	if (op === 'eq') return own === other;
	if (op === 'contains') return own.includes(other!);
	if (op === 'starts') return own.startsWith(other!);
	return own.endsWith(other!);
}

function numeric(value: number, op: string, wanted: unknown): boolean {
	const [first, second] = listOf(wanted) as [number, number];
	if (op === 'eq') return value === first;
	if (op === 'gt') return value > first;
	if (op === 'ge') return value >= first;
	if (op === 'lt') return value < first;
	if (op === 'le') return value <= first;
	return first <= value && value <= second;
}

/** Days are compared as days on the wall of the project's zone, not as spans of instants. */
function instant(value: string, op: string, wanted: unknown, { now, zone }: FilterClock): boolean {
	const at = Temporal.Instant.from(value);
	const day = at.toZonedDateTimeISO(zone).toPlainDate();
	const [first, second] = listOf(wanted) as [string, string];
	const isDay = (side: string) => /^\d{4}-\d{2}-\d{2}$/.test(side);
	const notBefore = (side: string) =>
		isDay(side)
			? Temporal.PlainDate.compare(day, Temporal.PlainDate.from(side)) >= 0
			: Temporal.Instant.compare(at, Temporal.Instant.from(side)) >= 0;
	switch (op) {
		case 'before':
			return !notBefore(first);
		case 'after':
			return notBefore(first);
		case 'on':
			return day.toString() === first;
		case 'between':
			return (
				notBefore(first) &&
				(isDay(second) ? Temporal.PlainDate.compare(day, Temporal.PlainDate.from(second)) <= 0 : !notBefore(second))
			);
	}
	const { n, unit } = wanted as FilterPeriod;
	const exactMs = { minutes: 60_000, hours: 3_600_000 }[unit as string];
	const since = exactMs
		? now.epochMilliseconds - n * exactMs
		: now
				.toZonedDateTimeISO(zone)
				.subtract({ [unit]: n })
				.toInstant().epochMilliseconds;
	return since <= at.epochMilliseconds && at.epochMilliseconds <= now.epochMilliseconds;
}

function date(value: string, op: string, wanted: unknown): boolean {
	const [first, second] = listOf(wanted) as [string, string];
	if (op === 'before') return value < first;
	if (op === 'after') return value >= first;
	if (op === 'on') return value === first;
	return first <= value && value <= second;
}
