import { defineNode, f, outputs } from '@volna/node-sdk';

/** Ends the run, with a word for the report. */
export const end = defineNode({
	type: 'volna.end',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: {
		icon: 'flag-3',
		category: 'end',
		search: ['стоп', 'выход', 'цель', 'stop', 'exit', 'goal'],
		turnsInto: { 'volna.wait': {}, 'volna.send-sms': {}, 'volna.condition': {} },
	},
	config: {
		label: f.text({ min: 0, max: 100 }).default(''),
		success: f.toggle().default(true),
	},
	outputs: outputs({}),
	card: { summary: '{label}' },
	lower: (config) => ({ op: 'end', label: config.label, success: config.success }),
	effect: { class: 'none' },
	examples: [
		{ id: 'plain', config: {}, leaves: [] },
		{ id: 'bought', config: { label: 'Купил сам', success: true }, leaves: [] },
		{ id: 'lost', config: { label: 'Не ответил', success: false }, leaves: [] },
	],
});
