import type { BranchId, Scalar } from './field.ts';
import type { OutputName } from './op.ts';

export type GivenType = 'text' | 'number' | 'flag' | 'instant';
export type Gives = Readonly<Record<string, GivenType>>;

/** One way out of a node. */
export interface OutputSpec<G extends Gives = Gives> {
	/** Values a run carries on when it leaves here, read downstream as `Run.<name>`. */
	readonly gives: G;
	/** That a run ends here is normal: no warning when unconnected. */
	readonly mayEnd: boolean;
	/** The output exists only while a field has one of these values. */
	readonly when?: { readonly field: string; readonly is: readonly Scalar[] };
}

/** A node's ways out: fixed ones, and with `each` one more per entry of a `branches` field. */
export interface Outputs {
	readonly fixed: Readonly<Record<string, OutputSpec>>;
	readonly each?: EachSpec;
}

export interface EachSpec<N extends string = string> {
	readonly field: N;
	readonly mayEnd: boolean;
}

interface OutputOptions {
	readonly mayEnd?: boolean;
	/** `['then', 'delivery']`: only while field `then` is `delivery`. */
	readonly when?: readonly [field: string, is: Scalar | readonly Scalar[]];
}

/** Names of the outputs of a declaration; ids of branches are only known to a config. */
export type OutputOf<O extends Outputs> =
	| (keyof O['fixed'] & string)
	| (O extends { readonly each: EachSpec } ? BranchId : never);

export type GivenValues<G extends Gives> = {
	readonly [N in keyof G]: { text: string; number: number; flag: boolean; instant: string }[G[N]] | null;
};

/** The values that have to be said when leaving by an output: none when it gives none. */
export type GivenBy<O extends Outputs, N extends OutputName> = N extends keyof O['fixed']
	? O['fixed'][N] extends OutputSpec<infer G>
		? keyof G extends never
			? []
			: [values: GivenValues<G>]
		: []
	: [];

type NoGives = Readonly<Record<never, GivenType>>;

/** One output; the only way on is called `next`. */
export function output<const G extends Gives>(options: OutputOptions & { readonly gives: G }): OutputSpec<G>;
export function output(options?: OutputOptions): OutputSpec<NoGives>;
export function output(options: OutputOptions & { readonly gives?: Gives } = {}): OutputSpec {
	const { gives = {}, mayEnd = false, when } = options;
	if (!when) return { gives, mayEnd };
	const [field, is] = when;
	return { gives, mayEnd, when: { field, is: Array.isArray(is) ? is : [is as Scalar] } };
}

/** One output per entry of a `branches` field. */
export function each<const N extends string>(field: N, options: { readonly mayEnd?: boolean } = {}): EachSpec<N> {
	return { field, mayEnd: options.mayEnd ?? false };
}

/**
 * A node's outputs.
 *
 * @example outputs({ yes: output(), no: output({ mayEnd: true }) })
 * @example outputs({ none: output({ mayEnd: true }) }, each('branches'))
 */
export function outputs<const F extends Readonly<Record<string, OutputSpec>>, const N extends string>(
	fixed: F,
	every: EachSpec<N>,
): { readonly fixed: F; readonly each: EachSpec<N> };
export function outputs<const F extends Readonly<Record<string, OutputSpec>>>(fixed: F): { readonly fixed: F };
export function outputs(fixed: Readonly<Record<string, OutputSpec>>, every?: EachSpec): Outputs {
	return every ? { fixed, each: every } : { fixed };
}
