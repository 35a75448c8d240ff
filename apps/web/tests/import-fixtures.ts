import type { AnswerOf, Import, routes } from '@volna/contract';

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const none = { created: 0, updated: 0, unchanged: 0, refused: 0, remarked: 0, actions: 0, added: 0, moved: 0 };
const importOf = (n: number, more: Partial<Import>): Import => ({
	id: `imp_${uuid(n)}`,
	kind: 'upsert',
	fileName: 'клиенты-ноябрь.csv',
	fileSize: 5_240_000,
	description: '',
	state: 'done',
	rowsRead: 0,
	rowsTotal: null,
	counts: none,
	errorCount: 0,
	question: null,
	failure: null,
	task: `tsk_${uuid(n)}`,
	staffName: 'Анна Ким',
	createdAt: ago(n * 300),
	finishedAt: ago(n * 300 - 4),
	...more,
});

const imports: Import[] = [
	importOf(1, {
		state: 'running',
		rowsRead: 31_250,
		rowsTotal: 48_310,
		finishedAt: null,
		counts: { ...none, created: 30_100, updated: 640, unchanged: 322, refused: 188, added: 30_740 },
		errorCount: 188,
	}),
	importOf(2, { fileName: 'выставка.csv', state: 'asks', question: { rows: 1000, refused: 412 }, errorCount: 412 }),
	importOf(3, {
		fileName: 'магазин на Ленина.csv',
		state: 'done_with_errors',
		rowsRead: 12_480,
		rowsTotal: 12_480,
		counts: {
			...none,
			created: 11_020,
			updated: 910,
			unchanged: 534,
			refused: 16,
			remarked: 4,
			added: 11_930,
			moved: 34,
		},
		errorCount: 20,
	}),
	importOf(4, {
		kind: 'actions',
		fileName: 'покупки-2025.txt',
		rowsRead: 2310,
		rowsTotal: 2310,
		counts: { ...none, updated: 2300, unchanged: 10, actions: 2300 },
	}),
	importOf(5, { kind: 'membership', fileName: 'vip.csv', state: 'cancelled' }),
];

const faults = [
	{ line: 17, column: 'Телефон', code: 'phone-not-mobile', value: '+7 495 123-45-67', customer: null },
	{ line: 204, column: 'Телефон', code: 'phone-several', value: '89161234567, 89161234568', customer: null },
	{ line: 310, column: 'Телефон', code: 'identifier-conflict', value: '+79135554567', customer: 100_017 },
	{ line: 1208, column: 'Дата рождения', code: 'bad-date', value: '31.02.1990', customer: null },
	{ line: 1930, column: null, code: 'quote-open', value: null, customer: null },
] as const;

/** What the import and numbering screens are answered. */
export const importFixtures = {
	uploadFile: {
		id: `fil_${uuid(1)}`,
		name: 'клиенты-ноябрь.csv',
		size: 5_240_000,
		sha256: null,
		createdAt: ago(0),
		expiresAt: ago(-10_000),
	},
	previewImport: {
		format: { encoding: 'windows-1251', delimiter: ';', quotes: true, header: true },
		headers: ['Телефон', 'Почта', 'Фамилия', 'Имя', 'Дата рождения', 'Город', 'SMS', 'Комментарий'],
		rows: Array.from({ length: 20 }, (_, n) => ({
			line: n + 2,
			cells: [
				`8 (916) 123-${String(10 + n)}-67`,
				n % 3 ? `anna${n}@example.ru` : '',
				['Орлова', 'Кузнецова', 'Щербакова'][n % 3]!,
				['Анна', 'Юлия', 'Ольга', 'Вера'][n % 4]!,
				'30.05.1990',
				n === 5 ? 'ГЋГ¬Г±ГЄ' : 'Омск',
				n % 4 ? 'да' : 'нет',
				'',
			],
			problem: null,
		})),
		columns: ['MobilePhone', 'Email', 'LastName', 'FirstName', 'BirthDate', 'Custom:city', 'IsSubscribedBySms', null],
		remembered: false,
		targets: {
			fields: [
				{ systemName: 'city', name: 'Город', type: 'string' },
				{ systemName: 'bonus', name: 'Бонусы', type: 'number' },
			],
			topics: [{ systemName: 'promo', name: 'Акции' }],
			systems: ['websiteId'],
		},
	},
	checkImport: {
		rows: 1000,
		more: true,
		counts: { ...none, created: 930, updated: 40, unchanged: 12, refused: 18, remarked: 1, added: 970 },
		faults: faults.slice(0, 4),
		codes: [{ code: 'phone-not-mobile', count: 11 }],
		asOf: ago(0),
	},
	startImport: { id: `imp_${uuid(1)}`, task: `tsk_${uuid(1)}` },
	answerImport: { done: true },
	listImports: { items: imports, next: null, asOf: ago(0) },
	readImport: (path: string) => ({
		...(imports.find((one) => path.endsWith(one.id)) ?? imports[2]!),
		headers: ['Телефон', 'Имя', 'SMS'],
		columns: ['MobilePhone', 'FirstName', 'IsSubscribedBySms'],
		asOf: ago(0),
	}),
	listRefs: (path: string) => ({
		items: [
			path.endsWith('action-template') ? 'Метка при импорте' : path.endsWith('segment') ? 'Золотой' : 'Лояльность',
		].map((name) => ({ id: uuid(20), systemName: 'one', name, hint: null, usable: true, problem: null })),
	}),
	readNumbering: {
		tables: [
			{
				state: 'current',
				fileName: 'DEF-9xx.csv',
				ranges: 7931,
				numbers: 597_925_003,
				unknownRegions: [{ region: 'Российская Федерация', ranges: 49 }],
				staffName: 'Анна Ким',
				loadedAt: ago(3000),
			},
		],
		customersByNumber: 31_204,
		asOf: ago(0),
	},
	tryNumber: {
		status: 'found',
		phone: '+79136123456',
		range: { operator: 'ПАО "МТС"', region: 'Омская обл.', zone: 'Asia/Omsk' },
		zone: 'Asia/Omsk',
	},
} satisfies {
	[K in keyof typeof routes]?: AnswerOf<(typeof routes)[K]> | ((path: string) => unknown);
};
