import type { OutputName } from './op.ts';

/** trigger: starts runs, no way in · control: decides or waits, changes nothing · action: has an effect. */
export type NodeKind = 'trigger' | 'action' | 'control';

/**
 * What a step does to the world.
 *
 * - `none` reads only.
 * - `inside` writes our Postgres in the step's transaction: once, by commit.
 * - `outside` touches the world; `repeat` says what the receiver allows when an answer was lost: it honours our key,
 *   it can be asked, or neither.
 *
 * `key` says how often an effect may happen: once per visit (the default) or once per run and node.
 */
export type Effect =
	| { readonly class: 'none' }
	| { readonly class: 'inside'; readonly key?: 'visit' | 'run' }
	| {
			readonly class: 'outside';
			readonly key?: 'visit' | 'run';
			readonly repeat: 'safe' | 'reconcile' | 'never';
	  };

/** An action has an effect; triggers and controls have none. */
export type EffectOf<K extends NodeKind> = K extends 'action'
	? Exclude<Effect, { readonly class: 'none' }>
	: { readonly class: 'none' };

/** How the engine treats a step that fails or must be slowed down. */
export interface Policy<N extends OutputName = OutputName> {
	readonly timeoutMs?: number;
	readonly attempts?: number;
	readonly backoffMs?: number;
	/** The output taken when attempts are spent; without it the run fails. */
	readonly exhausted?: N;
	readonly rate?: { readonly by?: string; readonly count: number; readonly perMs: number };
}
