import type { Filter, FilterClock, FilterCondition, FilterPeriod, FilterSegmentsOn, RunValues } from '@volna/node-sdk';
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
	readonly source: string | null;
	readonly phone: string | null;
	readonly phoneStatus: string;
	readonly phoneConfirmedAt: string | null;
	readonly email: string | null;
	readonly custom: Readonly<Record<string, unknown>>;
	readonly identifiers: readonly { readonly kind: string; readonly system: string; readonly value: string }[];
	/** Topic '' is the channel. */
	readonly subscriptions: readonly { readonly topic: string; readonly state: string; readonly changedAt: string }[];
	readonly consents: readonly { readonly topic: string; readonly source: string; readonly validUntil: string | null }[];
	readonly segments: readonly string[];
	/** In the order they happened. */
	readonly moves: readonly {
		readonly at: string;
		readonly segmentationId: string;
		readonly from: string | null;
		readonly to: string | null;
	}[];
	readonly actions: readonly SlowRow[];
	readonly orders: readonly SlowRow[];
	readonly messages: readonly SlowRow[];
	readonly runs: readonly SlowRow[];
	readonly values: RunValues;
}

/** A row of an aggregate: its values by the names filters give them. Those of several are lists. */
export type SlowRow = Readonly<Record<string, unknown>>;

/** What the project declares, as far as it decides about meaning. */
export interface SlowProject extends FilterClock {
	/** Parents of categories. */
	readonly above: Readonly<Record<string, string | null>>;
	/** Numbering ranges, both ends included. */
	readonly ranges: readonly { readonly first: number; readonly last: number; readonly operator: string }[];
}

/**
 * A second evaluator of filters, written from the table of operators and slowly, one customer at a time: the oracle the
 * compiler is tested against. It shares no code with the compiler, nor with what tells it the bounds of a period.
 */
export function slowFilter(filter: Filter, subject: SlowSubject, project: SlowProject, row?: SlowRow): boolean {
	if ('all' in filter) return filter.all.every((part) => slowFilter(part, subject, project, row));
	if ('any' in filter) return filter.any.some((part) => slowFilter(part, subject, project, row));
	if ('not' in filter) return !slowFilter(filter.not, subject, project, row);
	return condition(filter, subject, project, row);
}

const opposites: Readonly<Record<string, string>> = { ne: 'eq', notInLast: 'inLast', notIn: 'in', empty: 'filled' };

function condition(filter: FilterCondition, subject: SlowSubject, project: SlowProject, row?: SlowRow): boolean {
	const { field, op, value } = filter;
	const aggregate = /^(actions|orders|messages|flows|segment\.entered|segment\.left)(?:\.(\w+))?$/.exec(field);
	if (aggregate) return aggregated(filter, aggregate[1]!, aggregate[2] ?? 'count', subject, project);
	const opposite = opposites[op];
	if (opposite) return !condition({ ...filter, op: opposite }, subject, project, row);
	if (field === 'segment') return segment(op, value, subject, project);
	if (field === 'customer.birthday') return birthday(op, value, subject, project);
	if (field === 'customer.age') return aged(op, value, subject, project);
	if (field === 'action.category') {
		const above = [...ancestors(row?.['action.category'] as string | null, project)];
		return op === 'filled' ? above.length > 0 : listOf(value).some((id) => above.includes(id as string));
	}
	return readField(field, subject, project, row).some((one) => one !== null && compare(field, one, op, value, project));
}

/** Every value of a field; a value that is missing is left out. */
function readField(field: string, subject: SlowSubject, project: SlowProject, row?: SlowRow): readonly unknown[] {
	return valuesOf(field, subject, project, row).filter(
		(value) => value !== null && value !== undefined && !(typeof value === 'string' && value.trim() === ''),
	);
}

function valuesOf(field: string, subject: SlowSubject, project: SlowProject, row?: SlowRow): readonly unknown[] {
	if (row && field in row) return [row[field]].flat();
	const { values, phone } = subject;
	const now = project.now.epochMilliseconds;
	const inForce = (consent: SlowSubject['consents'][number]) =>
		consent.validUntil === null || Date.parse(consent.validUntil) > now;
	const effective = (topic: string) =>
		subject.subscriptions.find((one) => one.topic === topic) ?? subject.subscriptions.find((one) => one.topic === '');
	switch (field) {
		case 'phone.present':
			return [phone !== null];
		case 'phone.status':
			return phone === null ? [] : [subject.phoneStatus];
		case 'phone.confirmed':
			return phone === null ? [] : [subject.phoneConfirmedAt !== null];
		case 'phone.operator':
			return project.ranges
				.filter((range) => phone !== null && range.first <= Number(phone) && Number(phone) <= range.last)
				.map((range) => range.operator);
		case 'email.present':
			return [subject.email !== null];
		case 'customer.device':
			return subject.identifiers.filter((one) => one.kind === 'device').map((one) => one.value);
		case 'subscription.sms':
			return [effective('')?.state ?? 'no_data'];
		case 'subscription.since':
			return [effective('')?.changedAt];
		case 'subscription.consentSource':
			return subject.consents.filter((one) => inForce(one) && one.topic === '').map((one) => one.source);
		case 'trigger.action.name':
			return [values.action?.name];
		case 'trigger.action.touchpoint':
			return [values.action?.touchpoint];
		case 'trigger.action.at':
			return [values.action?.occurredAt];
	}
	const [, family, name = ''] =
		/^(customer\.custom|action\.custom|trigger\.action\.custom|identifier|topic\.\w+|customer|order|run)\.(.+)$/.exec(
			field,
		) ?? [];
	const topic = name.toLowerCase();
	switch (family) {
		case 'customer.custom':
			return [declared('customer', name, subject.custom[name], project)];
		case 'action.custom':
			return [declared('action', name, (row?.custom as Record<string, unknown> | undefined)?.[name], project)];
		case 'trigger.action.custom':
			return [declared('action', name, values.action?.custom[name], project)];
		case 'identifier':
			return subject.identifiers
				.filter((one) => one.kind !== 'device' && one.system.toLowerCase() === topic)
				.map((one) => one.value);
		case 'topic.state':
			return [effective(topic)?.state ?? 'no_data'];
		case 'topic.explicit':
			return [subject.subscriptions.some((one) => one.topic === topic)];
		case 'topic.since':
			return [effective(topic)?.changedAt];
		case 'topic.consentSource':
			return subject.consents
				.filter((one) => inForce(one) && (one.topic === topic || one.topic === ''))
				.map((one) => one.source);
		case 'order':
			return [values.order?.[name as 'status']];
		case 'run':
			return [values.run?.[name]];
		default:
			return [subject[name as 'firstName']];
	}
}

/** A custom value that is not of the type declared is missing; a text takes any. */
function declared(entity: string, name: string, value: unknown, project: SlowProject): unknown {
	const types = new Set(
		project.fields?.filter((one) => one.entity === entity && one.name === name).map((one) => one.type),
	);
	const type = types.size === 1 ? [...types][0]! : 'string';
	if (value === null || value === undefined) return null;
	if (type === 'number' || type === 'boolean') return typeof value === type ? value : null;
	if (type === 'date' || type === 'instant') {
		const pattern = type === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/;
		return typeof value === 'string' && pattern.test(value) && isMoment(value, type) ? value : null;
	}
	return String(value);
}

function isMoment(value: string, type: 'date' | 'instant'): boolean {
	try {
		return Boolean(type === 'date' ? Temporal.PlainDate.from(value) : Temporal.Instant.from(value));
	} catch {
		return false;
	}
}

const words = new Set([
	'customer.sex',
	'phone.status',
	'subscription.sms',
	'customer.custom.level',
	'action.template',
	'message.campaign',
	'message.flow',
	'message.node',
	'message.state',
	'message.reason',
	'flowRun.flow',
	'flowRun.endReason',
	'flowRun.passed',
	'move.segment',
]);

/** By the kind of the value, as it was read. */
function compare(field: string, value: unknown, op: string, wanted: unknown, project: SlowProject): boolean {
	if (op === 'filled') return true;
	if (typeof value === 'boolean' && !field.startsWith('run.')) return listOf(wanted).includes(value);
	if (words.has(field) || field.startsWith('topic.state.')) return listOf(wanted).includes(value as string);
	if (/(\.at|At|\.since\b.*|\.seenAt)$/.test(field)) return instant(String(value), op, wanted, project);
	if (field === 'customer.birthDate' || field.endsWith('.bornOn')) return date(String(value), op, wanted, project);
	const isNumber =
		/^(customer\.id|order\.(total|lineCount)|anyOrder\.total)$/.test(field) || field.endsWith('.custom.bonus');
	if (isNumber) return numeric(value as number, op, wanted);
	return text(String(value), op, wanted);
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [value];
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
	if (op === 'ne') return value !== first;
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
	const local = now.toZonedDateTimeISO(zone);
	const ms = at.epochMilliseconds;
	const nowMs = now.epochMilliseconds;
	if (op === 'inLastFull') {
		if (!exactMs) return unitsAgo(day, local.toPlainDate(), unit) >= 1 && unitsAgo(day, local.toPlainDate(), unit) <= n;
		// What has run of the current minute or hour on the wall.
		const running =
			(unit === 'hours' ? local.minute * 60_000 : 0) +
			local.second * 1000 +
			local.millisecond +
			local.microsecond / 1000;
		const until = nowMs - running;
		return until - n * exactMs <= ms && ms < until;
	}
	const shifted = (sign: 1 | -1) =>
		exactMs
			? nowMs + sign * n * exactMs
			: local
					.toPlainDateTime()
					.add({ [unit]: sign * n })
					.toZonedDateTime(zone).epochMilliseconds;
	return op === 'inNext' ? nowMs < ms && ms <= shifted(1) : shifted(-1) <= ms && ms <= nowMs;
}

/** How many units lie between the one a day is in and the current one. */
function unitsAgo(day: Temporal.PlainDate, today: Temporal.PlainDate, unit: FilterPeriod['unit']): number {
	const number = (one: Temporal.PlainDate) => {
		// The first of January of the year 1 was a Monday.
		const days = Temporal.PlainDate.from('0001-01-01').until(one).days;
		if (unit === 'weeks') return Math.floor(days / 7);
		if (unit === 'months') return one.year * 12 + one.month;
		return unit === 'years' ? one.year : days;
	};
	return number(today) - number(day);
}

/** Days as texts: both ends of everything are included. */
function date(value: string, op: string, wanted: unknown, { now, zone }: FilterClock): boolean {
	const [first, second] = listOf(wanted) as [string, string];
	if (op === 'before') return value < first;
	if (op === 'after') return value >= first;
	if (op === 'on') return value === first;
	if (op === 'between') return first <= value && value <= second;
	const { n, unit } = wanted as FilterPeriod;
	const today = now.toZonedDateTimeISO(zone).toPlainDate();
	if (op === 'inLastFull') {
		const ago = unitsAgo(Temporal.PlainDate.from(value), today, unit);
		return 1 <= ago && ago <= n;
	}
	const other = today.add({ [unit]: op === 'inNext' ? n : -n }).toString();
	return op === 'inNext' ? today.toString() <= value && value <= other : other <= value && value <= today.toString();
}

function todayOfCustomer(subject: SlowSubject, { now, zone }: FilterClock): Temporal.PlainDate {
	return now.toZonedDateTimeISO(subject.timeZone ?? zone).toPlainDate();
}

function isBirthday(born: string, day: Temporal.PlainDate): boolean {
	return (
		born.slice(5) === day.toString().slice(5) ||
		(born.endsWith('02-29') && !day.inLeapYear && /02-28$/.test(day.toString()))
	);
}

function birthday(op: string, wanted: unknown, subject: SlowSubject, clock: FilterClock): boolean {
	const born = subject.birthDate;
	if (born === null) return false;
	if (op === 'filled') return true;
	const today = todayOfCustomer(subject, clock);
	if (op === 'isToday') return isBirthday(born, today);
	if (op === 'inNextDays') {
		for (let ahead = 1; ahead <= (wanted as number); ahead++)
			if (isBirthday(born, today.add({ days: ahead }))) return true;
		return false;
	}
	const counted = (day: string) => (day === '02-29' && !today.inLeapYear ? '02-28' : day);
	const [first, last] = (wanted as [string, string]).map(counted) as [string, string];
	const day = counted(born.slice(5));
	return first <= last ? first <= day && day <= last : first <= day || day <= last;
}

function aged(op: string, wanted: unknown, subject: SlowSubject, clock: FilterClock): boolean {
	const born = subject.birthDate;
	if (born === null) return false;
	if (op === 'filled') return true;
	const today = todayOfCustomer(subject, clock);
	let years = today.year - Number(born.slice(0, 4));
	let reached = false;
	for (
		let day = today.with({ month: 1, day: 1 });
		Temporal.PlainDate.compare(day, today) <= 0;
		day = day.add({ days: 1 })
	)
		reached ||= isBirthday(born, day);
	if (!reached) years--;
	const [least, most] = wanted as [number, number];
	return least <= years && years <= most;
}

function segment(op: string, wanted: unknown, subject: SlowSubject, { zone }: FilterClock): boolean {
	if (op === 'in') return listOf(wanted).some((id) => subject.segments.includes(id as string));
	if (op === 'neverIn') {
		const ever = [...subject.segments, ...subject.moves.map((move) => move.to)];
		return !listOf(wanted).some((id) => ever.includes(id as string));
	}
	const { segments, on } = wanted as FilterSegmentsOn;
	const held = new Map<string, string | null>();
	for (const move of subject.moves) {
		const day = Temporal.Instant.from(move.at).toZonedDateTimeISO(zone).toPlainDate().toString();
		if (day <= on) held.set(move.segmentationId, move.to);
	}
	return [...held.values()].some((id) => id !== null && segments.includes(id));
}

function* ancestors(id: string | null, { above }: SlowProject): Generator<string> {
	for (let at = id ?? null; at !== null; at = above[at] ?? null) yield at;
}

const momentNames: Readonly<Record<string, string>> = {
	actions: 'action.at',
	orders: 'anyOrder.createdAt',
};

function aggregated(
	{ op, value, where, count }: FilterCondition,
	rowsOf: string,
	of: string,
	subject: SlowSubject,
	project: SlowProject,
): boolean {
	const moved = (end: 'from' | 'to') =>
		subject.moves
			.filter((move) => move[end] !== null)
			.map((move): SlowRow => ({ 'move.segment': move[end], 'move.at': move.at }));
	const every: Readonly<Record<string, readonly SlowRow[]>> = {
		actions: subject.actions,
		orders: subject.orders,
		messages: subject.messages,
		flows: subject.runs,
		'segment.entered': moved('to'),
		'segment.left': moved('from'),
	};
	const rows = every[rowsOf]!.filter((row) => !where || slowFilter(where, subject, project, row));
	if (count && !numeric(rows.length, count.op, count.value)) return false;
	const known = (name: string) => rows.map((row) => row[name]).filter((one) => one !== null && one !== undefined);
	if (of === 'count') return numeric(rows.length, op, value);
	if (of === 'first' || of === 'last') {
		const moments = (known(momentNames[rowsOf]!) as string[]).sort(
			(a, b) => Temporal.Instant.from(a).epochMilliseconds - Temporal.Instant.from(b).epochMilliseconds,
		);
		const moment = of === 'first' ? moments[0] : moments.at(-1);
		if (op === 'empty') return moment === undefined;
		if (op === 'notInLast') return moment === undefined || !instant(moment, 'inLast', value, project);
		return moment !== undefined && (op === 'filled' || instant(moment, op, value, project));
	}
	// Ten-thousandths, so that sums of decimals are whole numbers; an average is compared by what it would add up to.
	const whole = (number: number) => Math.round(number * 10_000);
	const totals = (known('anyOrder.total') as number[]).map(whole);
	const sum = totals.reduce((total, one) => total + one, 0);
	const wanted = (times: number) => listOf(value).map((one) => whole(one as number) * times);
	if (of === 'sum') return numeric(sum, op, wanted(1));
	if (op === 'empty') return totals.length === 0;
	if (totals.length === 0) return op === 'ne';
	if (op === 'filled') return true;
	if (of === 'avg') return numeric(sum, op, wanted(totals.length));
	return numeric(of === 'min' ? Math.min(...totals) : Math.max(...totals), op, wanted(1));
}
