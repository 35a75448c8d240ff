import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateParser, parserFile, termsFile } from './generate-parser.ts';

test('the committed parser is the one its grammar gives (else run generate-parser.ts)', () => {
	const { parser, terms } = generateParser();
	expect(readFileSync(parserFile, 'utf8')).toBe(parser);
	expect(readFileSync(termsFile, 'utf8')).toBe(terms);
});
