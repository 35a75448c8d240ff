import type { AnswerOf, RouteId, routes, Task } from '@volna/contract';

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const taskOf = (n: number, more: Partial<Task>): Task => ({
	id: `tsk_${uuid(n)}`,
	kind: 'segment.fill',
	title: { code: 'segment-fill', values: { segment: 'Золотой', segmentation: 'Лояльность' } },
	subject: `segmentation:${uuid(20)}`,
	staff: { id: 'staff-1', name: 'Анна Ким' },
	own: true,
	right: 'edit',
	state: 'done',
	done: 24_155,
	total: 24_155,
	results: { added: 22_031, moved: 1_204, already: 920 },
	errorCount: 0,
	outcome: {},
	file: null,
	failure: null,
	retryAt: null,
	cancelling: false,
	needsAttention: false,
	createdAt: ago(n * 17),
	startedAt: ago(n * 17),
	finishedAt: ago(n * 17 - 2),
	...more,
});

const running = { state: 'running', finishedAt: null } as const;
const importing = {
	kind: 'customers.import',
	title: { code: 'customers.import', values: { file: 'клиенты-ноябрь.csv' } },
	subject: `import:${uuid(1)}`,
	right: 'import',
} as const;

/** Each state a task can be in, once. */
export const tasks: readonly Task[] = [
	taskOf(1, {
		...importing,
		...running,
		startedAt: ago(2),
		done: 312_000,
		total: 1_000_000,
		results: { created: 298_410, updated: 12_006, refused: 1_584 },
		errorCount: 1_584,
	}),
	taskOf(2, { ...running, done: 5_000, total: 24_155, results: { added: 5_000 }, retryAt: ago(-1) }),
	taskOf(3, { state: 'waiting', done: 0, total: 48_310, results: {}, startedAt: null, finishedAt: null }),
	taskOf(4, {
		...importing,
		done: 0,
		total: null,
		results: {},
		errorCount: 412,
		state: 'done_with_errors',
		outcome: { question: { code: 'many-bad-rows', rows: 1000, refused: 412 } },
		needsAttention: true,
	}),
	taskOf(5, {
		state: 'failed',
		done: 15_000,
		results: { added: 14_870, already: 130 },
		failure: { code: 'unexpected', values: {} },
		needsAttention: true,
	}),
	taskOf(6, {
		kind: 'list.export',
		title: { code: 'export-customers', values: {} },
		subject: null,
		right: 'export',
		done: 48_310,
		total: 48_310,
		results: { written: 48_308, gone: 2 },
		file: {
			id: `fil_${uuid(1)}`,
			name: 'Клиенты 2026-11-25.csv',
			size: 6_120_331,
			sha256: null,
			createdAt: ago(102),
			expiresAt: ago(-1338),
		},
	}),
	taskOf(7, { state: 'done_with_errors', results: { added: 24_143, failed: 12 }, errorCount: 12 }),
	taskOf(8, {
		state: 'cancelled',
		done: 10_000,
		results: { added: 10_000 },
		own: false,
		staff: { id: 'b', name: 'Олег' },
	}),
	taskOf(9, {
		kind: 'segmentation.recalculate',
		title: { code: 'segmentation-recalculate', values: { segmentation: 'Города' } },
		own: false,
		staff: null,
		results: { added: 812, left: 40 },
	}),
];

const shown = (path: string) => tasks.find((task) => path.includes(task.id)) ?? tasks[0]!;
const errors = (path: string) => {
	const ofImport = shown(path).kind === 'customers.import';
	const row = (n: number) =>
		ofImport
			? {
					seq: n,
					line: n * 61 + 2,
					column: (['Телефон', 'Дата рождения', 'Почта'] as const)[n % 3]!,
					code: (['phone-not-mobile', 'bad-date', 'bad-email'] as const)[n % 3]!,
					value: (['84951234567', '31.02.1990', 'anna@'] as const)[n % 3]!,
					customer: null,
				}
			: { seq: n, line: null, column: null, code: 'customer-gone', value: null, customer: 100_010 + n };
	return { items: Array.from({ length: 12 }, (_, index) => row(index + 1)), next: 'bmV4dA', asOf: ago(0) };
};

type TaskRoute = Extract<RouteId, `${string}Task${string}` | 'readBell' | 'listExportColumns' | 'startExport'>;

/** What the api would answer about tasks and exports. */
export const taskFixtures: {
	[K in TaskRoute]?: AnswerOf<(typeof routes)[K]> | ((path: string, query: URLSearchParams) => unknown);
} = {
	readBell: { running: 3, attention: 2, items: tasks.filter((task) => task.own), asOf: ago(0) },
	listTasks: (_path: string, query: URLSearchParams) => {
		const state = query.get('state');
		const fits = (task: Task) => state === null || (state === 'open' ? task.finishedAt === null : task.state === state);
		return {
			items: tasks.filter((task) => fits(task) && (query.get('whose') === 'all' || task.own)),
			next: null,
			asOf: ago(0),
		};
	},
	readTask: (path: string) => ({ ...shown(path), asOf: ago(0) }),
	listTaskErrors: errors,
	cancelTask: { state: 'cancelling' },
	continueTask: { done: true },
	putTaskAside: { done: true },
	listExportColumns: {
		items: [
			['id', 'Volna ID', false],
			['lastName', 'Фамилия', true],
			['firstName', 'Имя', false],
			['phone', 'Телефон', true],
			['email', 'Почта', true],
			['area', 'Регион', false],
			['sms', 'Подписка на SMS', false],
			['orders', 'Заказов', false],
			['custom:card', 'Карта', true],
		].map(([key, heading, personal], index) => ({
			key: String(key),
			heading: String(heading),
			personal: Boolean(personal),
			usual: index < 7,
		})),
	},
	startExport: { task: `tsk_${uuid(1)}` },
};

export const noTasks: typeof taskFixtures = {
	readBell: { running: 0, attention: 0, items: [], asOf: ago(0) },
	listTasks: { items: [], next: null, asOf: ago(0) },
};
