import { expect, test } from 'vitest';
import { originOf } from './origin-of.ts';

test.each([
	['https://shop.example', 'https://shop.example'],
	['shop.example/cart?x=1', 'https://shop.example'],
	['http://localhost:8080/', 'http://localhost:8080'],
	['HTTPS://Shop.Example:443', 'https://shop.example'],
	['ftp://shop.example', null],
	['two words', null],
	['', null],
])('of %s the origin is %s', (text, origin) => {
	expect(originOf(text)).toBe(origin);
});
