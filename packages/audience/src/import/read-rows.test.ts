import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type FileFormat, openRows, type ReadRow } from './read-rows.ts';
import { bytesOf } from './testing.ts';

const utf8: FileFormat = { encoding: 'utf-8', delimiter: ';', quotes: true };

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
	for (let at = 0, index = 0; at < bytes.length; index++) {
		const size = sizes[index % sizes.length]!;
		yield bytes.subarray(at, at + size);
		at += size;
	}
}

async function readAll(
	bytes: Uint8Array,
	format = utf8,
	sizes: readonly number[] = [1000],
	max = 100,
): Promise<ReadRow[]> {
	const reader = openRows(() => pieces(bytes, sizes), format);
	const rows: ReadRow[] = [];
	for (;;) {
		const batch = await reader.next(max);
		rows.push(...batch.rows);
		if (batch.ended) break;
	}
	await reader.close();
	return rows;
}

const plain = (rows: readonly ReadRow[]) => rows.map((row) => [row.line, row.problem ?? row.cells.join('~')]);

it.each<[string, string, unknown[][]]>([
	[
		'\\n',
		'a;b\nc;d\n',
		[
			[1, 'a~b'],
			[2, 'c~d'],
		],
	],
	[
		'\\r\\n and no last end',
		'a;b\r\nc;d',
		[
			[1, 'a~b'],
			[2, 'c~d'],
		],
	],
	[
		'\\r',
		'a;b\rc;d\r',
		[
			[1, 'a~b'],
			[2, 'c~d'],
		],
	],
	[
		'mixed ends and empty lines',
		'a\r\n\nb\n\n\n;;\nc',
		[
			[1, 'a'],
			[3, 'b'],
			[7, 'c'],
		],
	],
	[
		'a line end within quotes',
		'"a\nb";1\n"c\r\nd";2\ne;3',
		[
			[1, 'a\nb~1'],
			[3, 'c\r\nd~2'],
			[5, 'e~3'],
		],
	],
	[
		'doubled and stray quotes',
		'"a""b";ООО "Т2"\nc;"d" e',
		[
			[1, 'a"b~ООО "Т2"'],
			[2, 'c~"d" e'],
		],
	],
	[
		'a quote that is never closed',
		'a;1\n"b;2\nc;3\nd;4',
		[
			[1, 'a~1'],
			[2, 'quote-open'],
			[3, 'c~3'],
			[4, 'd~4'],
		],
	],
	[
		'an open quote in the last line',
		'a;1\nb;"2',
		[
			[1, 'a~1'],
			[2, 'quote-open'],
		],
	],
	['one row', 'a;b', [[1, 'a~b']]],
	['nothing', '', []],
])('rows and their lines: %s', async (_, text, rows) => {
	for (const sizes of [[1000], [1], [3, 2]]) expect(plain(await readAll(Buffer.from(text), utf8, sizes))).toEqual(rows);
});

it('a line of a megabyte is refused by its number, and reading goes on after it', async () => {
	const text = `a;1\n${'x'.repeat(1_000_000)};2\nc;3\n"${'y\n'.repeat(50_000)}";4\nd;5\n`;
	const rows = await readAll(Buffer.from(text), utf8, [65_536], 200_000);
	expect(plain(rows.slice(0, 4))).toEqual([
		[1, 'a~1'],
		[2, 'row-too-long'],
		[3, 'c~3'],
		[4, 'quote-open'],
	]);
	expect(rows.at(-1)).toMatchObject({ line: 50_005, cells: ['d', '5'] });
});

it('a NUL stays in its cell, and quotes are letters where the format says so', async () => {
	expect(plain(await readAll(Buffer.from('a\0b;1\n')))).toEqual([[1, 'a\0b~1']]);
	const unquoted = { ...utf8, quotes: false };
	expect(plain(await readAll(Buffer.from('"a;1\nb";2'), unquoted))).toEqual([
		[1, '"a~1'],
		[2, 'b"~2'],
	]);
});

it('a file that opens quotes again and again is given up, with the line', async () => {
	const block = `"open\n${`${'x'.repeat(999)}\n`.repeat(66)}`;
	await expect(readAll(Buffer.from(block.repeat(210)), utf8, [65_536], 50_000)).rejects.toMatchObject({ line: 13_401 });
});

const encodings = ['utf-8', 'windows-1251', 'koi8-r', 'ibm866', 'utf-16le', 'utf-16be'] as const;

it.each(encodings)('%s cut anywhere, begun again after any row, gives the same rows', async (encoding) => {
	const cell = fc.string({
		unit: fc.constantFrom('а', 'Я', 'ё', 'z', '1', ' ', '"', '\n', '\r\n', ';', '😀'),
		maxLength: 8,
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
			fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
			fc.boolean(),
			fc.integer({ min: 1, max: 4 }),
			async (table, sizes, marked, max) => {
				const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
				const text = table.map((row) => `${row.map(quoted).join(';')}\n`).join('');
				const safe = encoding.startsWith('utf') ? text : text.replaceAll('😀', 'ъ');
				const bytes = bytesOf(safe, encoding, marked);
				const whole = await readAll(bytes, { ...utf8, encoding }, [100_000]);
				expect(whole.map((row) => row.cells)).toEqual(
					table
						.filter((row) => row.some((value) => value !== ''))
						.map((row) => row.map((value) => (encoding.startsWith('utf') ? value : value.replaceAll('😀', 'ъ')))),
				);
				// One batch a reader, each begun where the one before ended.
				const again: ReadRow[] = [];
				let place = { offset: 0, line: 1 };
				for (let ended = false; !ended; ) {
					const reader = openRows((offset) => pieces(bytes.subarray(offset), sizes), { ...utf8, encoding }, place);
					const batch = await reader.next(max);
					again.push(...batch.rows);
					place = batch.next;
					ended = batch.ended;
					await reader.close();
				}
				expect(plain(again)).toEqual(plain(whole));
			},
		),
		{ numRuns: 60 },
	);
});
