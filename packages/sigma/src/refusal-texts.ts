import type { RejectionReason } from '@volna/messaging/gateway';

const money =
	/недостаточно\s+(средств|денег)|нет\s+средств|пополните\s+(баланс|сч[её]т)|insufficient\s+(funds|balance|credit)|not\s+enough\s+(money|funds|balance|credit)|low\s+balance|no\s+(money|funds)\b|payment\s+required/i;
const sender =
	/sender\s+not\s+found|payload\.sender\W{0,3}\s*(is\s+)?required|sender\s+is\s+required|(имя\s+)?отправител[ья]\s+не\s+найден/i;
const template = /could\s+not\s+find\s+matching\s+template|шаблон\S*\s+не\s+найден/i;

/** Words that mean trouble with the account or the sender, whatever the status beside them. */
export function accountProblemIn(texts: readonly string[]): 'no_funds' | 'sender_unknown' | null {
	if (texts.some((text) => money.test(text))) return 'no_funds';
	if (texts.some((text) => sender.test(text))) return 'sender_unknown';
	return null;
}

const rejections: readonly (readonly [RegExp, RejectionReason])[] = [
	[template, 'rejected_template'],
	[/sender|отправител|альфа-?им/i, 'rejected_sender'],
	[/recipient|phone|msisdn|номер|абонент|получател/i, 'rejected_number'],
	[/payload\.text|\btext\b|текст|спам|spam|стоп-?слов/i, 'rejected_text'],
];

/** Why one message was refused, by the provider's words; a 422 without telling words concerns the number. */
export function rejectionReasonIn(texts: readonly string[], httpStatus: number): RejectionReason {
	for (const [pattern, reason] of rejections) {
		if (texts.some((text) => pattern.test(text))) return reason;
	}
	return httpStatus === 422 ? 'rejected_number' : 'rejected_other';
}
