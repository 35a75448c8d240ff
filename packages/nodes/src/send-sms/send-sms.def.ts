// biome-ignore-all lint/suspicious/noThenProperty: the name of a config field
import { type ConfigIssue, defineNode, durationMs, f, output, outputs } from '@volna/node-sdk';

/**
 * Asks messaging for one SMS to the run's customer, then goes on, or stays until the hand-off or the delivery.
 * Whether it is advertising is asked and never preset: the profile decides which gates it passes.
 */
export const sendSms = defineNode({
	type: 'volna.send-sms',
	version: 1,
	minVersion: 1,
	kind: 'action',
	look: {
		icon: 'message-2',
		category: 'message',
		search: ['смс', 'сообщение', 'text', 'message'],
		turnsInto: {
			'volna.wait': { sent: 'next', delivered: 'next', undelivered: null, notSent: null, noReceipt: null },
			'volna.end': { next: null, sent: null, delivered: null, undelivered: null, notSent: null, noReceipt: null },
		},
	},
	config: {
		profile: f.choice(['marketing', 'transactional', 'code']),
		sender: f.ref('sender'),
		text: f.template({ counter: 'sms-parts', maxParts: 'maxParts', live: true }),
		hours: f.hours({ zone: 'customer' }).default({ from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] }),
		relevance: f.duration({ min: 'PT1M', max: 'P30D', outlasts: 'hours' }).default('P1D'),
		tags: f.list({ max: 20, advanced: true }).default([]),
		maxParts: f.number({ integer: true, min: 1, max: 10, advanced: true }).default(4),
		then: f.choice(['go_on', 'hand_off', 'delivery']).default('go_on'),
		upTo: f.duration({ min: 'PT1H', max: 'PT72H', timeout: true, suggest: 'PT24H' }).when('then', 'delivery'),
	},
	outputs: outputs({
		next: output({ when: ['then', 'go_on'] }),
		sent: output({ when: ['then', 'hand_off'] }),
		delivered: output({ when: ['then', 'delivery'] }),
		undelivered: output({ mayEnd: true, when: ['then', 'delivery'] }),
		notSent: output({ mayEnd: true, when: ['then', ['hand_off', 'delivery']] }),
		noReceipt: output({ mayEnd: true, when: ['then', 'delivery'] }),
	}),
	card: { summary: '{text}', badges: ['profile'] },
	issues: ['code-waits', 'code-relevance'],
	check: (config) => {
		if (config.profile !== 'code') return [];
		const found: ConfigIssue[] = [];
		if (!('any' in config.hours)) {
			found.push({ code: 'code-waits', field: 'hours', severity: 'warning', fix: { set: { hours: { any: true } } } });
		}
		if ((durationMs(config.relevance) ?? 0) > 3_600_000) {
			found.push({
				code: 'code-relevance',
				field: 'relevance',
				severity: 'warning',
				fix: { set: { relevance: 'PT5M' } },
			});
		}
		return found;
	},
	effect: { class: 'inside' },
	examples: [
		{
			id: 'order-sent',
			config: {
				profile: 'transactional',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Заказ ${ Order.Id } отправлен.',
				hours: { any: true },
			},
			leaves: ['next'],
		},
		{
			id: 'forgotten-kettle',
			config: {
				profile: 'marketing',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Вы забыли чайник. До завтра дарим скидку 10 %.',
				tags: ['корзина'],
				then: 'hand_off',
			},
			leaves: ['sent', 'notSent'],
		},
		{
			id: 'sign-in-code',
			config: {
				profile: 'code',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Код ${ Action.CustomFields.Code }',
				hours: { any: true },
				relevance: 'PT5M',
				maxParts: 1,
				then: 'delivery',
				upTo: 'PT24H',
			},
			leaves: ['delivered', 'undelivered', 'notSent', 'noReceipt'],
		},
	],
});
