import type { CustomerCard } from '@volna/contract';

/** Whether a marketing SMS may go to a customer, or the first thing in its way. */
export function reachOf(
	card: Pick<CustomerCard, 'phone' | 'phoneStatus' | 'smsSubscription'>,
): 'can' | 'noPhone' | 'invalidPhone' | 'unsubscribed' | 'notConfirmed' | 'noData' {
	if (card.phone === null) return 'noPhone';
	if (card.phoneStatus === 'invalid') return 'invalidPhone';
	switch (card.smsSubscription) {
		case 'subscribed':
			return 'can';
		case 'unsubscribed':
			return 'unsubscribed';
		case 'requires_confirmation':
			return 'notConfirmed';
		case 'no_data':
			return 'noData';
	}
}
