// Written by `npm run nodes:sync` from volna.nodes.ts; not edited by hand.
import type { AnyDefinition, AnyServerHalf, ServerHalvesOf } from '@volna/node-sdk';
import { checkServerHalves } from '@volna/node-sdk';
import { definitions as volnaNodesDefinitions } from '@volna/nodes/definitions';
import { serverHalves as volnaNodesHalves } from '@volna/nodes/server';

export const definitions = [
	...volnaNodesDefinitions,
] as const satisfies readonly AnyDefinition[];

const halves = {
	'volna.condition': volnaNodesHalves['volna.condition'],
	'volna.segment-split': volnaNodesHalves['volna.segment-split'],
	'volna.send-sms': volnaNodesHalves['volna.send-sms'],
} satisfies ServerHalvesOf<typeof definitions>;

/** By node type. A missing or extra half stops the process here. */
export const serverHalves: Readonly<Record<string, AnyServerHalf>> = checkServerHalves(definitions, halves);
