// biome-ignore-all lint/suspicious/noThenProperty: the name of a config field
import { join } from 'node:path';
import { type AnyServerHalf, askServerHalf, type Json, parseConfig } from '@volna/node-sdk';
import { contractCases, fakeRuns, fakeWorld, readFixtures } from '@volna/node-sdk/testing';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { sendSms } from './send-sms.def.ts';
import { sendSmsServer } from './send-sms.server.ts';

describe('volna.send-sms', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(sendSms.type),
	};
	for (const { name, run } of contractCases(sendSms, sendSmsServer, files)) it(name, run);
});

const now = Temporal.Instant.from('2026-12-01T09:00:00Z');
const sender = { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' };

async function ask(config: Record<string, Json>, world = fakeWorld(), count = 1) {
	const parsed = parseConfig(sendSms.config, { profile: 'marketing', sender, text: 'Скидка', ...config });
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
	const answers = await askServerHalf(sendSmsServer as AnyServerHalf, {
		config: parsed.config as unknown as Json,
		version: 1,
		runs: fakeRuns(count),
		can: world.can,
		now,
		signal: AbortSignal.timeout(1_000),
	});
	return { answers: [...answers.values()], world };
}

describe('send-sms', () => {
	it('asks for one message per run, with what its form says', async () => {
		const { answers, world } = await ask({ tags: ['корзина'], maxParts: 2, relevance: 'PT6H' }, fakeWorld(), 3);
		expect(answers.map((one) => one.kind)).toEqual(['leave', 'leave', 'leave']);
		expect([...world.messages.values()].map((one) => one.request)).toMatchObject(
			fakeRuns(3).map((run) => ({
				run,
				profile: 'marketing',
				sender: 'VOLNA',
				text: 'Скидка',
				hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] },
				relevance: 'PT6H',
				tags: ['корзина'],
				maxParts: 2,
			})),
		);
	});

	it('goes on by next although the message was not sent, when nothing is waited for', async () => {
		const { answers } = await ask({}, fakeWorld({ messageState: () => 'not_sent' }));
		expect(answers).toMatchObject([{ kind: 'leave', output: 'next' }]);
	});

	it('leaves at once when a gate has closed, whatever it was to wait for', async () => {
		for (const then of ['hand_off', 'delivery']) {
			const { answers } = await ask({ then, upTo: 'PT24H' }, fakeWorld({ messageState: () => 'not_sent' }));
			expect(answers).toMatchObject([{ kind: 'leave', output: 'notSent' }]);
		}
	});

	it('waits for the hand-off without end, since relevance ends it', async () => {
		const { answers } = await ask({ then: 'hand_off' });
		expect(answers).toEqual([
			{
				kind: 'wait-for-message',
				message: 'message-run-1:node:1',
				leave: { handed_off: 'sent', delivered: 'sent', undelivered: 'sent', not_sent: 'notSent' },
			},
		]);
	});

	it('waits for the delivery at most as long as said, counted from the step', async () => {
		const { answers } = await ask({ then: 'delivery', upTo: 'P3D' });
		expect(answers).toMatchObject([
			{
				leave: { delivered: 'delivered', undelivered: 'undelivered', not_sent: 'notSent' },
				until: Temporal.Instant.from('2026-12-04T09:00:00Z'),
				late: 'noReceipt',
			},
		]);
	});

	it('has no profile until somebody says whether it is advertising', () => {
		const parsed = parseConfig(sendSms.config, { sender, text: 'Скидка' });
		expect(parsed).toMatchObject({ ok: false, problems: [{ path: ['profile'], problem: 'required' }] });
	});

	it('warns about a code that waits for sending hours or stays relevant for a day', () => {
		const parsed = parseConfig(sendSms.config, { profile: 'code', sender, text: 'Код' });
		if (!parsed.ok) throw new Error('the config is complete');
		expect(sendSms.check?.(parsed.config, { flowId: null, nodeId: 'n' })).toEqual([
			{ code: 'code-waits', field: 'hours', severity: 'warning', fix: { set: { hours: { any: true } } } },
			{ code: 'code-relevance', field: 'relevance', severity: 'warning', fix: { set: { relevance: 'PT5M' } } },
		]);
	});
});
