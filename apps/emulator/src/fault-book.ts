/** Which requests a rule concerns. All conditions must hold; a rule that names neither method nor path concerns its kind's usual call. */
export interface FaultWhen {
	method?: string;
	/** Below `/api`: exact, with a trailing `*` as a prefix, or a regular expression when it begins with `^`. */
	path?: string;
	/** Regular expression over the number. */
	recipient?: string;
	sender?: string;
	/** Ordinals, from 1, among the requests the conditions above let through; both ends inclusive. */
	from?: number;
	to?: number;
	nth?: number[];
	/** Share of those requests, chosen by `seed`: the same seed chooses the same ordinals. */
	percent?: number;
	seed?: number;
	/** How often the rule fires at most. */
	times?: number;
}

interface Takes {
	/** Whether the message goes in although the answer denies it. */
	take?: boolean;
}

export interface OutcomeStep {
	afterMs: number;
	status: string;
	error?: string;
}

export type FaultDo = Takes &
	(
		| { kind: 'latency'; ms?: number; minMs?: number; maxMs?: number; at?: 'firstByte' | 'whole' }
		| { kind: 'drip'; bytesPerSecond: number }
		| { kind: 'hang' }
		| { kind: 'drop'; at?: 'request' | 'headers' | 'body'; reset?: boolean }
		| { kind: 'refuse'; ms: number }
		| { kind: 'status'; status: number; headers?: Record<string, string>; body?: unknown }
		| { kind: 'ok-error'; error?: unknown; message?: string }
		| { kind: 'failed-answer'; status?: 200 | 400; error?: string }
		| { kind: 'garbage'; shape: GarbageShape; megabytes?: number }
		| { kind: 'token-expire' }
		| { kind: 'login-fail'; status?: number; message?: string }
		| { kind: 'sender-unknown'; status?: number; required?: boolean }
		| { kind: 'template-mismatch'; status?: number }
		| { kind: 'funds'; balance: number; message?: string }
		| { kind: 'rate'; perSecond: number; retryAfter?: number | string }
		| {
				kind: 'outcome';
				statuses?: OutcomeStep[];
				refundAfterMs?: number;
				moderation?: { afterMs: number; result: 'approved' | 'refused' };
		  }
		| {
				kind: 'callback';
				duplicate?: number;
				reorder?: boolean;
				early?: boolean;
				delayMs?: number;
				never?: boolean;
				wrongSecret?: boolean;
				foreignId?: boolean;
				flood?: { perSecond: number; seconds: number };
		  }
		| {
				kind: 'list';
				lagMs?: number;
				missingPercent?: number;
				duplicatePercent?: number;
				status?: number;
				seed?: number;
		  }
		| { kind: 'clock'; offsetMs?: number; speed?: number }
	);

export type GarbageShape = 'broken-json' | 'html' | 'empty' | 'no-id' | 'numeric-id' | 'huge' | 'foreign-id';

export type FaultKind = FaultDo['kind'];

export interface FaultRule {
	id: string;
	when: FaultWhen;
	do: FaultDo;
}

/** Where in the life of a request a kind is looked for; one rule of each stage may bear on one request. */
export type FaultStage = 'answer' | 'funds' | 'outcome' | 'callback' | 'list' | 'clock';

const kinds: Record<FaultKind, { stage: FaultStage; method: string; path: string; needs?: readonly string[] }> = {
	latency: { stage: 'answer', method: 'POST', path: '/sendings' },
	drip: { stage: 'answer', method: 'POST', path: '/sendings', needs: ['bytesPerSecond'] },
	hang: { stage: 'answer', method: 'POST', path: '/sendings' },
	drop: { stage: 'answer', method: 'POST', path: '/sendings' },
	refuse: { stage: 'answer', method: 'POST', path: '/sendings', needs: ['ms'] },
	status: { stage: 'answer', method: 'POST', path: '/sendings', needs: ['status'] },
	'ok-error': { stage: 'answer', method: 'POST', path: '/sendings' },
	'failed-answer': { stage: 'answer', method: 'POST', path: '/sendings' },
	garbage: { stage: 'answer', method: 'POST', path: '/sendings', needs: ['shape'] },
	'token-expire': { stage: 'answer', method: 'POST', path: '/sendings' },
	'login-fail': { stage: 'answer', method: 'POST', path: '/login' },
	'sender-unknown': { stage: 'answer', method: 'POST', path: '/sendings' },
	'template-mismatch': { stage: 'answer', method: 'POST', path: '/sendings' },
	rate: { stage: 'answer', method: 'POST', path: '/sendings', needs: ['perSecond'] },
	funds: { stage: 'funds', method: 'POST', path: '/sendings', needs: ['balance'] },
	outcome: { stage: 'outcome', method: 'POST', path: '/sendings' },
	callback: { stage: 'callback', method: 'POST', path: '/sendings' },
	list: { stage: 'list', method: 'GET', path: '/sendings' },
	clock: { stage: 'clock', method: 'POST', path: '/sendings' },
};

/** What a rule is matched against. */
export interface FaultSubject {
	method: string;
	path: string;
	recipient: string | null;
	sender: string | null;
}

interface ArmedRule {
	rule: FaultRule;
	stage: FaultStage;
	fits(subject: FaultSubject): boolean;
	seen: number;
	fired: number;
	/** Times of the last requests a `rate` rule let through, ms. */
	ring: Float64Array;
	ringAt: number;
	/** Roubles left of a `funds` rule. */
	left: number;
}

export type FaultBook = ReturnType<typeof createFaultBook>;

/** The rules in force, in the order they were posted. */
export function createFaultBook() {
	let armed: ArmedRule[] = [];
	let lastNumber = 0;

	function arm(rule: FaultRule): ArmedRule {
		const usual = kinds[rule.do.kind];
		const named = rule.when.method !== undefined || rule.when.path !== undefined;
		const method = named ? rule.when.method : usual.method;
		const path = pathTest(named ? rule.when.path : usual.path);
		const recipient = rule.when.recipient === undefined ? null : new RegExp(rule.when.recipient);
		const sender = rule.when.sender;
		return {
			rule,
			stage: usual.stage,
			fits: (subject) =>
				(method === undefined || method === '*' || subject.method === method) &&
				path(subject.path) &&
				(recipient === null || (subject.recipient !== null && recipient.test(subject.recipient))) &&
				(sender === undefined || subject.sender === sender),
			seen: 0,
			fired: 0,
			ring:
				rule.do.kind === 'rate'
					? new Float64Array(rule.do.perSecond).fill(Number.NEGATIVE_INFINITY)
					: new Float64Array(0),
			ringAt: 0,
			left: rule.do.kind === 'funds' ? rule.do.balance : 0,
		};
	}

	/** Counts the request and says whether its turn has come. */
	function fires(each: ArmedRule): boolean {
		const when = each.rule.when;
		each.seen += 1;
		const ordinal = each.seen;
		if (when.times !== undefined && each.fired >= when.times) return false;
		if (when.from !== undefined && ordinal < when.from) return false;
		if (when.to !== undefined && ordinal > when.to) return false;
		if (when.nth && !when.nth.includes(ordinal)) return false;
		if (when.percent !== undefined && chance(when.seed ?? 1, ordinal) * 100 >= when.percent) return false;
		if (each.rule.do.kind === 'rate') {
			const now = performance.now();
			if (each.ring.length > 0 && now - each.ring[each.ringAt]! >= 1000) {
				each.ring[each.ringAt] = now;
				each.ringAt = (each.ringAt + 1) % each.ring.length;
				return false;
			}
		}
		each.fired += 1;
		return true;
	}

	return {
		/** Adds rules; the problem names the first that cannot be understood, and then none is added. */
		add(rules: unknown): { ok: true; rules: FaultRule[] } | { ok: false; problem: string } {
			const given = Array.isArray(rules) ? rules : [rules];
			const fresh: ArmedRule[] = [];
			for (const [index, each] of given.entries()) {
				const problem = problemOf(each);
				if (problem) return { ok: false, problem: `rule ${index}: ${problem}` };
				const { id, when, do: effect } = each as { id?: string; when?: FaultWhen; do: FaultDo };
				fresh.push(arm({ id: id ?? `f${++lastNumber}`, when: when ?? {}, do: effect }));
			}
			const ids = new Set(fresh.map((each) => each.rule.id));
			armed = [...armed.filter((each) => !ids.has(each.rule.id)), ...fresh];
			return { ok: true, rules: fresh.map((each) => each.rule) };
		},
		list: () => armed.map((each) => ({ ...each.rule, seen: each.seen, fired: each.fired })),
		/** The rule stays listed and fires no more. */
		spend(id: string): void {
			const found = armed.find((each) => each.rule.id === id);
			if (!found) return;
			found.rule = { ...found.rule, when: { ...found.rule.when, times: 0 } };
			found.fired += 1;
		},
		remove(id: string): FaultRule | undefined {
			const found = armed.find((each) => each.rule.id === id);
			armed = armed.filter((each) => each !== found);
			return found?.rule;
		},
		clear(): void {
			armed = [];
			lastNumber = 0;
		},
		/** The first rule of the stage that bears on this request. */
		match(stage: FaultStage, subject: FaultSubject): FaultRule | undefined {
			for (const each of armed) {
				if (each.stage === stage && each.fits(subject) && fires(each)) return each.rule;
			}
			return undefined;
		},
		/** Takes `roubles` from the first `funds` rule that bears on this request; the rule, when it cannot pay. */
		pay(subject: FaultSubject, roubles: number): FaultRule | undefined {
			for (const each of armed) {
				if (each.stage !== 'funds' || !each.fits(subject)) continue;
				if (each.left < roubles) {
					each.fired += 1;
					return each.rule;
				}
				each.left -= roubles;
				return undefined;
			}
			return undefined;
		},
		/** What is left of the first `funds` rule, if there is one. */
		fundsLeft: () => armed.find((each) => each.stage === 'funds')?.left,
		/** The first rule of a kind that is in force without a request. */
		standing: <Kind extends FaultKind>(kind: Kind) =>
			armed.find((each) => each.rule.do.kind === kind)?.rule.do as Extract<FaultDo, { kind: Kind }> | undefined,
	};
}

function pathTest(path: string | undefined): (given: string) => boolean {
	if (path === undefined || path === '*') return () => true;
	if (path.startsWith('^')) {
		const pattern = new RegExp(path);
		return (given) => pattern.test(given);
	}
	if (path.endsWith('*')) {
		const start = path.slice(0, -1);
		return (given) => given.startsWith(start);
	}
	return (given) => given === path;
}

function problemOf(rule: unknown): string | null {
	if (typeof rule !== 'object' || rule === null) return 'an object is expected';
	const { when, do: effect } = rule as { when?: FaultWhen; do?: Record<string, unknown> };
	if (typeof effect !== 'object' || effect === null || typeof effect.kind !== 'string') return '"do.kind" is missing';
	if (!Object.hasOwn(kinds, effect.kind)) return `there is no kind "${effect.kind}"`;
	for (const need of kinds[effect.kind as FaultKind].needs ?? []) {
		if (effect[need] === undefined) return `"do.${need}" is missing`;
	}
	for (const pattern of [when?.recipient, when?.path?.startsWith('^') ? when.path : undefined]) {
		if (pattern === undefined) continue;
		try {
			new RegExp(pattern);
		} catch {
			return `"${pattern}" is no regular expression`;
		}
	}
	return null;
}

/** A number in [0, 1) that depends on nothing but the seed and the ordinal. */
export function chance(seed: number, ordinal: number): number {
	let state = (seed * 0x9e3779b1 + ordinal * 0x85ebca6b) | 0;
	state = Math.imul(state ^ (state >>> 15), state | 1);
	state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
	return ((state ^ (state >>> 14)) >>> 0) / 4294967296;
}
