import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newHandOff, openEmulated } from '../tests/emulated-gateway.ts';
import { parseSigmaCallback } from './parse-sigma-callback.ts';

describe('a callback', () => {
	test.each([
		['an object', { id: 'a', state: { status: 'sent', error: null } }],
		['an array', [{ id: 'a', state: { status: 'sent' } }]],
		['with a flat status', { id: 'a', status: 'sent' }],
		['with items that say nothing', [null, 7, {}, { id: 'a', status: 'sent' }, { id: 5, status: 'sent' }]],
	])('as %s is one report', (_name, body) => {
		expect(parseSigmaCallback(body)).toMatchObject({
			ok: true,
			reports: [{ providerId: 'a', word: 'sent', rank: 4, state: 'sent', phone: null, price: null }],
		});
	});

	test.each([
		['+79991230001', '+79991230001'],
		['79991230001', '+79991230001'],
		[79991230001, '+79991230001'],
		[['79991230001'], '+79991230001'],
		['nobody', null],
	])('naming %j names the phone %s', (recipient, phone) => {
		expect(parseSigmaCallback({ id: 'a', status: 'sent', recipient })).toMatchObject({ reports: [{ phone }] });
	});

	test.each([
		[null, 'not_object'],
		['sent', 'not_object'],
		[{}, 'no_report'],
		[{ id: 'a' }, 'no_report'],
		[{ id: '', status: 'sent' }, 'no_report'],
		[Array.from({ length: 1_001 }, () => ({ id: 'a', status: 'sent' })), 'too_many'],
	])('that cannot be used says why: %#', (body, problem) => {
		expect(parseSigmaCallback(body)).toEqual({ ok: false, problem });
	});

	test('of any shape never throws', () => {
		fc.assert(fc.property(fc.anything(), (body) => typeof parseSigmaCallback(body).ok === 'boolean'));
		fc.assert(
			fc.property(
				fc.record({
					id: fc.anything(),
					state: fc.anything(),
					payload: fc.anything(),
					meta: fc.anything(),
					error: fc.anything(),
				}),
				(body) => typeof parseSigmaCallback([body]).ok === 'boolean',
			),
		);
	});

	test.each(
		(['id_state', 'with_recipient', 'full'] as const).flatMap((callbackFields) =>
			(['object', 'array'] as const).map((callbackShape) => ({ callbackFields, callbackShape })),
		),
	)('comes over the wire in shape %j and is understood', async (switches) => {
		const bodies: unknown[] = [];
		let all = () => {};
		const done = new Promise<void>((resolve) => {
			all = resolve;
		});
		const receiver = createServer((request, response) => {
			let text = '';
			request.on('data', (piece) => {
				text += piece;
			});
			request.on('end', () => {
				bodies.push(JSON.parse(text));
				response.end('{}');
				if (bodies.length === 2) all();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		const callbackUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
		const emulated = await openEmulated({ switches: { ...switches, callbackUrl } });
		try {
			const outcome = await emulated.gateway(emulated.permanent).handOff(newHandOff({ phone: '+79990000092' }));
			await done;
			const providerId = outcome.class === 'accepted' ? outcome.providerId : '';
			const phone = switches.callbackFields === 'id_state' ? null : '+79990000092';
			expect(bodies.map(parseSigmaCallback)).toMatchObject([
				{ ok: true, reports: [{ providerId, word: 'sent', phone }] },
				{ ok: true, reports: [{ providerId, word: 'failed', state: 'undelivered', reason: 'number_unknown', phone }] },
			]);
		} finally {
			await emulated.close();
			receiver.closeAllConnections();
			receiver.close();
		}
	});
});

test('what cannot be stored is taken out of the provider’s words', () => {
	const body = { id: 'a\0b', status: 'failed', error: 'no\0such \ud83d number' };
	expect(parseSigmaCallback(body)).toMatchObject({
		reports: [{ providerId: 'ab', reasonText: 'nosuch \ufffd number' }],
	});
});
