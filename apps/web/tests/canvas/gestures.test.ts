import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { canonicalJson, emptyDocument, type FlowDocument, type GraphOperation } from '@volna/flow';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cartFlow } from './canvas-api.ts';
import { closeBrowser, type OpenedCanvas, openCanvas } from './open-canvas.ts';

let built: string | null = null;
let canvas: OpenedCanvas;

beforeAll(async () => {
	if (process.env.VOLNA_WEB_DIST) return;
	built = await mkdtemp(join(tmpdir(), 'volna-web-'));
	const vite = join(import.meta.dirname, '../../../../node_modules/vite/bin/vite.js');
	await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', built, '--emptyOutDir'], {
		cwd: join(import.meta.dirname, '../..'),
	});
	process.env.VOLNA_WEB_DIST = built;
}, 120_000);
afterEach(async () => {
	const complaints = canvas.complaints.filter((line) => !/ERR_EMPTY_RESPONSE|409|Failed to load/.test(line));
	await canvas.close();
	expect(complaints).toEqual([]);
});
afterAll(async () => {
	await closeBrowser();
	if (built) await rm(built, { recursive: true });
});

const card = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const port = (page: Page, id: string, output: string) =>
	page.locator(`.react-flow__handle[data-nodeid="${id}"][data-handleid="${output}"]`);
const saved = (page: Page) => page.locator('[data-saving="saved"]').waitFor();
const edges = (document: FlowDocument) =>
	document.edges.map((edge) => `${edge.source}.${edge.sourceHandle} → ${edge.target}`).sort();
const operations = () =>
	canvas.api.calls
		.filter((call) => call.method === 'PATCH')
		.flatMap((call) => (call.body as { operations: readonly GraphOperation[] }).operations);

async function middleOf(page: Page, id: string): Promise<{ x: number; y: number }> {
	const box = (await card(page, id).boundingBox())!;
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	for (let step = 1; step <= 8; step++) {
		await page.mouse.move(from.x + ((to.x - from.x) * step) / 8, from.y + ((to.y - from.y) * step) / 8);
	}
	await page.mouse.up();
}

async function portPoint(page: Page, id: string, output: string): Promise<{ x: number; y: number }> {
	const box = (await port(page, id, output).boundingBox())!;
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

it('an output dragged onto a card leads there, and its former edge goes', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await drag(page, await portPoint(page, 'split', 'none'), await middleOf(page, 'back'));
	await expect.poll(() => edges(api.document)).toContain('split.none → back');
	await drag(page, await portPoint(page, 'split', 'none'), await middleOf(page, 'wait3'));
	await expect.poll(() => edges(api.document)).toContain('split.none → wait3');
	expect(edges(api.document)).not.toContain('split.none → back');
});

it('a click on an output and a click on a card connect them', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await port(page, 'delivery', 'notSent').click();
	await card(page, 'back').click();
	await expect.poll(() => edges(api.document)).toContain('delivery.notSent → back');
});

it('a connection dropped on nothing asks for a node and leads to it', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	const from = await portPoint(page, 'split', 'none');
	await drag(page, from, { x: from.x + 120, y: from.y + 160 });
	await page.getByRole('combobox', { name: 'Найти узел' }).fill('конец');
	await page.keyboard.press('Enter');
	await expect.poll(() => api.document.nodes.length).toBe(cartFlow.nodes.length + 1);
	const made = api.document.nodes.at(-1)!;
	expect(made.type).toBe('volna.end');
	expect(edges(api.document)).toContain(`split.none → ${made.id}`);
});

it('a node dragged from the creator onto an edge is put into it', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	const [wait, condition] = [await middleOf(page, 'wait2'), await middleOf(page, 'bought')];
	const board = (await page.locator('.react-flow').boundingBox())!;
	await page.getByRole('button', { name: 'Подождать', exact: true }).dragTo(page.locator('.react-flow'), {
		targetPosition: { x: wait.x - board.x, y: (wait.y + condition.y) / 2 - board.y - 6 },
	});
	await expect.poll(() => api.document.nodes.length).toBe(cartFlow.nodes.length + 1);
	const made = api.document.nodes.at(-1)!;
	expect(edges(api.document)).toContain(`wait2.next → ${made.id}`);
	expect(edges(api.document)).toContain(`${made.id}.next → bought`);
	expect(api.document.nodes.find((node) => node.id === 'bought')!.position.y).toBeGreaterThan(240);
});

it('a lone card dropped on an edge is put into it, and one undo takes it out', async () => {
	const lone = {
		id: 'lone',
		type: 'volna.wait' as const,
		version: 1,
		name: 'Одна',
		config: { for: 'PT1H' },
		position: { x: 760, y: 240 },
	};
	canvas = await openCanvas({ document: { ...cartFlow, nodes: [...cartFlow.nodes, lone] } });
	const { page, api } = canvas;
	const [cart, wait] = [await middleOf(page, 'cart'), await middleOf(page, 'wait2')];
	await drag(page, await middleOf(page, 'lone'), { x: cart.x, y: (cart.y + wait.y) / 2 });
	await expect.poll(() => edges(api.document)).toContain('lone.next → wait2');
	expect(edges(api.document)).toContain('cart.next → lone');
	await page.keyboard.press('Control+z');
	await expect.poll(() => edges(api.document)).toEqual(edges(cartFlow));
});

it('a card is found by what is written in it', async () => {
	canvas = await openCanvas();
	const { page } = canvas;
	await page.locator('[role="application"]').focus();
	await page.keyboard.press('Control+f');
	await page.keyboard.type('бесплатно до воскресенья');
	await page.keyboard.press('Enter');
	await page.locator('aside').getByText('Отправить SMS', { exact: true }).last().waitFor();
	expect(new URL(page.url()).searchParams.get('node')).toBe('delivery');
});

it.each([
	['scheme', { path: '?node=discount' }],
	['numbers', { path: '?view=numbers&node=discount' }],
	['dark', { path: '?node=cart', theme: 'dark' }],
	['small', { width: 400, height: 800 }],
] as const)('axe finds nothing on the canvas: %s', async (_, options) => {
	canvas = await openCanvas(options);
	await canvas.page.locator('aside [role="tab"], [role="tree"]').first().waitFor();
	const { violations } = await new AxeBuilder({ page: canvas.page as never }).analyze();
	expect(violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
});

it('a deleted card heals the way, and one undo brings it back', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'wait2').click();
	await page.keyboard.press('Delete');
	await expect.poll(() => edges(api.document)).toContain('cart.next → bought');
	expect(api.document.nodes.some((node) => node.id === 'wait2')).toBe(false);
	await page.keyboard.press('Control+z');
	await expect.poll(() => api.document.nodes.some((node) => node.id === 'wait2')).toBe(true);
	expect(canonicalJson(api.document)).toBe(canonicalJson(cartFlow));
});

it('a card with several ways on asks which of them goes on', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'bought').click();
	await page.keyboard.press('Delete');
	await page.getByRole('button', { name: '«Нет» → Чем вернуть' }).click();
	await expect.poll(() => edges(api.document)).toContain('wait2.next → split');
});

it('a dragged card shows with whom it is in line, until it is let go', async () => {
	canvas = await openCanvas();
	const { page } = canvas;
	const from = await middleOf(page, 'self');
	const guide = page.locator('[data-axis="x"]');
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + 60, from.y - 20, { steps: 6 });
	// Back over the grid until it stands above "Вернулся" again.
	for (let x = 60; x > -20 && (await guide.count()) === 0; x -= 2) await page.mouse.move(from.x + x, from.y - 20);
	expect(await guide.count()).toBe(1);
	await page.mouse.up();
	await guide.waitFor({ state: 'detached' });
});

it('a drag of a card is one move, to the grid', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	const from = await middleOf(page, 'self');
	await drag(page, from, { x: from.x - 61, y: from.y + 37 });
	await expect
		.poll(() => api.document.nodes.find((node) => node.id === 'self')!.position.x, { timeout: 5_000 })
		.toBeLessThan(88);
	await saved(page);
	expect(operations().map((one) => one.op)).toEqual(['nodes.move']);
	const { position } = api.document.nodes.find((node) => node.id === 'self')!;
	expect([position.x % 8, position.y % 8].map(Math.abs)).toEqual([0, 0]);
});

it('copied cards come back with new ids and their edges', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'discount').click();
	await card(page, 'wait3').click({ modifiers: ['Shift'] });
	await page.evaluate(() => {
		const data = new DataTransfer();
		document.body.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
		document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
	});
	await expect.poll(() => api.document.nodes.length).toBe(cartFlow.nodes.length + 2);
	const [sms, wait] = api.document.nodes.slice(-2);
	expect(edges(api.document)).toContain(`${sms!.id}.sent → ${wait!.id}`);
	expect(new Set(api.document.nodes.map((node) => node.id)).size).toBe(api.document.nodes.length);
});

it('typing in a text is saved within a second as one operation, and is one undo step in a Russian layout', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'delivery').click();
	await page.locator('.cm-content').click();
	await page.keyboard.press('Control+a');
	await page.keyboard.type('Заказ принят, спасибо!');
	await page.getByText('1 часть').waitFor();
	await expect
		.poll(() => api.document.nodes.find((node) => node.id === 'delivery')!.config.text, { timeout: 1_500 })
		.toBe('Заказ принят, спасибо!');
	await page.locator('.react-flow__pane').click({ position: { x: 20, y: 300 } });
	await page.evaluate(() =>
		document.body.dispatchEvent(
			new KeyboardEvent('keydown', { key: 'я', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }),
		),
	);
	await expect.poll(() => canonicalJson(api.document)).toBe(canonicalJson(cartFlow));
});

it('a failed save says so, keeps what was typed over a reload, and saves when the server is back', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	api.failing = true;
	await card(page, 'self').click();
	await page.getByLabel('Чем закончилось').fill('Купил без нас');
	await page.getByText('Не сохранено').waitFor();
	page.on('dialog', (dialog) => void dialog.accept());
	await page.reload();
	api.failing = false;
	await card(page, 'self').waitFor();
	await expect.poll(() => api.document.nodes.find((node) => node.id === 'self')!.config.label).toBe('Купил без нас');
});

it('somebody else’s edit is taken over, ours stay on top, and what does not fit is listed', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'self').click();
	api.change([
		{ op: 'node.rename', id: 'wait2', name: 'Ждать два часа' },
		{ op: 'node.remove', id: 'back' },
	]);
	api.failing = true;
	await page.getByLabel('Чем закончилось').fill('Сам');
	await card(page, 'back').click();
	await page.getByLabel('Чем закончилось').fill('Вернулся сам');
	api.failing = false;
	await page.getByText('1 ваша правка не подошла').waitFor();
	await page.getByText('Ждать два часа').waitFor();
	await expect.poll(() => api.document.nodes.find((node) => node.id === 'self')!.config.label).toBe('Сам');
	await page.getByRole('button', { name: 'показать', exact: true }).click();
	await page.getByText(/узла больше нет/).waitFor();
});

it('an edit of what somebody else changed meanwhile is shown with both values, and either can be taken', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'self').click();
	api.change([{ op: 'node.config', id: 'self', set: { label: 'Купил без нас' } }]);
	await page.getByLabel('Чем закончилось').fill('Купил сразу');
	await page.getByText('Ольга Ким: изменён 1 узел.').waitFor();
	await page.getByRole('button', { name: 'показать', exact: true }).click();
	const bar = page.locator('[role="status"]', { hasText: 'Ольга Ким' });
	await bar.getByText('Купил сразу').waitFor();
	await bar.getByText('Купил без нас').waitFor();
	const label = () => api.document.nodes.find((node) => node.id === 'self')!.config.label;
	expect(label()).toBe('Купил без нас');
	await bar.getByRole('button', { name: 'Взять моё' }).click();
	await expect.poll(label).toBe('Купил сразу');
	expect(await bar.count()).toBe(0);
});

it('a flow is built by keyboard alone', async () => {
	canvas = await openCanvas({ document: emptyDocument, published: false });
	const { page, api } = canvas;
	await page.locator('#canvas-search').waitFor();
	await page.locator('[role="application"]').focus();
	await page.keyboard.press('n');
	await page.keyboard.type('действие');
	await page.keyboard.press('Enter');
	await expect.poll(() => api.document.nodes.map((node) => node.type)).toEqual(['volna.on-action']);
	await page.keyboard.press('i');
	await page.keyboard.type('sms');
	await page.keyboard.press('Enter');
	await expect.poll(() => api.document.nodes.length).toBe(2);
	await page.keyboard.press('i');
	await page.keyboard.type('конец');
	await page.keyboard.press('Enter');
	await expect.poll(() => api.document.edges.length).toBe(2);
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-form]') !== null)).toBe(true);
	await page.keyboard.press('F8');
	await page.locator('aside [data-severity="error"]').first().waitFor();
});

it('sending hours are shown whole', async () => {
	canvas = await openCanvas({ path: '?node=discount' });
	const { page } = canvas;
	await page.locator('[data-form]').getByText('Часы отправки').click();
	for (const name of ['С', 'До']) {
		const width = await page
			.getByLabel(name, { exact: true })
			.evaluate((input: HTMLInputElement) => ({ needed: input.scrollWidth, given: input.clientWidth }));
		expect(width.needed, name).toBeLessThanOrEqual(width.given);
		expect(width.given, name).toBeGreaterThan(110);
	}
});

it('who may only look is offered nothing to add', async () => {
	const edges = cartFlow.edges.filter((edge) => edge.id !== 'e3');
	canvas = await openCanvas({ document: { ...cartFlow, edges }, rights: ['read'] });
	const { page } = canvas;
	await page.locator('[title="Никуда не ведёт"]').first().waitFor();
	expect(await page.locator('[title*="Добавить узел"]').count()).toBe(0);
});

it('a pause says what it means, with counts, before it acts; so does its end', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	const moves = () => api.calls.filter((call) => call.method === 'POST').map((call) => call.path.split('/').at(-1));
	await page.getByRole('button', { name: 'Ещё' }).click();
	await page.getByRole('menuitem', { name: 'Поставить на паузу…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText(/отклоняются с причиной «Сценарий на паузе»/).waitFor();
	await dialog.getByText(/Внутри 1\s402 клиента/).waitFor();
	await dialog.getByText(/62 неотправленных сообщения подождут/).waitFor();
	expect(moves()).toEqual([]);
	await dialog.getByRole('button', { name: 'Поставить на паузу' }).click();
	await page.getByText('На паузе · v7').waitFor();
	await page.getByRole('button', { name: 'Ещё' }).click();
	await page.getByRole('menuitem', { name: 'Продолжить…' }).click();
	await dialog.getByText(/отклонено 37 действий/).waitFor();
	await dialog.getByRole('button', { name: 'Продолжить' }).click();
	await page.getByText('Активен · v7').waitFor();
	expect(moves()).toEqual(['pause', 'resume']);
});

it('an output that ends customers in silence is named, and does not block publishing', async () => {
	canvas = await openCanvas();
	const { page } = canvas;
	await page.getByRole('button', { name: 'Все проблемы' }).click();
	await page.getByText(/Выход «Ни в одном» никуда не ведёт: клиенты закончат здесь/).click();
	await page.locator('aside').last().locator('[data-severity="info"]').waitFor();
});

it('numbers of a version are drawn over that version, and the draft is as it was', async () => {
	canvas = await openCanvas({ path: '?view=numbers' });
	const { page, api } = canvas;
	await card(page, 'wait2').waitFor();
	await page.getByRole('combobox', { name: 'Версия' }).click();
	await page.getByRole('option', { name: /v6 с/ }).click();
	await page.getByText('Купил без напоминания').waitFor();
	expect(await card(page, 'wait2').count()).toBe(0);
	expect(new URL(page.url()).searchParams.get('version')).toMatch(/^ver_/);
	await page.reload();
	await page.getByText('Купил без напоминания').waitFor();
	await page.getByRole('link', { name: 'Схема' }).click();
	await card(page, 'wait2').waitFor();
	await card(page, 'self').click();
	await page.getByLabel('Чем закончилось').fill('Сам');
	await expect.poll(() => api.document.nodes.find((node) => node.id === 'self')!.config.label).toBe('Сам');
	expect(api.document.nodes).toHaveLength(cartFlow.nodes.length);
});

it('a field shared by several cards is set in all of them at once, and undone at once', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'wait2').click();
	await card(page, 'wait3').click({ modifiers: ['Shift'] });
	const form = page.locator('aside').last();
	await form.getByText('разное').waitFor();
	await form.getByRole('button', { name: /Сколько/ }).click();
	await form.getByRole('textbox', { name: 'Сколько' }).pressSequentially('45');
	const waits = () => ['wait2', 'wait3'].map((id) => api.document.nodes.find((node) => node.id === id)!.config.for);
	await expect.poll(waits).toEqual(['PT45H', 'PT45H']);
	await page.locator('.react-flow__pane').click({ position: { x: 20, y: 300 } });
	await page.keyboard.press('Control+z');
	await expect.poll(waits).toEqual(['PT2H', 'P3D']);
});

it('a node is replaced by another type once its losses were read, and one undo brings it back', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'bought').click();
	await page.keyboard.press('r');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('radio', { name: 'Подождать' }).check();
	await dialog.getByText('Потеряются настройки: Условие.').waitFor();
	await dialog.getByText(/Пропадут связи: «Нет» → Чем вернуть/).waitFor();
	await dialog.getByRole('button', { name: 'Заменить', exact: true }).click();
	await expect.poll(() => edges(api.document)).toContain('bought.next → self');
	expect(api.document.nodes.find((node) => node.id === 'bought')!.type).toBe('volna.wait');
	await page.locator('.react-flow__pane').click({ position: { x: 20, y: 300 } });
	await page.keyboard.press('Control+z');
	await expect.poll(() => canonicalJson(api.document)).toBe(canonicalJson(cartFlow));
});

it('the flow is read and edited in its outline by keyboard', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await page.locator('[role="application"]').focus();
	await page.keyboard.press('o');
	await page.getByRole('tree').waitFor();
	await page.keyboard.press('Home');
	for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowDown');
	const row = (name: RegExp) => page.getByRole('treeitem', { name });
	await expect.poll(() => row(/Оформил сам/).getAttribute('aria-selected')).toBe('true');
	await page.keyboard.press('ArrowRight');
	await expect.poll(() => row(/Купил сам/).getAttribute('aria-selected')).toBe('true');
	await page.keyboard.press('Enter');
	await page.keyboard.type('!');
	await expect.poll(() => api.document.nodes.find((node) => node.id === 'self')!.config.label).toBe('Купил сам!');
	await row(/Ждать заказ 2 часа/).focus();
	await page.keyboard.press('Delete');
	await expect.poll(() => edges(api.document)).toContain('cart.next → bought');
	await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('treeitem');
	await page.keyboard.press('End');
	await page.keyboard.press('Enter');
	await page.keyboard.type('конец');
	await page.keyboard.press('Enter');
	await expect.poll(() => edges(api.document).some((edge) => edge.startsWith('split.none → '))).toBe(true);
});

it('on a small screen the outline is the editor', async () => {
	canvas = await openCanvas({ width: 400, height: 800 });
	const { page, api } = canvas;
	expect(await page.locator('.react-flow__node').count()).toBe(0);
	await page.getByRole('treeitem', { name: /Ждать заказ 2 часа/ }).click();
	await page.getByLabel('Сколько').fill('3');
	await page.getByRole('button', { name: 'Закрыть' }).click();
	await page.getByRole('treeitem', { name: /3 часа/ }).waitFor();
	await expect.poll(() => api.document.nodes.find((node) => node.id === 'wait2')!.config.for).toBe('PT3H');
	await page.getByRole('button', { name: 'Настройки сценария' }).click();
	await page.getByLabel('Кто может войти снова').first().waitFor();
	const { violations } = await new AxeBuilder({ page: page as never }).analyze();
	expect(violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
});

it('publishes by mouse and shows the new version', async () => {
	canvas = await openCanvas();
	const { page, api } = canvas;
	await card(page, 'wait2').click();
	await page.getByLabel('Сколько').fill('3');
	await page.getByRole('button', { name: 'Опубликовать v8' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('на телефоны ничего не уходит').waitFor();
	await dialog.getByText('Сколько').waitFor();
	await dialog.getByRole('checkbox').check();
	await dialog.getByRole('button', { name: 'Опубликовать v8' }).click();
	const toast = page.getByText('Опубликовано: v8');
	await toast.waitFor();
	const [said, inspector] = [(await toast.boundingBox())!, (await page.locator('aside').last().boundingBox())!];
	expect(said.x + said.width).toBeLessThan(inspector.x);
	expect(api.published?.nodes.find((node) => node.id === 'wait2')?.config.for).toBe('PT3H');
});
