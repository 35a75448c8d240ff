import type { Temporal } from 'temporal-polyfill';
import type { InsideCapabilities, Json, MessageId, ReadCapabilities, RunId, RunRef } from './capabilities.ts';
import { checkOutcome } from './check-outcome.ts';
import type { AnyDefinition, NodeDefinition } from './define-node.ts';
import type { Effect, NodeKind } from './effect.ts';
import { type ConfigOf, parseConfig } from './field.ts';
import type { Op, OutputName } from './op.ts';
import type { MessageOutcome, Outcome, ReasonCode } from './outcome.ts';
import type { GivenBy, OutputOf, Outputs } from './outputs.ts';

/** Positions of a definition's type that are not asked for. */
type Any = any;

type KindOf<D> = D extends NodeDefinition<infer K, Any, Any, Any, Any, Any> ? K : NodeKind;
type OutputsOf<D> = D extends NodeDefinition<Any, Any, infer O, Any, Any, Any> ? O : Outputs;
type EffectIn<D> = D extends NodeDefinition<Any, Any, Any, infer E, Any, Any> ? E : Effect;
type LoweredIn<D> = D extends NodeDefinition<Any, Any, Any, Any, Any, infer L> ? L : never;

/** The config a server half of this definition is given. */
export type ConfigFor<D> = D extends NodeDefinition<Any, infer F, Any, Any, Any, Any> ? ConfigOf<F> : never;

export type OutputNameOf<D> = OutputOf<OutputsOf<D>>;

/** Capabilities by effect class. */
export type CapabilitiesFor<D> =
	EffectIn<D> extends { readonly class: 'inside' } ? InsideCapabilities : ReadCapabilities;

/** All a step can say. A throw means "retry as usual". */
export interface Outcomes<D> {
	/** Leave by an output; values are demanded when that output gives some. */
	leave<N extends OutputNameOf<D>>(output: N, ...values: GivenBy<OutputsOf<D>, N>): Outcome<OutputNameOf<D>>;
	wait(wait: { readonly until: Temporal.Instant; readonly then: OutputNameOf<D> }): Outcome<OutputNameOf<D>>;
	/** Stay until the message comes to one of these outcomes, or until `until`, then leave by `late`. */
	waitForMessage(wait: {
		readonly message: MessageId;
		readonly leave: Readonly<Partial<Record<MessageOutcome, OutputNameOf<D>>>>;
		readonly until?: Temporal.Instant;
		readonly late?: OutputNameOf<D>;
	}): Outcome<OutputNameOf<D>>;
	/** A planned retry; the run stays. */
	again(at: Temporal.Instant, reason: ReasonCode): Outcome<OutputNameOf<D>>;
	/** Never retried. */
	fail(reason: ReasonCode, evidence?: Json): Outcome<OutputNameOf<D>>;
}

export interface StepInput<D> {
	readonly config: ConfigFor<D>;
	readonly run: RunRef;
	readonly to: Outcomes<D>;
	readonly can: CapabilitiesFor<D>;
	/** The database's clock at this step. */
	readonly now: Temporal.Instant;
	readonly signal: AbortSignal;
}

/** One config for all runs. */
export interface BatchInput<D> extends Omit<StepInput<D>, 'run'> {
	readonly runs: readonly RunRef[];
}

/** One run at a time, or all runs of a (version, node) and round at once. A run left out is a fault, not "done". */
export type Handler<D> =
	| { run(input: StepInput<D>): Promise<Outcome<OutputNameOf<D>>>; readonly runBatch?: undefined }
	| {
			runBatch(input: BatchInput<D>): Promise<ReadonlyMap<RunId, Outcome<OutputNameOf<D>>>>;
			readonly run?: undefined;
	  };

type IfReconcile<D> =
	EffectIn<D> extends { readonly repeat: 'reconcile' }
		? { reconcile(input: StepInput<D>): Promise<Outcome<OutputNameOf<D>> | 'absent' | 'unknown'> }
		: { readonly reconcile?: undefined };

/** What `implement` demands for a definition. */
export type Implementation<D> = Handler<D> & {
	/** Handlers of old versions whose behaviour was another. */
	readonly versions?: Readonly<Record<number, Handler<D>>>;
} & IfReconcile<D>;

/** Whether a definition needs a server half: it is no trigger and may lower to `ask`. */
export type NeedsServer<D> =
	KindOf<D> extends 'trigger'
		? false
		: [Extract<LoweredIn<D>, Extract<Op, { readonly op: 'ask' }>>] extends [never]
			? false
			: true;

/** The server half of a definition. */
export type ServerHalf<D> = Implementation<D> & { readonly definition: D };

/** A server half whose own types are not known: what the engine holds. */
export interface AnyServerHalf {
	readonly definition: AnyDefinition;
	run?(input: StepInput<Any>): Promise<Outcome>;
	runBatch?(input: BatchInput<Any>): Promise<ReadonlyMap<RunId, Outcome>>;
	readonly versions?: Readonly<Record<number, Handler<Any>>>;
	reconcile?(input: StepInput<Any>): Promise<Outcome | 'absent' | 'unknown'>;
}

/** The halves a list of definitions demands, by type: none missing, none too many. */
export type ServerHalvesOf<L extends readonly AnyDefinition[]> = {
	readonly [D in L[number] as NeedsServer<D> extends true ? D['type'] : never]: ServerHalf<D>;
};

/**
 * Joins a definition with what the server does at its step.
 *
 * @example
 * export const conditionServer = implement(condition, {
 *   async runBatch({ config, runs, can, to }) {
 *     const passed = await can.filters.match(config.filter, runs);
 *     return new Map(runs.map((run) => [run.id, to.leave(passed.has(run.id) ? 'yes' : 'no')]));
 *   },
 * });
 */
export function implement<D extends AnyDefinition>(
	definition: NeedsServer<D> extends true ? D : never,
	implementation: Implementation<D>,
): ServerHalf<D>;
export function implement(definition: AnyDefinition, implementation: object): object {
	return { ...implementation, definition };
}

const outcomes: Outcomes<Any> = {
	leave: (output: OutputName, ...values: readonly unknown[]) => ({
		kind: 'leave',
		output,
		values: (values[0] ?? {}) as Record<string, string | number | boolean | null>,
	}),
	wait: ({ until, then }) => ({ kind: 'wait', until, then }),
	waitForMessage: (wait) => ({ kind: 'wait-for-message', ...wait }),
	again: (at, reason) => ({ kind: 'again', at, reason }),
	fail: (reason, evidence = null) => ({ kind: 'fail', reason, evidence }),
};

/** What the engine passes to `askServerHalf`: `StepInput` without what the SDK adds. */
export interface AskInput {
	/** Config of the plan, already lifted to the definition's version. */
	readonly config: Json;
	/** The version the plan was made with. */
	readonly version: number;
	readonly runs: readonly RunRef[];
	readonly can: ReadCapabilities | InsideCapabilities;
	readonly now: Temporal.Instant;
	readonly signal: AbortSignal;
}

/**
 * Asks a server half about a batch: `runBatch` once, or `run` for each in turn. A half with a handler for the plan's
 * version gets that one.
 *
 * @returns one outcome per run
 * @throws when the handler throws, when a run was left out, or when an outcome cannot be stored (`checkOutcome`)
 */
export async function askServerHalf(half: AnyServerHalf, input: AskInput): Promise<ReadonlyMap<RunId, Outcome>> {
	const { version, runs, ...rest } = input;
	const handler = half.versions?.[version] ?? half;
	const common = { ...rest, to: outcomes } as unknown as Omit<BatchInput<Any>, 'runs'>;
	if (handler.runBatch) {
		const answers = await handler.runBatch({ ...common, runs });
		for (const run of runs) {
			const outcome = answers.get(run.id);
			if (outcome === undefined) throw new Error(`${half.definition.type} left out run ${run.id}`);
			checkOutcome(outcome);
		}
		return answers;
	}
	const answers = new Map<RunId, Outcome>();
	for (const run of runs) {
		if (!handler.run) throw new Error(`${half.definition.type} has no handler`);
		const outcome = await handler.run({ ...common, run });
		checkOutcome(outcome);
		answers.set(run.id, outcome);
	}
	return answers;
}

/**
 * Checks that each definition which may ask the server has its half, and that there is no other.
 *
 * @returns the halves
 * @throws with the types that lack one or have one too many
 */
export function checkServerHalves(
	definitions: readonly AnyDefinition[],
	halves: Readonly<Record<string, AnyServerHalf>>,
): Readonly<Record<string, AnyServerHalf>> {
	const wanted = new Set(definitions.filter(mayAsk).map((one) => one.type as string));
	const missing = [...wanted].filter((type) => !halves[type]);
	const known = new Map(definitions.map((one) => [one.type as string, one]));
	const extra = Object.keys(halves).filter((type) => !wanted.has(type) || halves[type]?.definition !== known.get(type));
	if (missing.length + extra.length === 0) return halves;
	const parts = [
		missing.length > 0 ? `no server half for ${missing.join(', ')}` : '',
		extra.length > 0 ? `a server half nobody asks for: ${extra.join(', ')}` : '',
	];
	throw new Error(parts.filter((part) => part !== '').join('; '));
}

/** Without `lower` a step asks; with it the examples tell whether it ever does. */
function mayAsk(definition: AnyDefinition): boolean {
	if (definition.kind === 'trigger') return false;
	if (!definition.lower) return true;
	return definition.examples.some((example) => {
		const parsed = parseConfig(definition.config, example.config);
		if (!parsed.ok) return false;
		const lowered = definition.lower?.(parsed.config, { flowId: null, nodeId: 'example' });
		return lowered !== undefined && 'op' in lowered && lowered.op === 'ask';
	});
}
