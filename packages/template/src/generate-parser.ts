import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildParserFile } from '@lezer/generator';

const grammarFile = fileURLToPath(new URL('./template.grammar', import.meta.url));
export const parserFile = fileURLToPath(new URL('./template-parser.gen.ts', import.meta.url));
export const termsFile = fileURLToPath(new URL('./template-parser.terms.ts', import.meta.url));

/** The two generated sources, as they must stand beside the grammar. Throws where the grammar itself is wrong. */
export function generateParser(): { parser: string; terms: string } {
	const { parser, terms } = buildParserFile(readFileSync(grammarFile, 'utf8'), {
		fileName: 'template.grammar',
		moduleStyle: 'es',
		typeScript: true,
	});
	return { parser, terms };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { parser, terms } = generateParser();
	writeFileSync(parserFile, parser);
	writeFileSync(termsFile, terms);
}
