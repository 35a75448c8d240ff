import { expect, it } from 'vitest';
import { KeylessLimit } from './keyless-limit.ts';

it('a device makes 600 calls an hour, an address ten times that, and the next hour begins anew', () => {
	const limit = new KeylessLimit();
	for (let n = 0; n < 600; n++) expect(limit.take('device', 'address', 0)).toBe(true);
	expect(limit.take('DEVICE', 'address', 1)).toBe(false);
	for (let n = 601; n < 6000; n++) expect(limit.take(`other${n}`, 'address', 2)).toBe(true);
	expect(limit.take('yet another', 'address', 3)).toBe(false);
	expect(limit.take('yet another', 'elsewhere', 3)).toBe(true);
	expect(limit.take('device', 'address', 3_600_000)).toBe(true);
});
