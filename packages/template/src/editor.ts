import { styleTags, tags } from '@lezer/highlight';
import { parser } from './template-parser.gen.ts';

/** Which highlighting tag each node of the grammar has. */
export const templateHighlighting = styleTags({
	Text: tags.content,
	Comment: tags.blockComment,
	'OutputOpen TagOpen TagClose': tags.processingInstruction,
	Keyword: tags.controlKeyword,
	LogicKeyword: tags.logicOperator,
	Null: tags.null,
	Boolean: tags.bool,
	Number: tags.number,
	String: tags.string,
	'FunctionName/...': tags.function(tags.variableName),
	'Path/...': tags.variableName,
	'VariableName/...': tags.definition(tags.variableName),
	CompareOperator: tags.compareOperator,
	'SumOperator ProductOperator "-"': tags.arithmeticOperator,
	'"&" "|"': tags.operator,
	'"(" ")"': tags.paren,
	'"," "."': tags.separator,
});

/** The parser with its highlighting, for `LRLanguage.define({ parser: templateEditorParser })` of CodeMirror. */
export const templateEditorParser = parser.configure({ props: [templateHighlighting] });
