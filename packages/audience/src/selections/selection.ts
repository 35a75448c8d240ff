import type { Filter } from '@volna/node-sdk';
import type { SelectionKind } from '../states.ts';

/** What a selection is drawn from: what the list of customers finds just now. */
export interface DrawnFrom {
	readonly filter?: Filter | null;
	/** The list's search text. */
	readonly search?: string | null;
	/** Those who are in this segmentation are left out. */
	readonly outside?: string | null;
}

/** How it is drawn (domain G-13…15, split of §1.7). */
export type Draw =
	| ({ readonly kind: 'all' } & DrawnFrom)
	/** A random share, one decimal. */
	| ({ readonly kind: 'part'; readonly percent: number } & DrawnFrom)
	/** A random so many; more than are found means all. */
	| ({ readonly kind: 'part'; readonly count: number } & DrawnFrom)
	/** Parts of one random draw; the rest of 100 % stays outside. */
	| ({ readonly kind: 'split'; readonly percents: readonly number[] } & DrawnFrom)
	/** Ticked by hand. */
	| { readonly kind: 'chosen'; readonly ids: readonly number[] }
	/** A selection changed by hand afterwards. */
	| {
			readonly kind: 'chosen';
			readonly of: string;
			readonly with: readonly number[];
			readonly without: readonly number[];
	  };

export interface Selection {
	readonly id: string;
	readonly kind: SelectionKind;
	readonly filter: Filter | null;
	readonly search: string | null;
	readonly draw: Readonly<Record<string, unknown>>;
	readonly seed: string;
	/** How many there were to draw from. */
	readonly found: number;
	/** How many were drawn, over all parts. */
	readonly count: number;
	/** How many each part has. */
	readonly counts: readonly number[];
	readonly asOf: Date;
	readonly expiresAt: Date;
}
