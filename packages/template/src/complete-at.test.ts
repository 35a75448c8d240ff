import { expect, test } from 'vitest';
import { completeAt, signatureText } from './complete-at.ts';
import { parameterCatalogue } from './parameter-catalogue.ts';

const catalogue = parameterCatalogue({
	trigger: 'none',
	customFields: [
		{ name: 'Bonus', type: 'number' },
		{ name: 'BonusUntil', type: 'date' },
	],
});

/** `‸` marks the caret. */
function complete(marked: string) {
	const position = marked.indexOf('‸');
	const source = marked.replace('‸', '');
	const completion = completeAt(source, position, catalogue);
	return (
		completion && {
			replaced: source.slice(completion.from, completion.to),
			first: completion.options.slice(0, 2).map(({ label }) => label),
			kinds: [...new Set(completion.options.map(({ kind }) => kind))],
		}
	);
}

test.each<[string, string, string[], string[]]>([
	['${ ‸', '', ['Recipient.Id', 'Recipient.FirstName'], ['parameter', 'function']],
	['Здравствуйте, ${ Recipient.Fi‸, рады вам', 'Recipient.Fi', ['Recipient.FirstName'], ['parameter']],
	['${ bonus‸ }', 'bonus', ['Recipient.CustomFields.Bonus', 'Recipient.CustomFields.BonusUntil'], ['parameter']],
	['${ Recipient.‸Sex }', 'Recipient.Sex', ['Recipient.Id', 'Recipient.FirstName'], ['parameter']],
	['${ a | to‸ }', 'to', ['toUpper', 'toLower'], ['function']],
	['${ a | ‸', '', ['if', 'isEmpty'], ['function']],
	['${ toUpper(‸) }', '', ['Recipient.Id', 'Recipient.FirstName'], ['parameter', 'function']],
	['@{‸', '', ['if', 'else if'], ['keyword']],
	['@{ e‸ } text', 'e', ['else if', 'else'], ['keyword']],
	['x @{ else i‸', 'i', ['if'], ['keyword']],
	['@{ end ‸ }', '', ['if'], ['keyword']],
	['@{ if isE‸ }text@{ end if }', 'isE', ['isEmpty'], ['function']],
])('at %s', (marked, replaced, first, kinds) => {
	expect(complete(marked)).toEqual({ replaced, first: expect.anything(), kinds });
	expect(complete(marked)?.first.slice(0, first.length)).toEqual(first);
});

test.each(['text Rec‸', '${ a }Rec‸', "${ 'Rec‸' }", '@{* Rec‸ *}', '${ 5‸', '$‸', '${ zzz‸ }'])(
	'nothing at %s',
	(marked) => {
		expect(complete(marked)).toBeNull();
	},
);

test('what is not offered in this place is not proposed', () => {
	expect(completeAt('${ Links', 8, catalogue)).toBeNull();
});

test('a signature names the arguments still to be written', () => {
	expect(signatureText('substring')).toBe('substring(text, start[, count])');
	expect(signatureText('substring', true)).toBe('substring(start[, count])');
	expect(signatureText('chooseRandomText')).toBe('chooseRandomText(text, …)');
});
