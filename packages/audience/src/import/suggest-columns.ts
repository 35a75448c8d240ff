import type { ImportColumn } from './import-column.ts';
import { columnText, parseColumn } from './import-column.ts';
import type { ImportNames } from './import-names.ts';
import { columnPrefixes, plainColumns } from './import-states.ts';

/** How headers of other programs name our columns, in Russian and English; without case, spaces and signs. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
	VolnaId: ['volna', 'idволна', 'номерклиента'],
	MobilePhone: [
		'phone',
		'mobile',
		'mobilephone',
		'phonenumber',
		'mobilenumber',
		'msisdn',
		'tel',
		'cell',
		'customermobilephone',
		'телефон',
		'мобильный',
		'мобильныйтелефон',
		'номертелефона',
		'сотовый',
		'тел',
		'номер',
		'телефонклиента',
	],
	Email: [
		'email',
		'mail',
		'emailaddress',
		'customeremail',
		'почта',
		'электроннаяпочта',
		'адресэлектроннойпочты',
		'емейл',
		'эпочта',
	],
	IsMobilePhoneConfirmed: [
		'phoneconfirmed',
		'mobilephoneconfirmed',
		'телефонподтвержден',
		'телефонподтверждён',
		'подтвержден',
	],
	IsMobilePhoneInvalid: ['phoneinvalid', 'mobilephoneinvalid', 'телефонневерен', 'неверныйтелефон'],
	LastName: ['lastname', 'surname', 'familyname', 'customerlastname', 'фамилия'],
	FirstName: ['firstname', 'name', 'givenname', 'customerfirstname', 'имя'],
	MiddleName: ['middlename', 'patronymic', 'customermiddlename', 'отчество'],
	Sex: ['sex', 'gender', 'customersex', 'пол'],
	BirthDate: ['birthdate', 'birthday', 'dateofbirth', 'dob', 'customerbirthdate', 'датарождения', 'деньрождения', 'др'],
	Area: ['area', 'region', 'state', 'customerarea', 'регион', 'область', 'край', 'субъект'],
	TimeZone: ['timezone', 'tz', 'customertimezone', 'часовойпояс', 'таймзона', 'зона'],
	IsSubscribed: ['subscribed', 'issubscribed', 'customerissubscribed', 'подписан', 'подписка'],
	IsSubscribedBySms: [
		'issubscribedbysms',
		'smssubscribed',
		'sms',
		'smsconsent',
		'подписаннасмс',
		'подписаннаsms',
		'согласиенаsms',
		'смсподписка',
		'смс',
		'согласиенасмс',
		'согласие',
		'смсрассылка',
	],
	ConsentSource: ['consentsource', 'источниксогласия'],
	ConsentAt: ['consentat', 'consentdate', 'датасогласия'],
	ConsentEvidence: ['consentevidence', 'основаниесогласия', 'подтверждениесогласия'],
	LastUpdateActionTemplate: ['lastupdateactiontemplate'],
	ActionTemplate: ['actiontemplate', 'action', 'event', 'шаблондействия', 'действие', 'событие'],
	ActionAt: [
		'actionat',
		'actiondate',
		'actiondatetimeutc',
		'eventdate',
		'датадействия',
		'моментдействия',
		'датасобытия',
	],
	Segmentation: ['segmentation', 'сегментация'],
	Segment: ['segment', 'сегмент', 'список'],
};
const bySynonym = new Map(Object.entries(synonyms).flatMap(([column, words]) => words.map((word) => [word, column])));

/**
 * What the columns under these headers probably are, as column texts; null where nothing is known. Headers that are
 * column names of ours are taken at their word (`Id:website`, `IsSubscribedBySmsOnPromo`), others by synonyms, names of
 * custom fields, topics and identifier systems. No column is suggested twice.
 */
export function suggestColumns(headers: readonly string[], names: ImportNames): (string | null)[] {
	const used = new Set<string>();
	return headers.map((header) => {
		const column = columnFor(header, names);
		if (!column) return null;
		const text = columnText(column);
		if (used.has(text.toLowerCase())) return null;
		used.add(text.toLowerCase());
		return text;
	});
}

function columnFor(header: string, names: ImportNames): ImportColumn | undefined {
	const word = header.trim();
	return ownName(word, names) ?? fieldNamed(word, names) ?? bySynonyms(word) ?? systemNamed(word, names);
}

/** Our own names, in any case, with or without the colon. */
function ownName(word: string, names: ImportNames): ImportColumn | undefined {
	const lower = word.toLowerCase();
	const plain = plainColumns.find((column) => column.toLowerCase() === lower);
	if (plain) return { is: plain };
	for (const prefix of columnPrefixes) {
		const start = `${prefix.toLowerCase()}:`;
		if (lower.startsWith(start)) return parseColumn(`${prefix}:${word.slice(start.length).trim()}`);
	}
	const topic = /^issubscribedbysmson(.+)$/i.exec(word)?.[1];
	const known =
		topic && [...names.topics.values()].find((entry) => entry.systemName.toLowerCase() === topic.toLowerCase());
	return known ? { is: 'IsSubscribedBySmsOn', name: known.systemName } : undefined;
}

function fieldNamed(word: string, names: ImportNames): ImportColumn | undefined {
	const lower = word.toLowerCase();
	for (const field of names.fields.values()) {
		if (field.systemName.toLowerCase() === lower || field.name.toLowerCase() === lower) {
			return { is: 'Custom', name: field.systemName };
		}
	}
	return undefined;
}

function bySynonyms(word: string): ImportColumn | undefined {
	const column = bySynonym.get(bare(word));
	return column === undefined ? undefined : parseColumn(column);
}

function systemNamed(word: string, names: ImportNames): ImportColumn | undefined {
	const system = names.systems.get(word.toLowerCase());
	return system ? { is: 'Id', name: system.name } : undefined;
}

function bare(word: string): string {
	return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
