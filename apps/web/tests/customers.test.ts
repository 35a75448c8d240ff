import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';

let pages: Pages;
let context: BrowserContext;
beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);
afterEach(() => context?.close());
afterAll(() => pages?.close());

async function open(path: string, more: object = {}): Promise<{ page: Page; sent: Record<string, unknown[]> }> {
	pages.answerFrom({ ...fixtures, ...more } as typeof fixtures);
	context = await pages.open({});
	context.setDefaultTimeout(10_000);
	const page = await context.newPage();
	const sent: Record<string, unknown[]> = {};
	page.on('request', (request) => {
		if (request.method() === 'GET' || !request.url().includes('/api/v1/')) return;
		const name = new URL(request.url()).pathname.slice('/api/v1'.length);
		sent[name] = [...(sent[name] ?? []), JSON.parse(request.postData() ?? 'null')];
	});
	await page.goto(pages.origin + path);
	await page.locator('h1').first().waitFor();
	await page.waitForLoadState('networkidle');
	return { page, sent };
}

const nobody = {
	findCustomers: {
		...(fixtures.findCustomers as { items: object[] }),
		items: (fixtures.findCustomers as { items: object[] }).items.map((row) => ({ ...row, selected: false })),
	},
};
const kept = '/customers?selection=sel_0192f000-0000-7000-8000-000000000001';

test('customers are ticked one by one and by a range with Shift, and the number follows', async () => {
	const { page } = await open('/customers', nobody);
	const boxes = page.getByRole('checkbox', { name: /^Выбрать: / });
	await boxes.nth(1).click();
	await boxes.nth(4).click({ modifiers: ['Shift'] });
	await page.getByText('Выбрано 4').waitFor();
	await boxes.nth(2).click();
	await page.getByText('Выбрано 3').waitFor();
	await page.getByRole('button', { name: 'Кого выбрать' }).click();
	await page.getByRole('menuitem', { name: 'Снять выбор' }).click();
	await page.getByText('Выбрано 0').waitFor();
	expect(await page.getByRole('button', { name: 'Выбранным' }).isDisabled()).toBe(true);
});

test('a part is drawn from what the list finds, kept in the address, and gone with another filter', async () => {
	const { page, sent } = await open(`/customers?q=${encodeURIComponent('анна')}`, nobody);
	await page.getByRole('button', { name: 'Кого выбрать' }).click();
	await page.getByRole('menuitem', { name: 'Часть…' }).click();
	await page.getByText(/24\s155/).waitFor();
	await page.getByRole('textbox', { name: 'Процент' }).fill('25');
	await page.getByText(/12\s078/).waitFor();
	await page.getByRole('button', { name: 'Выбрать', exact: true }).click();
	await page.waitForURL(/selection=sel_/);
	expect(sent['/selections']).toEqual([{ draw: { kind: 'part', percent: 25, filter: null, search: 'анна' } }]);
	await page.getByText(/Случайная часть/).waitFor();
	await page.getByRole('searchbox').fill('ольга');
	await page.waitForURL((url) => !url.search.includes('selection') && url.search.includes('q='));
	await page.getByText('Выбрано 0').waitFor();
});

test.each(['0', '101', ''])('a part of «%s» percent cannot be drawn', async (typed) => {
	const { page } = await open('/customers', nobody);
	await page.getByRole('button', { name: 'Кого выбрать' }).click();
	await page.getByRole('menuitem', { name: 'Часть…' }).click();
	await page.getByRole('textbox', { name: 'Процент' }).fill(typed);
	await page.getByText('От 0,1 до 100 %').waitFor();
	expect(await page.getByRole('button', { name: 'Выбрать', exact: true }).isDisabled()).toBe(true);
});

test('adding to a segment begins with those who are in none of it, and the number changes with the box', async () => {
	const { page, sent } = await open(kept);
	await page.getByRole('button', { name: 'Выбранным' }).click();
	await page.getByRole('menuitem', { name: 'Добавить в сегмент…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox', { name: 'Сегментация' }).click();
	expect(await page.getByRole('option').allInnerTexts()).toEqual(['Лояльность']);
	await page.getByRole('option', { name: 'Лояльность' }).click();
	await dialog.getByRole('combobox', { name: 'Сегмент', exact: true }).click();
	await page.getByRole('option', { name: 'Золотой' }).click();
	const box = dialog.getByRole('checkbox');
	expect(await box.isChecked()).toBe(true);
	await dialog.getByText(/18\s020/).waitFor();
	await box.uncheck();
	await dialog.getByText(/22\s020/).waitFor();
	await dialog.getByRole('button', { name: 'Добавить' }).click();
	await dialog.waitFor({ state: 'hidden' });
	const [path, bodies] = Object.entries(sent).find(([name]) => name.endsWith('/segments'))!;
	expect(path).toContain('sel_0192f000-0000-7000-8000-000000000001');
	expect(bodies).toEqual([
		{
			segmentation: '0192f000-0000-7000-8000-000000000020',
			segments: ['0192f000-0000-7000-8000-000000000021'],
			onlyNew: false,
		},
	]);
});

test('a split shows the size of each part as its share is typed, and what stays outside', async () => {
	const { page, sent } = await open('/customers', {
		...nobody,
		countCustomers: { count: 1001, asOf: new Date().toISOString() },
	});
	await page.getByRole('button', { name: 'Кого выбрать' }).click();
	await page.getByRole('menuitem', { name: 'Разделить на части…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox', { name: 'Сегментация' }).click();
	await page.getByRole('option', { name: 'Лояльность' }).click();
	await dialog.getByText('501', { exact: true }).waitFor();
	await dialog.getByText('500', { exact: true }).waitFor();
	await dialog.getByRole('textbox', { name: 'Доля части 2' }).fill('25');
	await dialog.getByText(/250 останутся вне частей/).waitFor();
	await dialog.getByRole('button', { name: 'Разделить' }).click();
	await dialog.waitFor({ state: 'hidden' });
	expect(sent['/selections']).toMatchObject([{ draw: { kind: 'split', percents: [50, 25] } }]);
});

test('a page answered before it was full is completed by what is behind its cursor', async () => {
	const { items, ...page1 } = nobody.findCustomers as unknown as { items: object[] };
	let asked = 0;
	const { page } = await open('/customers', {
		findCustomers: () => {
			asked++;
			return asked === 1
				? { ...page1, items: items.slice(0, 2), next: null, rest: 'rest' }
				: { ...page1, items: items.slice(2, 5), next: null, rest: null };
		},
	});
	await page.getByText('Белова Екатерина').waitFor();
	expect(await page.getByRole('checkbox', { name: /^Выбрать: / }).count()).toBe(5);
});

test('a draft is named, saved with its segments and left', async () => {
	const { page, sent } = await open('/data/segmentations/new?kind=static', {
		createSegmentation: { id: '0192f000-0000-7000-8000-000000000040', systemName: 'x', externalId: 'x' },
	});
	await page.getByText(/Черновик не виден/).waitFor();
	await page.getByRole('textbox', { name: 'Название', exact: true }).fill('Реакция');
	await page.getByRole('textbox', { name: 'Название сегмента 1' }).fill('Ответил');
	await page.getByRole('button', { name: 'Добавить сегмент' }).click();
	await page.getByRole('textbox', { name: 'Название сегмента 2' }).fill('Молчит');
	await page.keyboard.press('Alt+ArrowUp');
	await page.getByRole('button', { name: 'Сохранить и выйти' }).click();
	await page.waitForURL(/\/data\/segmentations$/);
	expect(sent['/segmentations']).toEqual([
		{ kind: 'static', name: 'Реакция', description: '', segments: [{ name: 'Молчит' }, { name: 'Ответил' }] },
	]);
});

test('a launched segmentation keeps its names for machines and its segments', async () => {
	const { page } = await open('/data/segmentations/0192f000-0000-7000-8000-000000000020');
	await page.getByRole('button', { name: /Дополнительно/ }).click();
	expect(await page.getByRole('textbox', { name: 'Системное имя' }).first().isDisabled()).toBe(true);
	await page.getByRole('button', { name: 'Сегмент 1: что можно сделать' }).click();
	expect(await page.getByRole('menuitem', { name: /Удалить нельзя/ }).getAttribute('data-disabled')).not.toBeNull();
	expect(await page.getByRole('link', { name: /2\s140/ }).getAttribute('href')).toContain('/customers?filter=');
});
