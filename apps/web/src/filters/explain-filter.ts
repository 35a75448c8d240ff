import {
	type DeclaredField,
	type Filter,
	type FilterAggregate,
	type FilterCondition,
	type FilterEntity,
	type FilterField,
	type FilterPeriod,
	type FilterSegmentsOn,
	familyMemberOf,
	filterFieldOf,
} from '@volna/node-sdk';

/** All that a filter's sentence needs of the reader's language and of the project. Everything in it is pure. */
export interface FilterSpeech {
	readonly language: 'ru' | 'en';
	/** A text of the area `filters`, or of another one as `area:key`. */
	readonly t: (key: string, values?: Readonly<Record<string, unknown>>) => string;
	/** The zone moments are told in; the reader's when left out. */
	readonly zone?: string | undefined;
	/** Declared fields; left out, every custom field counts as text. */
	readonly declared?: readonly DeclaredField[] | undefined;
	/** What an id points at is called; undefined for what is gone or not known here. */
	readonly nameOf: (entity: FilterEntity, id: string) => string | undefined;
	/** The title of a custom field or a topic by its system name. */
	readonly titleOf: (kind: 'customer' | 'action' | 'topic', name: string) => string | undefined;
	/** What a custom enum's value is called. */
	readonly optionOf?: ((field: string, value: string) => string | undefined) | undefined;
}

/** One part of a sentence: «у которых» and what follows it. */
interface Clause {
	readonly lead: string;
	readonly text: string;
}

/**
 * A filter as one sentence: «Клиенты, у которых регион — Омск и которые делали «Покупка» хотя бы 2 раза за последние
 * 30 дней, кроме тех, которые состоят в сегменте «Жалобы»». Unfinished conditions are told with a gap.
 */
export function explainFilter(filter: Filter, speech: FilterSpeech): string {
	const { said, except } = tell(filter, speech);
	if (said === null) return speech.t('say.nobody');
	if (said === '') return except === '' ? speech.t('say.everybody') : speech.t('say.everybodyExcept', { except });
	const what = except === '' ? said : `${said}, ${except}`;
	return speech.t('say.customers', { what });
}

/** The same without its beginning, for a card or a chip: «регион — Омск и делали «Покупка» хотя бы 2 раза». */
export function explainShortly(filter: Filter, speech: FilterSpeech): string {
	const group = 'any' in filter ? filter.any : 'all' in filter ? filter.all.filter((part) => !('not' in part)) : [];
	const parts = 'field' in filter ? [filter] : group;
	if (parts.length === 0) return explainFilter(filter, speech);
	const clauses = parts.map((part) => clauseOf(part, speech));
	const how = 'any' in filter ? 'or' : 'and';
	if (how === 'and' && clauses.includes(null)) return speech.t('say.nobody');
	const texts = clauses.flatMap((clause) => (clause === null || clause.text === '' ? [] : [clause.text]));
	const said = inOneBreath(texts, speech.t(`join.${how}`));
	const { except } = 'any' in filter ? { except: '' } : tell(filter, speech);
	return [said, except].filter((text) => text !== '').join(', ');
}

/** What a field is called: «Регион», «Поле «Любимый цвет»». */
export function fieldName(field: string, speech: FilterSpeech): string {
	const { t, titleOf } = speech;
	const family = familyOf(field);
	if (!family) return t(`field.${keyOf(field)}`, { defaultValue: t('unknownField', { field }) });
	const { key, name } = family;
	if (key === 'custom') return t('family.custom', { name: titleOf('customer', name) ?? name });
	if (key === 'action') return t('family.action', { name: titleOf('action', name) ?? name });
	return t(`family.${key}`, { name: key.startsWith('topic') ? (titleOf('topic', name) ?? name) : name });
}

/** A value of a closed list in words: «женский», «доставлено». */
export function valueName(field: FilterField, value: string, speech: FilterSpeech): string {
	const { t } = speech;
	if (field.entity) return quoted(speech.nameOf(field.entity, value) ?? t('gone'), speech);
	if (familyOf(field.field)?.key === 'custom' || familyOf(field.field)?.key === 'action')
		return speech.optionOf?.(field.field, value) ?? value;
	if (field.field === 'message.state') return lower(t(`messages:state.${value}`));
	if (field.field === 'message.reason') return lower(t(`messages:reason.${value}`));
	if (field.field === 'flowRun.endReason')
		return lower(value === 'output' ? t('value.output') : t(`runs:endReason.${value}`));
	return t(`value.${value}`, { defaultValue: value });
}

export function keyOf(field: string): string {
	return field.replaceAll('.', '-');
}

function familyOf(field: string): { key: string; name: string } | undefined {
	const name = familyMemberOf(field);
	if (name === undefined) return undefined;
	const family = field.slice(0, -name.length - 1);
	if (family === 'customer.custom') return { key: 'custom', name };
	if (family.endsWith('action.custom')) return { key: 'action', name };
	return { key: keyOf(family), name };
}

function tell(filter: Filter, speech: FilterSpeech): { said: string | null; except: string } {
	const all = 'all' in filter ? filter.all : [filter];
	const said = joined(
		all.filter((part) => !('not' in part)).map((part) => clauseOf(part, speech)),
		'and',
		speech,
	);
	const except = joined(
		all.flatMap((part) => ('not' in part ? [clauseOf(part.not, speech)] : [])),
		'or',
		speech,
	);
	return { said, except: except === null || except === '' ? '' : speech.t('say.except', { what: except }) };
}

/** Clauses in one breath: a lead is not said again while it stays the same. null where nobody is meant. */
function joined(clauses: readonly (Clause | null)[], how: 'and' | 'or', { t }: FilterSpeech): string | null {
	if (how === 'and' && clauses.includes(null)) return null;
	const known = clauses.filter((clause) => clause !== null && clause.text !== '') as Clause[];
	if (how === 'or' && known.length === 0 && clauses.length > 0 && clauses.every((clause) => clause === null))
		return null;
	const spoken = known.map(({ lead, text }, index) =>
		lead === '' || lead === known[index - 1]?.lead ? text : `${lead} ${text}`,
	);
	return inOneBreath(spoken, t(`join.${how}`));
}

function inOneBreath(parts: readonly string[], word: string): string {
	const last = parts.at(-1);
	if (last === undefined) return '';
	return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`;
}

/** null: it finds nobody. An empty text: it finds everybody. */
function clauseOf(filter: Filter, speech: FilterSpeech): Clause | null {
	if ('field' in filter) return conditionClause(filter, speech);
	if ('not' in filter) {
		const inner = clauseOf(filter.not, speech);
		if (inner === null) return { lead: '', text: '' };
		if (inner.text === '') return null;
		return phrase(speech.t('say.notTrue', { what: inner.text }));
	}
	const [parts, how] = 'all' in filter ? ([filter.all, 'and'] as const) : ([filter.any, 'or'] as const);
	if (parts.length === 0) return how === 'and' ? { lead: '', text: '' } : null;
	const clauses = parts.map((part) => clauseOf(part, speech));
	if (clauses.length === 1) return clauses[0]!;
	if (how === 'and' && clauses.includes(null)) return null;
	if (how === 'or' && clauses.some((clause) => clause?.text === '')) return { lead: '', text: '' };
	const known = clauses.filter((clause) => clause !== null && clause.text !== '') as Clause[];
	if (known.length === 0) return how === 'and' ? { lead: '', text: '' } : null;
	const lead = known.every((clause) => clause.lead === known[0]!.lead) ? known[0]!.lead : '';
	const text =
		lead === ''
			? joined(known, how, speech)
			: inOneBreath(
					known.map((clause) => clause.text),
					speech.t(`join.${how}`),
				);
	return { lead, text: known.length === 1 ? (text ?? '') : `(${text})` };
}

/** A text of the locales that begins with its lead: `у которых|есть телефон`. */
function phrase(text: string): Clause {
	const at = text.indexOf('|');
	return at === -1 ? { lead: '', text } : { lead: text.slice(0, at), text: text.slice(at + 1) };
}

const GAP = '…';

function conditionClause(condition: FilterCondition, speech: FilterSpeech): Clause {
	const field = filterFieldOf(condition.field, speech.declared) ?? filterFieldOf(condition.field);
	// A row whose field is not chosen yet says nothing.
	if (condition.field === '') return { lead: '', text: '' };
	if (!field) return phrase(speech.t('say.gone', { field: condition.field, op: condition.op, value: GAP }));
	if (field.aggregate) return aggregateClause({ ...field, aggregate: field.aggregate }, condition, speech);
	return valueClause(field, condition, '', speech);
}

/** `more` follows the field's name: which rows it is made of. */
function valueClause(field: FilterField, condition: FilterCondition, more: string, speech: FilterSpeech): Clause {
	const { t } = speech;
	const { op, value } = condition;
	const name = lower(fieldName(field.field, speech));
	const said = (key: string, values: Readonly<Record<string, unknown>> = {}) =>
		phrase(t(`say.${key}`, { field: name, more, ...values }));
	const family = familyOf(field.field);
	const key = family?.key ?? keyOf(field.field);
	if (field.type === 'segment') return segmentClause(condition, speech);
	if (key === 'subscription-sms' || key === 'topic-state') {
		const what =
			family === undefined
				? t('say.subscription.sms')
				: t('say.subscription.topic', { name: speech.titleOf('topic', family.name) ?? family.name });
		const states = listOf(value).map((state) => phrase(t(`say.subscription.${state}`, { what })));
		if (states.length > 0)
			return {
				lead: states[0]!.lead,
				text: inOneBreath(
					states.map((state) => state.text),
					t('join.or'),
				),
			};
	}
	if (op === 'empty' || op === 'filled') {
		if (field.aggregate?.of === 'first' || field.aggregate?.of === 'last')
			return said(op === 'empty' ? 'never' : 'ever');
		return said(`${op}_${t(`gender.${key}`, { defaultValue: 'm' })}`);
	}
	switch (field.type) {
		case 'boolean': {
			const truths = listOf(value);
			if (truths.length === 0) return said('is', { value: GAP });
			if (truths.length > 1) return said(`filled_${t(`gender.${key}`, { defaultValue: 'm' })}`);
			const truth = String(truths[0]);
			const own = family ? (speech.titleOf('topic', family.name) ?? family.name) : '';
			const special = t(`say.truth.${key}-${truth}`, { name: own, defaultValue: '' });
			return special === '' ? said(`truth.${truth}`) : phrase(special);
		}
		case 'birthday':
			return birthdayClause(op, value, speech);
		case 'age': {
			const [from, to] = listOf(value) as number[];
			if (typeof from !== 'number' || typeof to !== 'number') return said('is', { value: GAP });
			return from === to
				? phrase(t('say.age.exact', { count: to }))
				: phrase(t('say.age.between', { count: to, from: figure(from, speech) }));
		}
		case 'number':
		case 'aggregate': {
			if (op === 'ne' && field.type === 'number') return said('isNot', { value: numberText('eq', value, speech) });
			return said('is', { value: numberText(op, value, speech) });
		}
		case 'instant':
		case 'date':
			if (op === 'notInLast') return said('isNotWhen', { value: whenText('inLast', value, speech) });
			return said('is', { value: whenText(op, value, speech) });
		case 'enum':
			return said('is', {
				value: choiceText(
					listOf(value).map((part) => valueName(field, String(part), speech)),
					speech,
				),
			});
		default: {
			const texts = listOf(value).map((part) => textValue(part, op, speech));
			if (op === 'ne') return said('isNot', { value: texts[0] ?? GAP });
			if (op === 'contains' || op === 'starts' || op === 'ends') return said(op, { value: texts[0] ?? GAP });
			return said('is', { value: choiceText(texts, speech) });
		}
	}
}

function aggregateClause(
	field: FilterField & { readonly aggregate: FilterAggregate },
	condition: FilterCondition,
	speech: FilterSpeech,
): Clause {
	const { t } = speech;
	const { op, value, count } = condition;
	const { rows, of } = field.aggregate;
	const { what, more } = rowsText(condition.where, rows, speech);
	const counted = count ? t('say.counted', { number: numberText(count.op, count.value, speech) }) : '';
	if (of !== 'count') {
		const named = what === null ? '' : ` ${what.some}`;
		return valueClause(field, condition, `${named}${more}${counted}`, speech);
	}
	const [first, second] = listOf(value) as number[];
	const some = (op === 'ge' && first === 1) || ((op === 'gt' || op === 'ne') && first === 0);
	const none = ((op === 'eq' || op === 'le') && first === 0) || (op === 'lt' && first === 1);
	const kind = some ? 'some' : none ? 'none' : rows === 'order' || rows === 'message' ? 'number' : 'times';
	const last = op === 'between' ? second : first;
	return phrase(
		t(`say.rows.${rows}.${kind}`, {
			what: what?.[none ? 'none' : 'some'] ?? t(`say.rows.${rows}.${none ? 'nothing' : 'any'}`, { defaultValue: '' }),
			more: `${more}${counted}`,
			number: numberText(op, value, speech),
			times: typeof last === 'number' ? t(`say.times.${op}`, { count: last, from: figure(first ?? 0, speech) }) : GAP,
		}),
	);
}

/** Fields that are said as the thing itself, not as a property in brackets. */
const things: Readonly<Record<string, string>> = {
	'action.template': 'template',
	'action.category': 'category',
	'move.segment': 'segment',
	'flowRun.flow': 'flow',
};
const moments: ReadonlySet<string> = new Set([
	'action.at',
	'anyOrder.createdAt',
	'message.createdAt',
	'flowRun.startedAt',
	'move.at',
]);
const spans: ReadonlySet<string> = new Set(['inLast', 'inLastFull', 'inNext', 'on', 'between', 'before', 'after']);

/** Which rows are meant: the thing, then when, then the rest in brackets. */
function rowsText(
	where: Filter | undefined,
	rows: FilterAggregate['rows'],
	speech: FilterSpeech,
): { what: { some: string; none: string } | null; more: string } {
	const parts = where === undefined ? [] : 'all' in where ? where.all : [where];
	let what: { some: string; none: string } | null = null;
	let when = '';
	const rest: Filter[] = [];
	for (const part of parts) {
		if ('field' in part && part.field in things && what === null && (part.op === 'is' || part.op === 'in')) {
			const field = filterFieldOf(part.field)!;
			const names = listOf(part.value).map((id) => valueName(field, String(id), speech));
			if (names.length > 0) {
				const text = speech.t(`say.rows.${rows}.${things[part.field]}`, {
					names: choiceText(names, speech),
					count: names.length,
				});
				what = { some: text, none: text };
				continue;
			}
		}
		if ('field' in part && moments.has(part.field) && when === '' && spans.has(part.op)) {
			when = ` ${whenText(part.op, part.value, speech)}`;
			continue;
		}
		rest.push(part);
	}
	const clauses = rest.map((part) => clauseOf(part, speech)).filter((clause) => clause !== null && clause.text !== '');
	const inBrackets = inOneBreath(
		clauses.map((clause) => clause!.text),
		speech.t('join.and'),
	);
	return { what, more: `${when}${inBrackets === '' ? '' : ` (${inBrackets})`}` };
}

function segmentClause({ op, value }: FilterCondition, speech: FilterSpeech): Clause {
	const on = isSegmentsOn(value) ? value : undefined;
	const ids = (on ? on.segments : listOf(value)).map(String);
	const names = ids.map((id) => quoted(speech.nameOf('segment', id) ?? speech.t('gone'), speech));
	return phrase(
		speech.t(`say.segment.${op}`, {
			count: Math.max(1, names.length),
			names: choiceText(names, speech),
			day: on ? dayText(on.on, speech) : GAP,
		}),
	);
}

function birthdayClause(op: string, value: unknown, speech: FilterSpeech): Clause {
	const { t } = speech;
	if (op === 'isToday') return phrase(t('say.birthday.isToday'));
	if (op === 'inNextDays') {
		if (value === 1) return phrase(t('say.birthday.inNextOne'));
		return phrase(t('say.birthday.inNext', { count: typeof value === 'number' ? value : 0 }));
	}
	const [from = '', to = ''] = listOf(value).map(String);
	const said = (day: string) => (day === '' ? GAP : dayOfYearText(day, speech));
	return phrase(t(from === to ? 'say.birthday.on' : 'say.birthday.between', { from: said(from), to: said(to) }));
}

function numberText(op: string, value: unknown, speech: FilterSpeech): string {
	const [first, second] = listOf(value).map((part) => (typeof part === 'number' ? figure(part, speech) : GAP));
	return speech.t(`say.number.${op}`, { value: first ?? GAP, from: first ?? GAP, to: second ?? GAP });
}

function whenText(op: string, value: unknown, speech: FilterSpeech): string {
	const { t } = speech;
	if (isPeriod(value)) {
		return value.n === 1 ? t(`say.when.${op}One.${value.unit}`) : t(`say.when.${op}.${value.unit}`, { count: value.n });
	}
	const [first, second] = listOf(value).map((part) => dayText(String(part), speech));
	return t(`say.when.${op}`, { at: first ?? GAP, from: first ?? GAP, to: second ?? GAP, defaultValue: GAP });
}

/** A date or a moment: «1 мая 2026 г.», «1 мая 2026 г., 12:00». */
export function dayText(value: string, { language, zone }: Pick<FilterSpeech, 'language' | 'zone'>): string {
	const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
	const at = new Date(isDay ? `${value}T00:00:00Z` : value);
	if (Number.isNaN(at.getTime())) return GAP;
	return new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		...(isDay ? { timeZone: 'UTC' } : { hour: '2-digit', minute: '2-digit', ...(zone && { timeZone: zone }) }),
	}).format(at);
}

function dayOfYearText(value: string, { language }: FilterSpeech): string {
	const at = new Date(`2000-${value}T00:00:00Z`);
	if (Number.isNaN(at.getTime())) return GAP;
	const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
	return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}

function textValue(value: unknown, op: string, speech: FilterSpeech): string {
	const text = typeof value === 'number' ? figure(value, speech) : String(value);
	// A word is told as it is; what could be mistaken for a part of the sentence stands in quotation marks.
	return (op === 'eq' || op === 'ne' || op === 'in') && /^[\p{L}\p{N}.+-]+$/u.test(text) ? text : quoted(text, speech);
}

const SHOWN = 5;

function choiceText(texts: readonly string[], { language, t }: FilterSpeech): string {
	if (texts.length === 0) return GAP;
	if (texts.length > SHOWN + 1)
		return t('say.list', { shown: texts.slice(0, SHOWN).join(', '), rest: texts.length - SHOWN });
	return new Intl.ListFormat(language, { type: 'disjunction' }).format(texts);
}

function figure(value: number, { language }: FilterSpeech): string {
	return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { maximumFractionDigits: 10 }).format(value);
}

function quoted(text: string, { language }: FilterSpeech): string {
	return language === 'ru' ? `«${text}»` : `“${text}”`;
}

/** The first letter small, unless the word is an abbreviation. */
function lower(text: string): string {
	return /^\p{Lu}(?!\p{Lu})/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function isPeriod(value: unknown): value is FilterPeriod {
	return typeof value === 'object' && value !== null && 'unit' in value;
}

function isSegmentsOn(value: unknown): value is FilterSegmentsOn {
	return typeof value === 'object' && value !== null && 'segments' in value;
}

function listOf(value: unknown): readonly (string | number | boolean)[] {
	if (value === undefined || value === null || value === '' || isPeriod(value) || isSegmentsOn(value)) return [];
	return (Array.isArray(value) ? value : [value]) as (string | number | boolean)[];
}
