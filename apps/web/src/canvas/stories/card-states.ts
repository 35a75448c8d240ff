import type { AnyDefinition } from '@volna/node-sdk';
import type { CanvasTab, ZoomLevel } from '../stores/view-store.ts';

/** A way a card may look. What is left out is as on a freshly opened canvas: full size, quiet, wired, editable. */
export interface CardState {
	/** Part of a story's address, and what it is called in the list. */
	readonly name: string;
	/** Left out: every node has it. */
	readonly fits?: (definition: AnyDefinition) => boolean;
	/** A name of its author's instead of its type's. */
	readonly named?: string;
	readonly selected?: true;
	readonly issues?: readonly ('error' | 'warning')[];
	/** Which outputs lead nowhere. */
	readonly open?: 'all' | 'last';
	readonly level?: ZoomLevel;
	readonly tab?: CanvasTab;
	/** Runs have come by. */
	readonly counted?: true;
	readonly readOnly?: true;
}

const leadsOn = ({ outputs }: AnyDefinition) => Object.keys(outputs.fixed).length > 0 || outputs.each !== undefined;

/** Every state a card has a story in. Loaded by Storybook's own config too: imports types only. */
export const cardStates: readonly CardState[] = [
	{ name: 'plain' },
	{ name: 'longName', named: 'Напомнить о брошенной корзине тем, кто не открыл письмо' },
	{ name: 'selected', selected: true },
	{ name: 'warning', issues: ['warning'] },
	{ name: 'error', issues: ['error', 'error', 'warning'] },
	{ name: 'openOutputs', fits: leadsOn, open: 'all' },
	{ name: 'numbers', tab: 'numbers', open: 'last', counted: true },
	{ name: 'small', level: 'name', counted: true },
	{ name: 'smallNumbers', level: 'name', tab: 'numbers', counted: true },
	{ name: 'smallError', level: 'name', issues: ['error'] },
	{ name: 'block', level: 'block' },
	{ name: 'blockError', level: 'block', issues: ['error'] },
	{ name: 'readOnly', fits: leadsOn, open: 'all', counted: true, readOnly: true },
];

export function statesOf(definition: AnyDefinition): readonly CardState[] {
	return cardStates.filter((state) => state.fits?.(definition) ?? true);
}
