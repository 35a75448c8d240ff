import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyDocument, type FlowDocument } from '@volna/flow';
import { cartFlow } from './canvas-api.ts';
import { closeBrowser, openCanvas } from './open-canvas.ts';

/*
 * Pictures of the canvas to look at: node tests/canvas/look.ts [--out folder] [--only name,name]. Build first.
 */
const option = (name: string, otherwise: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const out = option('out', join(import.meta.dirname, '../../test-results/canvas'));
const only = option('only', '').split(',').filter(Boolean);
await mkdir(out, { recursive: true });

type Opened = Awaited<ReturnType<typeof openCanvas>>;
async function chooseTwo({ page }: Opened): Promise<void> {
	await page.locator('.react-flow__node[data-id="discount"]').click();
	await page.locator('.react-flow__node[data-id="delivery"]').click({ modifiers: ['Shift'] });
	await page.locator('aside').last().getByRole('button', { name: 'Часы отправки' }).click();
	await page.waitForTimeout(400);
}

async function replaceIt({ page }: Opened): Promise<void> {
	await page.getByRole('button', { name: 'Действия с узлом' }).click();
	await page.getByRole('menuitem', { name: 'Заменить на…' }).click();
	await page.getByRole('radio', { name: 'Подождать' }).check();
	await page.waitForTimeout(300);
}

async function dragAlong({ page }: Opened): Promise<void> {
	const box = (await page.locator('.react-flow__node[data-id="self"]').boundingBox())!;
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x + 30, y - 20, { steps: 4 });
	const guide = page.locator('[data-axis]');
	for (let by = 30; by > -20 && (await guide.count()) === 0; by -= 2) await page.mouse.move(x + by, y - 24);
	await page.waitForTimeout(200);
}

async function showOutline({ page }: Opened): Promise<void> {
	await page.getByRole('button', { name: 'Узлы списком' }).click();
	await page.waitForTimeout(400);
}

async function ask({ page }: Opened, what: string): Promise<void> {
	await page.getByRole('button', { name: 'Ещё' }).click();
	await page.getByRole('menuitem', { name: what }).click();
	await page.waitForTimeout(500);
}

/** An error, and an output that must lead on and does not. */
const wrong: FlowDocument = {
	...cartFlow,
	nodes: cartFlow.nodes.map((node) => (node.id === 'bought' ? { ...node, config: {} } : node)),
	edges: cartFlow.edges.filter((edge) => !['e3', 'e7'].includes(edge.id)),
};

async function openHours({ page }: Opened): Promise<void> {
	await page.locator('[data-form]').getByText('Часы отправки').click();
	await page.waitForTimeout(400);
}

async function clash({ page, api }: Opened): Promise<void> {
	api.change([
		{ op: 'node.remove', id: 'back' },
		{ op: 'node.config', id: 'wait2', set: { for: 'PT5H' } },
	]);
	api.failing = true;
	await page.locator('.react-flow__node[data-id="wait2"]').click();
	await page.getByLabel('Сколько').fill('3');
	await page.locator('.react-flow__node[data-id="back"]').click();
	await page.getByLabel('Чем закончилось').fill('Вернулся сам');
	api.failing = false;
	await page.getByRole('button', { name: 'показать', exact: true }).click();
	await page.waitForTimeout(300);
}
const pictures: Record<
	string,
	{ options: Parameters<typeof openCanvas>[0]; then?: (canvas: Opened) => Promise<void> }
> = {
	scheme: { options: { path: '?node=discount' } },
	'scheme-dark': { options: { path: '?node=discount', theme: 'dark' } },
	'scheme-en': { options: { path: '?node=discount', language: 'en' } },
	settings: { options: {} },
	trigger: {
		options: { path: '?node=cart' },
		then: async ({ page }) => {
			await page.getByRole('button', { name: 'Создать ключ' }).click();
			await page.waitForTimeout(300);
		},
	},
	split: { options: { path: '?node=split' } },
	condition: { options: { path: '?node=bought' } },
	wait: { options: { path: '?node=wait3' } },
	numbers: { options: { path: '?view=numbers&node=discount' } },
	'numbers-dark': { options: { path: '?view=numbers&node=discount', theme: 'dark' } },
	'numbers-en': { options: { path: '?view=numbers', language: 'en' } },
	'numbers-v6': { options: { path: '?view=numbers&version=ver_0192f000-0000-7000-8000-000000000006&node=self' } },
	'numbers-v6-dark': {
		options: { path: '?view=numbers&version=ver_0192f000-0000-7000-8000-000000000006', theme: 'dark' },
	},
	empty: { options: { document: emptyDocument, published: false } },
	drawer: {
		options: {},
		then: async ({ page }) => void (await page.getByRole('button', { name: 'Все проблемы' }).click()),
	},
	publish: {
		options: {},
		then: async ({ page }) => {
			await page.locator('.react-flow__node[data-id="wait2"]').click();
			await page.getByLabel('Сколько').fill('3');
			await page.waitForTimeout(1_500);
			await page.getByRole('button', { name: 'Опубликовать v8' }).click();
			await page.waitForTimeout(600);
		},
	},
	filter: {
		options: { path: '?node=bought' },
		then: async ({ page }) => {
			await page.getByRole('button', { name: 'Изменить', exact: true }).click();
			await page.waitForTimeout(800);
		},
	},
	small: {
		options: {},
		then: async ({ page }) => {
			for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Мельче' }).click();
			await page.waitForTimeout(400);
		},
	},
	menu: {
		options: {},
		then: async ({ page }) => {
			await page.locator('.react-flow__node[data-id="split"] [title*="закончат здесь"]').click();
			await page.waitForTimeout(400);
		},
	},
	find: {
		options: {},
		then: async ({ page }) => {
			await page.keyboard.press('Control+f');
			await page.keyboard.type('ждать');
			await page.waitForTimeout(300);
		},
	},
	preview: {
		options: { path: '?node=delivery' },
		then: async ({ page }) => {
			await page.getByRole('button', { name: 'Просмотр' }).click();
			await page.waitForTimeout(700);
		},
	},
	completion: {
		options: { path: '?node=delivery' },
		then: async ({ page }) => {
			await page.locator('.cm-content').click();
			await page.keyboard.press('Control+End');
			await page.keyboard.type(' ${ ord');
			await page.waitForTimeout(700);
		},
	},
	conflict: { options: {}, then: clash },
	'conflict-dark': { options: { theme: 'dark' }, then: clash },
	failed: {
		options: {},
		then: async ({ page, api }) => {
			api.failing = true;
			await page.locator('.react-flow__node[data-id="back"]').click();
			await page.getByLabel('Чем закончилось').fill('Вернулся сам');
			await page.getByText('Не сохранено').waitFor();
		},
	},
	pause: { options: {}, then: (canvas) => ask(canvas, 'Поставить на паузу…') },
	'pause-dark': { options: { theme: 'dark' }, then: (canvas) => ask(canvas, 'Поставить на паузу…') },
	resume: { options: { state: 'paused' }, then: (canvas) => ask(canvas, 'Продолжить…') },
	outline: { options: { path: '?node=split' }, then: showOutline },
	'outline-dark': { options: { path: '?node=split', theme: 'dark' }, then: showOutline },
	guides: { options: {}, then: dragAlong },
	'guides-dark': { options: { theme: 'dark' }, then: dragAlong },
	replace: { options: { path: '?node=bought' }, then: replaceIt },
	'replace-dark': { options: { path: '?node=bought', theme: 'dark' }, then: replaceIt },
	many: { options: {}, then: chooseTwo },
	'many-dark': { options: { theme: 'dark' }, then: chooseTwo },
	phone: { options: { width: 400, height: 800 } },
	'phone-dark': { options: { width: 400, height: 800, theme: 'dark' } },
	'phone-form': {
		options: { width: 400, height: 800 },
		then: async ({ page }) => {
			await page.getByRole('treeitem', { name: /Ждать заказ 2 часа/ }).click();
			await page.waitForTimeout(400);
		},
	},
	'phone-numbers': { options: { width: 400, height: 800, path: '?view=numbers' } },
	hours: { options: { path: '?node=discount' }, then: openHours },
	'hours-dark': { options: { path: '?node=discount', theme: 'dark' }, then: openHours },
	wrong: { options: { document: wrong, rights: ['read', 'read-customers'] } },
	'wrong-dark': { options: { document: wrong, theme: 'dark' } },
	refs: {
		options: { path: '?node=cart' },
		then: async ({ page }) => {
			await page.locator('[data-field="templates"] input').first().focus();
			await page.keyboard.press('Shift');
			await page.waitForTimeout(300);
		},
	},
	note: {
		options: {},
		then: async ({ page }) => {
			await page.keyboard.press('t');
			await page.waitForTimeout(300);
			await page.locator('textarea').fill('Новая заметка: проверить текст до пятницы');
			await page.waitForTimeout(300);
		},
	},
	shortcuts: { options: {}, then: async ({ page }) => void (await page.keyboard.press('Shift+Slash')) },
	narrow: { options: { path: '?node=discount', width: 1100 } },
	viewer: { options: { rights: ['read', 'read-customers'] } },
};
for (const [name, { options, then }] of Object.entries(pictures)) {
	if (only.length > 0 && !only.includes(name)) continue;
	const canvas = await openCanvas(options);
	await canvas.page.waitForTimeout(900);
	await then?.(canvas);
	await canvas.page.screenshot({ path: join(out, `${name}.png`) });
	console.log(join(out, `${name}.png`), canvas.complaints.join('\n'));
	await canvas.close();
}
await closeBrowser();
