import type { AnyDefinition, Category } from '@volna/node-sdk';

/** Kinds as the colour tokens name them. */
export type Kind = 'trigger' | 'split' | 'wait' | 'send' | 'data' | 'outside' | 'end';

const kinds: Readonly<Record<Category, Kind>> = {
	trigger: 'trigger',
	decision: 'split',
	wait: 'wait',
	message: 'send',
	data: 'data',
	outside: 'outside',
	end: 'end',
};

/** The order the creator lists categories in. */
export const categories: readonly Category[] = ['trigger', 'decision', 'wait', 'message', 'data', 'outside', 'end'];

export function kindOf(definition: AnyDefinition | undefined): Kind {
	return definition ? kinds[definition.look.category] : 'end';
}
