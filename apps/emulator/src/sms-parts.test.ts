import { expect, test } from 'vitest';
import { countSmsParts } from './sms-parts.ts';

test.each([
	['', 'gsm7', 0, 1],
	['a'.repeat(160), 'gsm7', 160, 1],
	['a'.repeat(161), 'gsm7', 161, 2],
	['a'.repeat(306), 'gsm7', 306, 2],
	['a'.repeat(307), 'gsm7', 307, 3],
	[`${'a'.repeat(158)}€`, 'gsm7', 160, 1],
	[`${'a'.repeat(159)}€`, 'gsm7', 161, 2],
	[`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 306, 3],
	['Ç', 'gsm7', 1, 1],
	['ç', 'ucs2', 1, 1],
	['`', 'ucs2', 1, 1],
	['я'.repeat(70), 'ucs2', 70, 1],
	['я'.repeat(71), 'ucs2', 71, 2],
	['я'.repeat(134), 'ucs2', 134, 2],
	['я'.repeat(135), 'ucs2', 135, 3],
	['😀'.repeat(35), 'ucs2', 70, 1],
	['😀'.repeat(36), 'ucs2', 72, 2],
	[`${'я'.repeat(66)}😀${'я'.repeat(66)}`, 'ucs2', 134, 3],
	['₽', 'ucs2', 1, 1],
] as const)('%#: parts are counted by the standard', (text, encoding, units, parts) => {
	expect(countSmsParts(text)).toEqual({ encoding, units, parts });
});

test('an extension character may be billed as one septet', () => {
	expect(countSmsParts(`${'a'.repeat(159)}€`, 1)).toEqual({ encoding: 'gsm7', units: 160, parts: 1 });
});
