import { z } from 'zod';
import type { Json, SendingHours } from './capabilities.ts';
import { durationMs, durationPattern } from './duration.ts';
import { Filter } from './filter.ts';
import type { Duration } from './op.ts';

export type FieldKind =
	| 'text'
	| 'number'
	| 'percent'
	| 'toggle'
	| 'choice'
	| 'template'
	| 'duration'
	| 'instant'
	| 'hours'
	| 'filter'
	| 'ref'
	| 'branches'
	| 'list'
	| 'pairs';

export type Scalar = string | number | boolean;

/** What a field of kind `ref` may point at. */
export type RefEntity =
	| 'segment'
	| 'segmentation'
	| 'action-template'
	| 'topic'
	| 'sender'
	| 'profile'
	| 'customer-field';

/** A reference: import and paste resolve it by `systemName`; `name` draws the card without a request. */
export interface Ref {
	readonly id: string;
	readonly systemName: string;
	readonly name: string;
}

/** Id of an entry of a `branches` field; made once, and the name of its output. */
export type BranchId = string;

/** What every entry of a `branches` field has beside its own fields. */
export interface Branch {
	readonly id: BranchId;
	readonly name: string;
}

/**
 * Everything a form, a check or a manifest needs to know of a field, as plain data. Which options a kind reads is said
 * beside its maker in `f`.
 */
export interface FieldOptions {
	readonly presence: 'required' | 'optional' | 'defaulted';
	readonly default?: Json;
	/** The field exists only while another one has one of these values. */
	readonly when?: { readonly field: string; readonly is: readonly Scalar[] };
	/** Texts and links that may be changed for runs already inside. */
	readonly live?: true;
	/** A rare field: forms show it folded. */
	readonly advanced?: true;
	/** Length, value, number of entries; a duration for the kind `duration`. */
	readonly min?: number | Duration;
	readonly max?: number | Duration;
	readonly integer?: true;
	readonly multiline?: true;
	readonly choices?: readonly string[];
	readonly counter?: 'sms-parts';
	readonly zone?: 'customer' | 'project';
	/** Whether a filter may also read what started the run. */
	readonly subject?: 'customer' | 'flow';
	readonly entity?: RefEntity;
	readonly many?: true;
	/** The field whose reference owns this one: a segment within its segmentation. */
	readonly within?: string;
	/** How the node uses an action template; it must be offered for that. */
	readonly usage?: 'import' | 'tracker' | 'operation' | 'trigger';
	/** The step waits for an outcome at most so long; without it `time.no-timeout` is reported. */
	readonly timeout?: true;
	/** What a form offers when the field first appears; never filled in silently. */
	readonly suggest?: Json;
	/** The `hours` field this relevance has to outlast. */
	readonly outlasts?: string;
	/** Name of the number field that limits the parts of this template. */
	readonly maxParts?: string;
	/** The entries' own fields, of kinds `branches` and `list`. */
	readonly fields?: Fields;
	/** Which of the entries' fields may not repeat. */
	readonly distinct?: string;
}

/** One field of a node's config: a schema for checking, plain data for the form. */
export interface Field<T, K extends FieldKind = FieldKind> {
	readonly kind: K;
	readonly schema: z.ZodType<T>;
	readonly options: FieldOptions;
	/** May be left out. */
	optional(): Field<T | undefined, K>;
	/** Filled in when left out. */
	default(value: NonNullable<T>): Field<T, K>;
	/** Exists only while `field` has (one of) the given values. Data, never a function, so that it can be shipped. */
	when(field: string, is: Scalar | readonly Scalar[]): Field<T | undefined, K>;
}

export type Fields = Readonly<Record<string, Field<unknown, FieldKind>>>;

/** The type a field's value has in a config. */
export type ValueOf<F> = F extends Field<infer T, FieldKind> ? T : never;

type OptionalKeys<F extends Fields> = { [N in keyof F]: undefined extends ValueOf<F[N]> ? N : never }[keyof F];

type Flat<T> = { readonly [N in keyof T]: T[N] };

/** The config a node with these fields is given: checked, defaults filled in, hidden fields absent. */
export type ConfigOf<F extends Fields> = Flat<
	{ readonly [N in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[N]> } & {
		readonly [N in OptionalKeys<F>]?: Exclude<ValueOf<F[N]>, undefined>;
	}
>;

/** What is wrong with one value. `path` starts with the field's name. */
export interface FieldProblem {
	readonly path: readonly (string | number)[];
	readonly problem:
		| 'required'
		| 'unknown'
		| 'type'
		| 'choice'
		| 'format'
		| 'too-small'
		| 'too-large'
		| 'bounds'
		| 'hours-empty'
		| 'repeated';
	readonly values: Readonly<Record<string, Json>>;
}

export type ParsedConfig<C> =
	| { readonly ok: true; readonly config: C }
	| { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Checks a stored config: unknown keys refuse, missing ones take their default, hidden ones are dropped.
 *
 * @example parseConfig({ for: f.duration({ min: 'PT1S' }) }, { for: 'PT5S' }) // { ok: true, config: { for: 'PT5S' } }
 */
export function parseConfig<F extends Fields>(fields: F, raw: unknown): ParsedConfig<ConfigOf<F>> {
	if (!isObject(raw)) return { ok: false, problems: [{ path: [], problem: 'type', values: { expected: 'object' } }] };
	const problems: FieldProblem[] = [];
	const config: Record<string, unknown> = {};
	for (const key of Object.keys(raw)) {
		if (!Object.hasOwn(fields, key)) problems.push({ path: [key], problem: 'unknown', values: {} });
	}
	for (const [name, field] of Object.entries(fields)) {
		if (!isShown(field, fields, raw)) continue;
		const value = raw[name] ?? field.options.default;
		if (value === undefined || value === null) {
			if (field.options.presence === 'required') problems.push({ path: [name], problem: 'required', values: {} });
			continue;
		}
		const parsed = field.schema.safeParse(value);
		if (parsed.success) config[name] = parsed.data;
		else problems.push(...parsed.error.issues.map((issue) => problemOf(name, issue)));
	}
	return problems.length > 0 ? { ok: false, problems } : { ok: true, config: config as ConfigOf<F> };
}

/** A stored config with defaults filled in and hidden fields left out; nothing is checked. For forms and cards. */
export function withDefaults(fields: Fields, raw: unknown): Readonly<Record<string, Json>> {
	const given = isObject(raw) ? raw : {};
	const config: Record<string, Json> = {};
	for (const [name, field] of Object.entries(fields)) {
		if (!isShown(field, fields, given)) continue;
		const value = given[name] ?? field.options.default;
		if (value !== undefined) config[name] = value as Json;
	}
	return config;
}

/** Whether a field exists in this config: its `when` holds, and so does that of the field it hangs on. */
export function isShown(field: Field<unknown, FieldKind>, fields: Fields, raw: unknown): boolean {
	const when = field.options.when;
	if (!when) return true;
	const other = fields[when.field];
	if (other && other !== field && !isShown(other, fields, raw)) return false;
	const value = (isObject(raw) ? raw[when.field] : undefined) ?? other?.options.default;
	return when.is.some((allowed) => allowed === value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemOf(name: string, issue: z.core.$ZodIssue): FieldProblem {
	const path = [name, ...issue.path.filter((part) => typeof part !== 'symbol')];
	const made = (problem: FieldProblem['problem'], values: FieldProblem['values'] = {}): FieldProblem => ({
		path,
		problem,
		values,
	});
	switch (issue.code) {
		case 'too_small':
			return made(issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'too-small', {
				min: Number(issue.minimum),
			});
		case 'too_big':
			return made('too-large', { max: Number(issue.maximum) });
		case 'invalid_format':
			return made('format');
		case 'invalid_value':
			return made('choice');
		case 'unrecognized_keys':
			return made('unknown', { keys: issue.keys });
		case 'custom': {
			const { problem, ...values } = (issue.params ?? {}) as Record<string, Json> & {
				problem?: FieldProblem['problem'];
			};
			return made(problem ?? 'type', values);
		}
		case 'invalid_type':
			return made('type', { expected: issue.expected });
		default:
			return made('type');
	}
}

function makeField<T, K extends FieldKind>(kind: K, schema: z.ZodType<T>, options: FieldOptions): Field<T, K> {
	return {
		kind,
		schema,
		options,
		optional: () => makeField<T | undefined, K>(kind, schema, { ...options, presence: 'optional' }),
		default: (value) => makeField(kind, schema, { ...options, presence: 'defaulted', default: value as Json }),
		when: (field, is) =>
			makeField<T | undefined, K>(kind, schema, {
				...options,
				when: { field, is: Array.isArray(is) ? is : [is as Scalar] },
			}),
	};
}

const refuse = (
	ctx: z.core.$RefinementCtx,
	input: unknown,
	params: { problem: FieldProblem['problem'] } & Record<string, Json>,
) => ctx.issues.push({ code: 'custom', input, params });

/** Options every kind takes. */
interface Common {
	readonly live?: true;
	readonly advanced?: true;
}

interface NumberOptions extends Common {
	readonly min?: number;
	readonly max?: number;
	readonly integer?: true;
}

interface DurationOptions extends Common {
	readonly min?: Duration;
	readonly max?: Duration;
	readonly timeout?: true;
	readonly suggest?: Duration;
	readonly outlasts?: string;
}

interface RefOptions extends Common {
	readonly within?: string;
	readonly usage?: FieldOptions['usage'];
}

const RefValue: z.ZodType<Ref> = z.strictObject({
	id: z.string().min(1).max(100),
	systemName: z.string().max(200),
	name: z.string().max(500),
});

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const Hours: z.ZodType<SendingHours> = z
	.union([
		z.strictObject({ any: z.literal(true) }),
		z.strictObject({ from: wallTime, to: wallTime, days: z.array(z.number().int().min(1).max(7)).max(7) }),
	])
	.superRefine((hours, ctx) => {
		if ('any' in hours) return;
		const open = openMinutes(hours);
		if (hours.days.length === 0 || open === 0) refuse(ctx, hours, { problem: 'hours-empty' });
		else if (open < 30) refuse(ctx, hours, { problem: 'bounds', min: 'PT30M' });
		else if (new Set(hours.days).size < hours.days.length) refuse(ctx, hours, { problem: 'repeated' });
	});

/** Minutes a window is open on one of its days; a window over midnight belongs to the day it opens on. */
function openMinutes(hours: { from: string; to: string }): number {
	const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
	return (minute(hours.to) - minute(hours.from) + 1_440) % 1_440;
}

function entriesSchema<F extends Fields>(fields: F): z.ZodType<ConfigOf<F>> {
	return z.unknown().transform((value, ctx) => {
		const parsed = parseConfig(fields, value);
		if (parsed.ok) return parsed.config;
		for (const { path, problem, values } of parsed.problems) {
			ctx.issues.push({ code: 'custom', input: value, path: [...path], params: { ...values, problem } });
		}
		return z.NEVER;
	});
}

function text(options: Common & { min?: number; max?: number; multiline?: true } = {}): Field<string, 'text'> {
	const { min = 1, max = 500 } = options;
	return makeField('text', z.string().min(min).max(max), { ...options, min, max, presence: 'required' });
}

function number(options: NumberOptions = {}): Field<number, 'number'> {
	let schema = z.number();
	if (options.integer) schema = schema.int();
	if (options.min !== undefined) schema = schema.min(options.min);
	if (options.max !== undefined) schema = schema.max(options.max);
	return makeField('number', schema, { ...options, presence: 'required' });
}

function percent(options: Common & { min?: number; max?: number } = {}): Field<number, 'percent'> {
	const { min = 0, max = 100 } = options;
	const schema = z
		.number()
		.min(min)
		.max(max)
		.refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e5), { params: { problem: 'format' } });
	return makeField('percent', schema, { ...options, min, max, presence: 'required' });
}

function toggle(options: Common = {}): Field<boolean, 'toggle'> {
	return makeField('toggle', z.boolean(), { ...options, presence: 'required' });
}

function choice<const C extends readonly [string, ...string[]]>(
	choices: C,
	options: Common = {},
): Field<C[number], 'choice'> {
	return makeField('choice', z.enum(choices) as z.ZodType<C[number]>, { ...options, choices, presence: 'required' });
}

function template(
	options: Common & { max?: number; counter?: 'sms-parts'; maxParts?: string } = {},
): Field<string, 'template'> {
	const { max = 4_000 } = options;
	return makeField('template', z.string().min(1).max(max), { ...options, max, presence: 'required' });
}

function duration(options: DurationOptions = {}): Field<Duration, 'duration'> {
	const schema = z
		.string()
		.regex(durationPattern, { abort: true })
		.superRefine((value, ctx) => {
			const ms = durationMs(value) ?? 0;
			const low = options.min !== undefined && ms < (durationMs(options.min) ?? 0);
			const high = options.max !== undefined && ms > (durationMs(options.max) ?? Number.POSITIVE_INFINITY);
			if (low || high) {
				refuse(ctx, value, { problem: 'bounds', min: options.min ?? null, max: options.max ?? null });
			}
		});
	return makeField('duration', schema, { ...options, presence: 'required' });
}

function instant(options: Common & { zone?: 'customer' | 'project' } = {}): Field<string, 'instant'> {
	return makeField('instant', z.iso.datetime({ offset: true }), { ...options, presence: 'required' });
}

function hours(options: Common & { zone?: 'customer' | 'project' } = {}): Field<SendingHours, 'hours'> {
	return makeField('hours', Hours, { zone: 'customer', ...options, presence: 'required' });
}

function filter(options: Common & { subject?: 'customer' | 'flow' } = {}): Field<Filter, 'filter'> {
	return makeField('filter', Filter, { subject: 'flow', ...options, presence: 'required' });
}

function ref(
	entity: RefEntity,
	options: RefOptions & { many: true; min?: number; max?: number },
): Field<readonly Ref[], 'ref'>;
function ref(entity: RefEntity, options?: RefOptions): Field<Ref, 'ref'>;
function ref(
	entity: RefEntity,
	options: RefOptions & { many?: true; min?: number; max?: number } = {},
): Field<readonly Ref[], 'ref'> | Field<Ref, 'ref'> {
	if (!options.many) return makeField('ref', RefValue, { ...options, entity, presence: 'required' });
	const { min = 1, max = 50 } = options;
	const schema = z
		.array(RefValue)
		.min(min)
		.max(max)
		.superRefine((refs, ctx) => {
			if (new Set(refs.map((one) => one.id)).size < refs.length) refuse(ctx, refs, { problem: 'repeated' });
		});
	return makeField<readonly Ref[], 'ref'>('ref', schema, { ...options, min, max, entity, presence: 'required' });
}

function branches<const F extends Fields>(
	fields: F,
	options: Common & { min?: number; max?: number; distinct?: keyof F & string } = {},
): Field<readonly Flat<Branch & ConfigOf<F>>[], 'branches'> {
	const { min = 1, max = 10 } = options;
	const own = {
		id: makeField('text', z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), { presence: 'required', max: 40 }),
		name: makeField('text', z.string().min(1).max(100), { presence: 'required', min: 1, max: 100 }),
		...fields,
	};
	const schema = z
		.array(entriesSchema(own))
		.min(min)
		.max(max)
		.superRefine((entries, ctx) => {
			const ids = entries.map((entry) => (entry as unknown as Branch).id);
			if (new Set(ids).size < ids.length) refuse(ctx, entries, { problem: 'repeated', field: 'id' });
		});
	return makeField('branches', schema as unknown as z.ZodType<readonly Flat<Branch & ConfigOf<F>>[]>, {
		...options,
		min,
		max,
		fields,
		presence: 'required',
	});
}

function list(options?: Common & { min?: number; max?: number }): Field<readonly string[], 'list'>;
function list<const F extends Fields>(
	options: Common & { min?: number; max?: number; fields: F; distinct?: keyof F & string },
): Field<readonly ConfigOf<F>[], 'list'>;
function list<const F extends Fields>(
	options: Common & { min?: number; max?: number; fields?: F; distinct?: string } = {},
): Field<readonly string[], 'list'> | Field<readonly ConfigOf<F>[], 'list'> {
	const { min = 0, max = 20 } = options;
	const data = { ...options, min, max, presence: 'required' } as const;
	if (options.fields) {
		return makeField<readonly ConfigOf<F>[], 'list'>(
			'list',
			z.array(entriesSchema(options.fields)).min(min).max(max),
			data,
		);
	}
	return makeField<readonly string[], 'list'>('list', z.array(z.string().min(1).max(100)).min(min).max(max), data);
}

function pairs(
	options: Common & { min?: number; max?: number } = {},
): Field<readonly { readonly name: string; readonly value: string }[], 'pairs'> {
	const { min = 0, max = 20 } = options;
	const pair = z.strictObject({ name: z.string().min(1).max(200), value: z.string().max(4_000) });
	return makeField('pairs', z.array(pair).min(min).max(max), { ...options, min, max, presence: 'required' });
}

/**
 * The makers of field kinds. A field is required until `.optional()`, `.default(value)` or `.when(…)` says otherwise.
 *
 * | Maker | Value |
 * | --- | --- |
 * | `text`, `number`, `percent`, `toggle`, `choice` | a scalar; `choice` is typed by its list |
 * | `template` | source text of a message template |
 * | `duration`, `instant` | ISO 8601; a duration outside its bounds is refused |
 * | `hours` | sending hours: days and a window, or any time |
 * | `filter` | filter data |
 * | `ref(entity)` | `{ id, systemName, name }`, an array of them with `many` |
 * | `branches(fields)` | `{ id, name, … }[]`; each entry is an output |
 * | `list()`, `list({ fields })` | words, or rows of fields |
 * | `pairs` | `{ name, value }[]` |
 */
export const f = {
	text,
	number,
	percent,
	toggle,
	choice,
	template,
	duration,
	instant,
	hours,
	filter,
	ref,
	branches,
	list,
	pairs,
} as const;
