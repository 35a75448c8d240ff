import { classHighlighter, highlightTree } from '@lezer/highlight';
import { expect, test } from 'vitest';
import { templateEditorParser } from './editor.ts';

test('every kind of word has its colour', () => {
	const source = "@{ if not isEmpty(A.B) and 1 < 2.5 }x${ 'a' & null | toUpper() }@{ end if }@{* c *}";
	const spans: string[] = [];
	highlightTree(templateEditorParser.parse(source), classHighlighter, (from, to, classes) => {
		spans.push(`${source.slice(from, to)} ${classes.replaceAll('tok-', '')}`);
	});
	expect(spans).toEqual(
		expect.arrayContaining([
			'if keyword',
			'not operator',
			'isEmpty variableName',
			'A variableName',
			'B variableName',
			'1 number',
			"'a' string",
			'null keyword',
			'@{* c *} comment',
		]),
	);
});
