import type { FlowDocument } from '@volna/flow';

interface Named {
	id: string;
	systemName: string;
	name: string;
}

export interface DemoFlowParts {
	/** «Изменение статуса заказа». */
	template: Named;
	segmentation: Named;
	vip: Named;
	regular: Named;
	/** Registered sender name. */
	sender: string;
}

const NAME = '${ replaceIfEmpty(Recipient.FirstName, "Здравствуйте") }';
const ORDER = 'ваш заказ ${ replaceIfEmpty(Order.Id, "") }';
const STATUS = '@{ if Order.Status = "paid" }оплачен@{ else }обновлён@{ end if }';

const VIP_TEXT = `${NAME}, ${ORDER} ${STATUS}. Доставим первым: вы в клубе VIP`;
const TEXT = `${NAME}, ${ORDER} ${STATUS}. Подробности в личном кабинете`;

/** The demo flow: an order changes its status → VIP or the rest → 5 seconds → an SMS, whatever the customer's data. */
export function demoFlow(parts: DemoFlowParts): FlowDocument {
	const sms = (text: string) => ({
		profile: 'transactional',
		sender: { id: parts.sender, systemName: parts.sender, name: parts.sender },
		text,
		hours: { any: true },
	});
	return {
		schema: 1,
		nodes: [
			{
				id: 'order',
				type: 'volna.on-action',
				version: 1,
				name: 'Заказ сменил статус',
				position: { x: 0, y: 0 },
				config: { templates: [{ ...parts.template }] },
			},
			{
				id: 'split',
				type: 'volna.segment-split',
				version: 1,
				name: 'VIP или нет',
				position: { x: -16, y: 112 },
				config: {
					segmentation: { ...parts.segmentation },
					branches: [
						{ id: 'vip', name: 'VIP', segment: { ...parts.vip } },
						{ id: 'regular', name: parts.regular.name, segment: { ...parts.regular } },
					],
				},
			},
			{
				id: 'wait_vip',
				type: 'volna.wait',
				version: 1,
				name: 'Подождать',
				position: { x: -152, y: 256 },
				config: { for: 'PT5S' },
			},
			{
				id: 'wait_rest',
				type: 'volna.wait',
				version: 1,
				name: 'Подождать',
				position: { x: 152, y: 256 },
				config: { for: 'PT5S' },
			},
			{
				id: 'sms_vip',
				type: 'volna.send-sms',
				version: 1,
				name: 'SMS для VIP',
				position: { x: -152, y: 368 },
				config: sms(VIP_TEXT),
			},
			{
				id: 'sms_rest',
				type: 'volna.send-sms',
				version: 1,
				name: 'SMS о заказе',
				position: { x: 152, y: 368 },
				config: sms(TEXT),
			},
			{
				id: 'done',
				type: 'volna.end',
				version: 1,
				name: 'Сообщили',
				position: { x: 0, y: 480 },
				config: { label: 'Сообщили', success: true },
			},
		],
		edges: [
			{ id: 'e_order', source: 'order', sourceHandle: 'next', target: 'split' },
			{ id: 'e_vip', source: 'split', sourceHandle: 'vip', target: 'wait_vip' },
			{ id: 'e_regular', source: 'split', sourceHandle: 'regular', target: 'wait_rest' },
			{ id: 'e_none', source: 'split', sourceHandle: 'none', target: 'wait_rest' },
			{ id: 'e_wait_vip', source: 'wait_vip', sourceHandle: 'next', target: 'sms_vip' },
			{ id: 'e_wait_rest', source: 'wait_rest', sourceHandle: 'next', target: 'sms_rest' },
			{ id: 'e_sms_vip', source: 'sms_vip', sourceHandle: 'next', target: 'done' },
			{ id: 'e_sms_rest', source: 'sms_rest', sourceHandle: 'next', target: 'done' },
		],
		notes: [],
		groups: [],
		settings: { entry: { rule: 'every_time', key: 'order' }, exit: null },
	};
}
