import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freeName, transliterate } from './transliterate.ts';

it.each([
	['Вход на сайт', 'VhodNaSajt'],
	['Изменение статуса заказа', 'IzmenenieStatusaZakaza'],
	['Ещё щётка, чай и цыплёнок!', 'EscheSchetkaChajICyplenok'],
	['Объём — подъезд', 'ObemPodezd'],
	['SMS-ответ 2', 'SMSOtvet2'],
	['1 мая', 'Maya'],
	['Café', 'Cafe'],
	['!!!', ''],
])('%s becomes %s', (name, system) => {
	expect(transliterate(name)).toBe(system);
});

it('whatever is left is a system name', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'grapheme' }), (name) => {
			const system = transliterate(name);
			return system === '' || /^[A-Za-z][A-Za-z0-9]{0,99}$/.test(system);
		}),
	);
});

it('a clash adds a digit', () => {
	expect(freeName('Vhod', ['vhod', 'Vhod2'])).toBe('Vhod3');
	expect(freeName('a'.repeat(100), ['a'.repeat(100)])).toHaveLength(100);
});
