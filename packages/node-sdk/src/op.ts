import type { Json } from './capabilities.ts';

export type OutputName = string;

/** ISO 8601, for instance `PT5S`, `P1D`. */
export type Duration = string;

/** What the engine does at a step. Only `ask` reaches a server half. */
export type Op =
	| { readonly op: 'ask'; readonly config: Json }
	| { readonly op: 'wait'; readonly rule: WaitRule; readonly then: OutputName }
	| { readonly op: 'end'; readonly label: string; readonly success: boolean };

/** How long a wait is. Days and longer are calendar units of the customer's zone. */
export type WaitRule = { readonly kind: 'for'; readonly duration: Duration };

/** What a trigger listens to; matched set-based by the engine. */
export type Listening = {
	readonly on: 'action';
	/** Ids of action templates. */
	readonly templates: readonly string[];
	readonly ignoreOlder: Duration;
	readonly acceptUntrusted: boolean;
};
