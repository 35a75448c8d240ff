import { defineNode, f, output, outputs } from '@volna/node-sdk';

/** Starts a run when an action of a chosen template is stored. */
export const onAction = defineNode({
	type: 'volna.on-action',
	version: 1,
	minVersion: 1,
	kind: 'trigger',
	look: { icon: 'bolt', category: 'trigger', search: ['событие', 'заказ', 'event', 'order'] },
	config: {
		templates: f.ref('action-template', { many: true, max: 20 }),
		filter: f.filter({ subject: 'flow' }).optional(),
		ignoreOlder: f.duration({ min: 'PT1M', max: 'P365D', advanced: true }).default('PT24H'),
		acceptUntrusted: f.toggle({ advanced: true }).default(false),
	},
	outputs: outputs({ next: output() }),
	card: { summary: '{templates}' },
	lower: (config) => ({
		on: 'action',
		templates: config.templates.map((template) => template.id).sort(),
		ignoreOlder: config.ignoreOlder,
		acceptUntrusted: config.acceptUntrusted,
	}),
	effect: { class: 'none' },
	examples: [
		{
			id: 'order-status',
			config: {
				templates: [
					{
						id: '01a6e4d2-0000-7000-8000-000000000001',
						systemName: 'IzmenenieStatusaZakaza',
						name: 'Изменение статуса заказа',
					},
				],
			},
			leaves: ['next'],
		},
		{
			id: 'large-orders',
			config: {
				templates: [
					{
						id: '01a6e4d2-0000-7000-8000-000000000002',
						systemName: 'OformlenieZakaza',
						name: 'Оформление заказа',
					},
				],
				filter: { field: 'order.total', op: 'ge', value: 5000 },
				ignoreOlder: 'PT2H',
				acceptUntrusted: true,
			},
			leaves: ['next'],
		},
	],
});
