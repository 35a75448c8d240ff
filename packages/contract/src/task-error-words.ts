/**
 * Why a task left out a row, in words: for the file of errors, which the api writes, and for the screens. A slice whose
 * kind of task gives a code of its own adds it here, in both languages; a code without words is shown as it is.
 */
export const taskErrorWords = {
	ru: {
		'customer-gone': 'Клиента больше нет в базе',
		'segment-gone': 'Сегментация в архиве или удалена',
		'no-identifier': 'Нет ни одного идентификатора клиента',
		'customer-unknown': 'Такого клиента нет',
		'bad-phone': 'Это не номер телефона',
		'phone-not-mobile': 'Номер не мобильный',
		'phone-several': 'В ячейке несколько номеров',
		'phone-extension': 'Номер с добавочным',
		'phone-blocked': 'Номер в списке запрета',
		'bad-email': 'Это не адрес электронной почты',
		'bad-id': 'Идентификатор не подходит',
		'bad-number': 'Это не число',
		'bad-yes-no': 'Нужно «да» или «нет»',
		'bad-sex': 'Пол не распознан',
		'bad-date': 'Дата не распознана',
		'bad-zone': 'Нет такого часового пояса',
		'bad-option': 'Такого значения нет в списке',
		'in-future': 'Момент в будущем',
		'too-old': 'Момент слишком давний',
		'too-long': 'Значение слишком длинное',
		'not-cleared': 'Это поле нельзя очистить',
		'bad-letters': 'Буквы не читаются: проверьте кодировку',
		'consent-required': 'Для подписки нужны источник и дата согласия',
		'unknown-template': 'Нет такого шаблона действия',
		'template-usage': 'Шаблон действия не предназначен для импорта',
		'template-not-personal': 'Шаблон действия не про клиента',
		'unknown-segmentation': 'Нет такой сегментации',
		'unknown-segment': 'Нет такого сегмента',
		'merge-refused': 'Клиентов нельзя объединить',
		'quote-open': 'Кавычка не закрыта, дальше файл не прочитан',
		'row-too-long': 'Строка длиннее 64 КБ',
		'extra-cells': 'В строке больше ячеек, чем столбцов',
		'identifier-conflict': 'Идентификатор принадлежит другому клиенту, не записан',
		'unsubscribed-later': 'Клиент отписался позже, подписка не изменена',
	},
	en: {
		'customer-gone': 'The customer is no longer in the base',
		'segment-gone': 'The segmentation is archived or deleted',
		'no-identifier': 'No identifier of a customer',
		'customer-unknown': 'No such customer',
		'bad-phone': 'Not a phone number',
		'phone-not-mobile': 'Not a mobile number',
		'phone-several': 'Several numbers in one cell',
		'phone-extension': 'A number with an extension',
		'phone-blocked': 'The number is on the stop list',
		'bad-email': 'Not an e-mail address',
		'bad-id': 'The identifier does not fit',
		'bad-number': 'Not a number',
		'bad-yes-no': 'Yes or no is needed',
		'bad-sex': 'The sex is not recognised',
		'bad-date': 'The date is not recognised',
		'bad-zone': 'No such time zone',
		'bad-option': 'No such value on the list',
		'in-future': 'The moment lies in the future',
		'too-old': 'The moment is too long ago',
		'too-long': 'The value is too long',
		'not-cleared': 'This field cannot be cleared',
		'bad-letters': 'Letters cannot be read: check the encoding',
		'consent-required': 'Subscribing needs a source and a date of consent',
		'unknown-template': 'No such action template',
		'template-usage': 'The action template is not meant for imports',
		'template-not-personal': 'The action template is not about a customer',
		'unknown-segmentation': 'No such segmentation',
		'unknown-segment': 'No such segment',
		'merge-refused': 'The customers cannot be merged',
		'quote-open': 'A quote is left open, the file was not read further',
		'row-too-long': 'The row is longer than 64 KB',
		'extra-cells': 'The row has more cells than there are columns',
		'identifier-conflict': 'The identifier is another customer’s and was not written',
		'unsubscribed-later': 'The customer unsubscribed later, the subscription stays as it is',
	},
} as const satisfies Readonly<Record<'ru' | 'en', Readonly<Record<string, string>>>>;

/** A compile-time check that both languages have the same codes. */
type Codes = keyof (typeof taskErrorWords)['ru'];
taskErrorWords.en satisfies Readonly<Record<Codes, string>>;
taskErrorWords.ru satisfies Readonly<Record<keyof (typeof taskErrorWords)['en'], string>>;

/** The words of a code, or the code where it has none. */
export function taskErrorText(code: string, language: 'ru' | 'en'): string {
	const words: Readonly<Record<string, string>> = taskErrorWords[language];
	return Object.hasOwn(words, code) ? words[code]! : code;
}
