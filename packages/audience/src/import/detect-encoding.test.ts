import { describe, expect, it } from 'vitest';
import { detectDelimiter } from './detect-delimiter.ts';
import { detectEncoding } from './detect-encoding.ts';
import { importEncodings } from './import-states.ts';
import { bytesOf } from './testing.ts';

const texts: [string, string][] = [
	['one short name', 'Анна'],
	['one name in capitals', 'ИВАНОВ'],
	['a header and a row', 'Телефон;Имя\n+79991234567;Анна\n'],
	['names of three letters', 'Имя\nЯна\nЕва\nИя\n'],
	['mostly Latin', 'MobilePhone;Email;City\n+79991234567;anna@example.ru;Омск\n+79991234568;petr@example.ru;Уфа\n'],
	['capitals and small ones', 'ФАМИЛИЯ;ИМЯ\nКузнецова;Юлия\nЩербаков;Фёдор\n'],
	['quotes and dashes', 'Организация;Город\nООО Ромашка;Санкт-Петербург\nАО Вымпел;Ростов-на-Дону\n'],
	[
		'a long text',
		'Клиент просил перезвонить после обеда и уточнить, когда привезут заказ; доставка в пятницу\n'.repeat(200),
	],
];

describe.each(importEncodings)('%s', (encoding) => {
	it.each(texts)('is found in %s', (_, text) => {
		expect(detectEncoding(bytesOf(text, encoding))).toBe(encoding);
	});
	it('is found in a sample cut in a character', () => {
		const bytes = bytesOf('Имя;Город\nАнна;Омск\nПётр;Томск\n', encoding);
		for (let end = 12; end < bytes.length; end++)
			expect(detectEncoding(bytes.subarray(0, end)), `${end}`).toBe(encoding);
	});
});

it.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('a byte order mark says %s', (encoding) => {
	expect(detectEncoding(bytesOf('a', encoding, true))).toBe(encoding);
});

it('plain ASCII and nothing at all are UTF-8', () => {
	expect(detectEncoding(Buffer.from('MobilePhone\n+79991234567\n'))).toBe('utf-8');
	expect(detectEncoding(Buffer.alloc(0))).toBe('utf-8');
});

it('UTF-8 with a broken character here and there stays UTF-8', () => {
	const bytes = Buffer.concat([Buffer.from(`Имя\n${'Анна\n'.repeat(50)}`), Buffer.from([0xd0, 0x0a])]);
	expect(detectEncoding(bytes)).toBe('utf-8');
});

it.each([
	['a;b;c\n1;2;3\n', ';'],
	['a,b,c\n1,2,3\n', ','],
	['a\tb\n1\t2\n', '\t'],
	['a|b\n1|2\n', '|'],
	['имя;сумма\nАнна;1,50\nПётр;2,75\n', ';'],
	['name,note\nAnna,"a; b; c"\nPetr,"d; e"\n', ','],
	['phone\n+79991234567\n', ';'],
	['a;b', ';'],
	['', ';'],
])('in %j the delimiter is %j', (text, delimiter) => {
	expect(detectDelimiter(text)).toBe(delimiter);
});
