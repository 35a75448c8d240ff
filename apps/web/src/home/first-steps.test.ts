import { expect, test } from 'vitest';
import { firstSteps } from './first-steps.ts';

const emulator = { kind: 'emulator', held: null, phonesUrl: 'http://127.0.0.1:3001/' } as const;
const done = (known: Parameters<typeof firstSteps>[0]) => firstSteps(known).map((step) => step.done);

test('a fresh installation with the emulator has the provider done and the rest to do', () => {
	expect(done({ environment: emulator, flows: [], handedOff: 0 })).toEqual([true, false, false]);
});

test('a held account is not done', () => {
	expect(done({ environment: { ...emulator, kind: 'provider', held: 'no_funds' }, flows: [], handedOff: 0 })[0]).toBe(
		false,
	);
});

test('a flow counts once it has a version, and a draft is where its step leads', () => {
	const draft = { id: 'flw_1', version: null };
	expect(done({ environment: emulator, flows: [draft, { id: 'flw_2', version: 1 }], handedOff: 0 })[1]).toBe(true);
	expect(firstSteps({ environment: emulator, flows: [draft], handedOff: 0 })[1]?.href).toBe('/flows/flw_1');
});

test('after the first message its step leads to the phones', () => {
	expect(firstSteps({ environment: emulator, flows: [], handedOff: 1 })[2]).toMatchObject({
		done: true,
		href: emulator.phonesUrl,
		external: true,
	});
});
