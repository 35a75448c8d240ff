import type { UndeliveredReason } from '@volna/messaging/gateway';

/** Texts of `state.error`, the more particular ones first. */
const table: readonly (readonly [RegExp, UndeliveredReason])[] = [
	[/недостаточно\s+(средств|денег)|insufficient\s+(funds|balance)|not\s+enough\s+(money|funds)/i, 'no_funds'],
	[/модерац|модератор|moderat/i, 'moderation_refused'],
	[
		/массов\S*\s+рассыл|отказ\S*\s+от\s+(массов\S*\s+)?рассыл|запрет\S*\s+на\s+рассыл|bulk|mass\s+messag|opt(ed)?[\s-]?out|unsubscribed/i,
		'refused_at_operator',
	],
	[/смен\S*\s+(sim|сим)|(sim|сим)\S*\s+(сменена|заменена|changed)|imsi|sim\s+(swap|change)/i, 'sim_changed'],
	[/шаблон|template|текст\S*\s+(отклон|запрещ)|спам|spam|стоп-?слов|forbidden\s+text|content/i, 'text_refused'],
	[/имя\s+отправител|отправител|альфа-?им|sender|source\s+address/i, 'sender_refused'],
	[/ист[её]к|просроч|срок\S*\s+(жизни|доставки|действия)|expired|expiration|validity|ttl/i, 'expired_at_operator'],
	[
		/не\s+существует|несуществующ|неверн\S*\s+номер|номер\S*\s+не\s+(найден|обслуж)|unknown\s+(subscriber|number)|(number|subscriber)\s+(does\s+not|doesn.?t)\s+exist|invalid\s+(number|recipient|destination|msisdn)|no\s+such\s+(number|subscriber)|unallocated/i,
		'number_unknown',
	],
	[/заблокирован|блокировк|barred|blocked|suspended/i, 'phone_barred'],
	[
		/недоступен|выключен|вне\s+(зоны|сети)|absent|switched\s+off|turned\s+off|unreachable|not\s+reachable|unavailable/i,
		'phone_off',
	],
];

/** The reason behind `failed`, by SIGMA's words; `other` when the table does not know them. */
export function undeliveredReasonIn(text: string | null): UndeliveredReason {
	if (text === null) return 'other';
	return table.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}
