import { defineNode, f, output, outputs } from '@volna/node-sdk';

/** Asks one question about the customer and what started the run. */
export const condition = defineNode({
	type: 'volna.condition',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: {
		icon: 'arrows-split-2',
		category: 'decision',
		search: ['если', 'фильтр', 'if', 'filter'],
		turnsInto: {
			'volna.segment-split': { yes: null, no: 'none' },
			'volna.wait': { yes: 'next', no: null },
			'volna.send-sms': { yes: 'next', no: null },
		},
	},
	config: { filter: f.filter({ subject: 'flow' }) },
	outputs: outputs({ yes: output(), no: output({ mayEnd: true }) }),
	card: { summary: '{filter}' },
	effect: { class: 'none' },
	examples: [
		{
			id: 'order-sent',
			config: { filter: { field: 'order.status', op: 'eq', value: 'sent' } },
			leaves: ['yes', 'no'],
		},
		{
			id: 'woman-from-omsk',
			config: {
				filter: {
					all: [
						{ field: 'customer.sex', op: 'is', value: 'female' },
						{ field: 'customer.area', op: 'eq', value: 'Омск' },
					],
				},
			},
			leaves: ['yes', 'no'],
		},
	],
});
