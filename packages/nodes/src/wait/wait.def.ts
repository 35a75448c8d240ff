// biome-ignore-all lint/suspicious/noThenProperty: the output's name in `Op`
import { defineNode, f, output, outputs } from '@volna/node-sdk';

/** Keeps the run here for a while; days and longer follow the calendar of the customer's zone. */
export const wait = defineNode({
	type: 'volna.wait',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: {
		icon: 'hourglass',
		category: 'wait',
		search: ['пауза', 'задержка', 'delay', 'pause'],
		turnsInto: { 'volna.condition': { next: 'yes' }, 'volna.send-sms': {}, 'volna.end': { next: null } },
	},
	config: {
		mode: f.choice(['for']).default('for'),
		for: f.duration({ min: 'PT1S', max: 'P365D', suggest: 'PT1H' }).when('mode', 'for'),
	},
	outputs: outputs({ next: output() }),
	card: { summary: '{for}' },
	lower: (config) => ({ op: 'wait', rule: { kind: 'for', duration: config.for ?? 'PT1S' }, then: 'next' }),
	effect: { class: 'none' },
	examples: [
		{ id: 'an-hour', config: { for: 'PT1H' }, leaves: ['next'] },
		{ id: 'five-seconds', config: { for: 'PT5S' }, leaves: ['next'] },
		{ id: 'three-days', config: { mode: 'for', for: 'P3D' }, leaves: ['next'] },
	],
});
