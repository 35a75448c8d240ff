import { expect, test } from 'vitest';
import { reachOf } from './reach-of.ts';

test.each([
	[{ phone: '+79135554567', phoneStatus: 'valid', smsSubscription: 'subscribed' }, 'can'],
	[{ phone: '+79135554567', phoneStatus: 'unknown', smsSubscription: 'subscribed' }, 'can'],
	[{ phone: null, phoneStatus: 'unknown', smsSubscription: 'subscribed' }, 'noPhone'],
	[{ phone: '+79135554567', phoneStatus: 'invalid', smsSubscription: 'subscribed' }, 'invalidPhone'],
	[{ phone: '+79135554567', phoneStatus: 'valid', smsSubscription: 'unsubscribed' }, 'unsubscribed'],
	[{ phone: '+79135554567', phoneStatus: 'valid', smsSubscription: 'requires_confirmation' }, 'notConfirmed'],
	[{ phone: '+79135554567', phoneStatus: 'valid', smsSubscription: 'no_data' }, 'noData'],
] as const)('the first thing in the way of a message to %o is %s', (card, reach) => {
	expect(reachOf(card)).toBe(reach);
});
