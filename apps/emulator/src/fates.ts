/** One change in the life of a message, `afterMs` from its acceptance. */
export interface Step {
	afterMs: number;
	/** Empty: the status stays as it is. */
	status: string;
	error?: string;
	/** A callback says this status, the message itself keeps the one it has. */
	callbackOnly?: boolean;
	refund?: boolean;
}

export interface Fate {
	steps: readonly Step[];
	/** Refused in the very answer, with this text. */
	refusedWith?: string;
	/** What the person answers after delivery. */
	answers?: string;
}

export interface LifeTimes {
	sentAfterMs: number;
	deliveredAfterMs: number;
}

export const defaultLifeTimes: LifeTimes = { sentAfterMs: 200, deliveredAfterMs: 1_000 };

const firstOfFates = '+799900000';

/** What becomes of a message to this number: ten numbers have a fate of their own, all others are delivered. */
export function fateOf(phone: string, times: LifeTimes): Fate {
	const sent: Step = { afterMs: times.sentAfterMs, status: 'sent' };
	const delivered: Step = { afterMs: times.deliveredAfterMs, status: 'delivered' };
	const failed = (error: string, afterMs = times.deliveredAfterMs): Step => ({ afterMs, status: 'failed', error });
	switch (phone.startsWith(firstOfFates) && phone.length === 12 ? phone.slice(-2) : '') {
		case '90':
			return { steps: [sent, delivered], answers: 'СТОП' };
		case '91':
			return { steps: [sent] };
		case '92':
			return { steps: [sent, failed('Номер не существует')] };
		case '93':
			return { steps: [sent, failed('Абонент недоступен: телефон выключен', times.deliveredAfterMs * 3)] };
		case '94':
			return { steps: [], refusedWith: 'Сообщение отклонено' };
		case '95':
			return {
				steps: [
					{ afterMs: times.sentAfterMs, status: 'delivered' },
					{ afterMs: times.sentAfterMs * 2, status: 'sent', callbackOnly: true },
					{ afterMs: times.sentAfterMs * 3, status: 'failed', error: 'Не доставлено', callbackOnly: true },
				],
			};
		case '96':
			return {
				steps: [
					sent,
					failed('Не доставлено'),
					{ afterMs: times.deliveredAfterMs + times.deliveredAfterMs * 5, status: '', refund: true },
				],
			};
		case '97':
			return { steps: [sent, delivered, { afterMs: times.deliveredAfterMs + times.sentAfterMs, status: 'seen' }] };
		case '98':
			return { steps: [{ afterMs: times.sentAfterMs, status: 'foo' }] };
		case '99':
			return { steps: [sent, failed('Абонент отказался от массовых рассылок')] };
		default:
			return { steps: [sent, delivered] };
	}
}
