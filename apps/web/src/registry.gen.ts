// Written by `npm run nodes:sync` from volna.nodes.ts; not edited by hand.
import type { AnyDefinition, NodeLocales } from '@volna/node-sdk';
import { definitions as volnaNodesDefinitions } from '@volna/nodes/definitions';
import { locales as volnaNodesLocales } from '@volna/nodes/locales';

export const definitions = [
	...volnaNodesDefinitions,
] as const satisfies readonly AnyDefinition[];

export const nodeLocales = {
	ru: { ...volnaNodesLocales.ru },
	en: { ...volnaNodesLocales.en },
} satisfies NodeLocales;
