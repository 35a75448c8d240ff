import { expect, test } from 'vitest';
import { otherLayout } from './other-layout.ts';

test('what was typed in the wrong layout is read in the other, both ways', () => {
	expect(otherLayout('rkbtyns')).toBe('клиенты');
	expect(otherLayout('адщцы')).toBe('flows');
	expect(otherLayout('+7 913')).toBe('+7 913');
});
