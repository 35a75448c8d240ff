import {
	type Parameter,
	type ParameterCatalogue,
	parameterCatalogue,
	parseTemplate,
	renderTemplate,
	type TemplateValue,
	type TemplateValues,
	type ValueType,
} from '@volna/template';

const examples: Readonly<Record<'ru' | 'en', Readonly<Record<string, string>>>> = {
	ru: {
		'Recipient.FirstName': 'Анна',
		'Recipient.LastName': 'Орлова',
		'Recipient.MiddleName': 'Сергеевна',
		'Recipient.MobilePhone': '+79991234567',
		'Recipient.Email': 'anna@example.ru',
		'Recipient.Sex': 'female',
		'Recipient.Area': 'Омская область',
		'Recipient.TimeZone': 'Asia/Omsk',
		'Order.Id': 'A-1001',
		'Order.Status': 'paid',
		'Links.Unsubscribe': 'shop.example/u/4fK2',
		'Links.UnsubscribeTopic': 'shop.example/t/4fK2',
		'Action.PointOfContact': 'site',
	},
	en: {
		'Recipient.FirstName': 'Anna',
		'Recipient.LastName': 'Orlova',
		'Recipient.MiddleName': 'S.',
		'Recipient.MobilePhone': '+79991234567',
		'Recipient.Email': 'anna@example.com',
		'Recipient.Sex': 'female',
		'Recipient.Area': 'Omsk Oblast',
		'Recipient.TimeZone': 'Asia/Omsk',
		'Order.Id': 'A-1001',
		'Order.Status': 'paid',
		'Links.Unsubscribe': 'shop.example/u/4fK2',
		'Links.UnsubscribeTopic': 'shop.example/t/4fK2',
		'Action.PointOfContact': 'site',
	},
};

/** What stands for a parameter where nobody is chosen: a value of its type, never longer than a usual one. */
function exampleOf(parameter: Pick<Parameter, 'path' | 'type' | 'title'>, language: 'ru' | 'en'): TemplateValue {
	const known = examples[language][parameter.path];
	if (known !== undefined && parameter.type === 'string') return known;
	return parameter.type === 'string' && parameter.title ? parameter.title : byType(parameter, language);
}

function byType({ path, type }: Pick<Parameter, 'path' | 'type'>, language: 'ru' | 'en'): TemplateValue {
	const values: Record<ValueType, TemplateValue> = {
		string: path.slice(path.lastIndexOf('.') + 1),
		number: path.endsWith('Total') ? 1990 : path.endsWith('.Id') ? 100_017 : 3,
		boolean: true,
		instant: { instant: '2026-12-01T08:05:00Z' },
		date: { date: '1990-05-30' },
	};
	return type === 'string' && language === 'ru' && path.endsWith('City') ? 'Омск' : values[type];
}

const anyText = parameterCatalogue({ trigger: 'action', marketing: true });

/** The text with examples in place of parameters; null where it does not compose. */
export function exampleText(
	source: string,
	language: 'ru' | 'en',
	catalogue: ParameterCatalogue = anyText,
	titleOf: (field: string) => string | undefined = () => undefined,
): { readonly text: string; readonly used: readonly { readonly path: string; readonly value: string }[] } | null {
	const parsed = parseTemplate(source);
	if (!parsed.ok) return null;
	const values: Record<string, TemplateValue> = {};
	for (const parameter of catalogue) values[parameter.path] = exampleOf(parameter, language);
	for (const [path] of source.matchAll(/\b(?:Recipient|Action)\.CustomFields\.[_A-Za-z0-9]+/g)) {
		const field = path.slice(path.lastIndexOf('.') + 1);
		values[path] ??= titleOf(field) ?? field;
	}
	const result = renderTemplate(parsed.template, values as TemplateValues, {
		zone: 'Europe/Moscow',
		messageKey: 'example',
	});
	if (!result.ok) return null;
	const used = Object.entries(values)
		.filter(([path, value]) => typeof value === 'string' && source.includes(path))
		.map(([path, value]) => ({ path, value: String(value) }));
	return { text: result.text, used };
}
