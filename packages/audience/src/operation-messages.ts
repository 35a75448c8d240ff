import type { ProtocolErrorCode, ValidationCode } from './states.ts';

export type Language = 'ru' | 'en';

type Texts = readonly [ru: string, en: string];

const validation: Readonly<Record<ValidationCode, Texts>> = {
	required: ['Не хватает значения', 'A value is missing'],
	'wrong-type': ['Значение не того типа', 'The value has a wrong type'],
	'too-long': ['Значение слишком длинное', 'The value is too long'],
	'out-of-range': ['Значение вне допустимых', 'The value is out of range'],
	'unknown-field': ['Нет такого поля', 'No such field'],
	'unknown-custom-field': ['Нет такого дополнительного поля', 'No such custom field'],
	'unknown-topic': ['Нет такой тематики', 'No such topic'],
	'unknown-channel': ['Нет такого канала', 'No such channel'],
	'bad-phone': ['Это не номер мобильного телефона', 'Not a mobile phone number'],
	'bad-email': ['Это не адрес электронной почты', 'Not an e-mail address'],
	'phone-blocked': ['Номер в списке запрета', 'The phone is blocked'],
	'bad-date': ['Не удалось прочитать дату', 'Not a date'],
	'bad-zone': ['Нет такого часового пояса', 'No such time zone'],
	'in-future': ['Момент в будущем', 'The moment lies in the future'],
	'too-old': ['Момент слишком давний', 'The moment is too long ago'],
	'identifier-conflict': ['Идентификатор принадлежит другому клиенту', 'The identifier belongs to another customer'],
	'unknown-order': ['Нет такого заказа, а клиент не назван', 'No such order, and no customer is named'],
	'unknown-template': ['Нет такого шаблона действия', 'No such action template'],
	'template-usage': [
		'Шаблон действия не предназначен для этого способа',
		'The action template is not meant for this use',
	],
	'unknown-segment': ['Нет такой сегментации или сегмента', 'No such segmentation or segment'],
	'skipped-condition': [
		'Действие не сохранено: условие его шаблона не выполнено',
		'Not stored: the condition of its action template is not met',
	],
	'consent-required': ['Для подписки нужны сведения о согласии', 'Subscribing needs a consent'],
};

const protocol: Readonly<Record<ProtocolErrorCode, Texts>> = {
	'bad-json': ['тело запроса не JSON-объект', 'the body is not a JSON object'],
	'bad-query': ['неверные параметры запроса', 'wrong query parameters'],
	'key-missing': ['нет секретного ключа', 'no secret key'],
	'key-invalid': ['секретный ключ неверен или отозван', 'the secret key is wrong or revoked'],
	'endpoint-not-allowed': [
		'точка интеграции не допущена к операции',
		'the endpoint is not allowed to call this operation',
	],
	'origin-not-allowed': ['страница не из списка точки интеграции', 'the page is not on the list of the endpoint'],
	'operation-needs-key': ['операция вызывается только с ключом', 'the operation needs a key'],
	'operation-unknown': ['нет такой операции', 'no such operation'],
	'endpoint-unknown': ['нет такой точки интеграции', 'no such endpoint'],
	method: ['нужен метод POST', 'the method must be POST'],
	'transaction-conflict': ['transactionId уже занят другим вызовом', 'the transactionId belongs to another call'],
	'too-large': ['тело запроса больше 256 КБ', 'the body is larger than 256 KB'],
	'content-type': ['нужен Content-Type: application/json', 'the content type must be application/json'],
	'too-many': ['слишком много вызовов', 'too many calls'],
	busy: ['сервис занят, повторите вызов', 'the service is busy, repeat the call'],
	internal: ['внутренняя ошибка, вызов можно повторить', 'internal error, the call may be repeated'],
};

/** The text of a validation code in the project's language. */
export function validationText(code: ValidationCode, language: Language): string {
	return validation[code][language === 'ru' ? 0 : 1];
}

/** The text of a protocol error in the project's language, without the code. */
export function protocolText(code: ProtocolErrorCode, language: Language): string {
	return protocol[code][language === 'ru' ? 0 : 1];
}
