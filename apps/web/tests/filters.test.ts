import { AxeBuilder } from '@axe-core/playwright';
import type { Filter } from '@volna/node-sdk';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { violationsOf } from './violations-of.ts';

const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const area: Filter = { field: 'customer.area', op: 'eq', value: 'Омск' };
const large: Filter = {
	all: [
		area,
		{
			field: 'orders.avg',
			op: 'ge',
			value: 1000,
			where: {
				all: [
					{ field: 'anyOrder.status', op: 'in', value: ['paid', 'sent'] },
					{ field: 'anyOrder.createdAt', op: 'between', value: ['2026-05-01', '2026-05-03'] },
				],
			},
			count: { op: 'ge', value: 2 },
		},
		{
			any: [
				{ field: 'customer.birthday', op: 'between', value: ['12-20', '01-10'] },
				{ field: 'customer.lastActivityAt', op: 'notInLast', value: { n: 30, unit: 'days' } },
				{ field: 'segment', op: 'wasIn', value: { segments: [uuid(71)], on: '2026-05-01' } },
				{ field: 'customer.custom.level', op: 'in', value: ['gold'] },
			],
		},
		{ not: { field: 'phone.present', op: 'is', value: true } },
	],
};

let pages: Pages;
let context: BrowserContext;
let sent: Filter[];
beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);
afterEach(() => context?.close());
afterAll(() => pages?.close());

/** The drawer over the canvas' condition node. */
async function openDrawer(filter: Filter, options: Parameters<Pages['open']>[0] = {}) {
	const flow = structuredClone(fixtures.readFlow) as unknown as {
		draft: { document: { nodes: { id: string; config: Record<string, unknown> }[] } };
	};
	flow.draft.document.nodes.find((node) => node.id === 'paid')!.config.filter = filter;
	pages.answerFrom({ ...fixtures, readFlow: flow } as unknown as typeof fixtures);
	context = await pages.open(options);
	context.setDefaultTimeout(8000);
	const page = await context.newPage();
	sent = [];
	page.on('request', (request) => {
		if (request.url().endsWith('/filters/count'))
			sent.push((JSON.parse(request.postData() ?? '{}') as { filter: Filter }).filter);
	});
	await page.goto(`${pages.origin}/flows/flw_0192f000-0000-7000-8000-000000000002?node=paid`);
	await page.getByRole('button', { name: /^(Изменить|Change)$/ }).click();
	const drawer = page.getByRole('dialog');
	await drawer
		.getByRole('button', { name: /^(Добавить условие|Add a condition)$/ })
		.first()
		.waitFor();
	await drawer
		.getByText(/48.310/)
		.first()
		.waitFor();
	return { page, drawer };
}

/** The rows of the outermost group, as they are heard. */
async function choose(page: Page, select: Locator, option: string) {
	await select.click();
	await page.getByRole('option', { name: option, exact: true }).click();
}

describe('the filter drawer', () => {
	test.each([
		['ru', 'light'],
		['en', 'dark'],
	] as const)('has no accessibility violation in %s, %s', async (language, theme) => {
		const { page } = await openDrawer(large, { language, theme });
		expect(await violationsOf(new AxeBuilder({ page }).include('[role=dialog]'))).toEqual([]);
	});

	test('says in one sentence what it shows, and counts it', async () => {
		const { drawer } = await openDrawer(large);
		const said = (await drawer.innerText()).replaceAll('\u00a0', ' ');
		expect(said).toContain(
			'Клиенты, у которых регион — Омск, средний чек с 1 мая 2026 г. по 3 мая 2026 г. (статус — paid или sent) (и таких от 2) — от 1 000',
		);
		expect(said).toContain('= с 1 мая 00:00 до 4 мая 00:00');
		expect(sent.at(-1)).toEqual(large);
	});

	test('Enter adds a row that waits for its field, and what is chosen reaches the count', async () => {
		const { page, drawer } = await openDrawer(area);
		await drawer.getByRole('textbox', { name: 'Значение, Условие 1' }).press('Enter');
		const field = drawer.getByRole('combobox', { name: 'Поле, Условие 2' });
		await field.waitFor();
		expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
		expect(await drawer.getByRole('button', { name: 'Применить' }).isDisabled()).toBe(true);
		await page.keyboard.type('Возра');
		await page.getByRole('option', { name: 'Возраст' }).click();
		await drawer.getByRole('textbox', { name: 'От, Условие 2' }).fill('18');
		await drawer.getByRole('textbox', { name: 'До, Условие 2' }).fill('35');
		await drawer.getByText('возраст от 18 до 35 лет').waitFor();
		await expect
			.poll(() => sent.at(-1))
			.toEqual({ all: [area, { field: 'customer.age', op: 'between', value: [18, 35] }] });
		await drawer.getByRole('button', { name: 'Применить' }).click();
		await drawer.waitFor({ state: 'detached' });
		await page.getByText('Клиенты, у которых регион — Омск и возраст от 18 до 35 лет').first().waitFor();
	});

	test('Alt and an arrow move a row, and the focus stays with it', async () => {
		const { page, drawer } = await openDrawer({ all: [area, { field: 'phone.present', op: 'is', value: true }] });
		await drawer.getByRole('textbox', { name: 'Значение, Условие 1' }).focus();
		await page.keyboard.press('Alt+ArrowDown');
		await drawer.getByText('Клиенты, у которых есть телефон и регион — Омск').waitFor();
		await expect
			.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
			.toBe('Значение, Условие 2');
	});

	test('an aggregate counts the rows that its own conditions choose', async () => {
		const { page, drawer } = await openDrawer(area);
		await drawer.getByRole('button', { name: 'Добавить условие' }).click();
		await choose(page, drawer.getByRole('combobox', { name: 'Поле, Условие 2' }), 'Число действий');
		const inner = drawer.getByRole('region', { name: 'Какие считать, Условие 2' });
		await inner.getByRole('button', { name: 'Добавить условие' }).click();
		await choose(page, inner.getByRole('combobox', { name: 'Поле, Условие 1' }), 'Шаблон действия');
		await choose(page, inner.getByRole('combobox', { name: 'Значение, Условие 1' }), 'Покупка');
		await drawer.getByText('которые делали «Покупка»').waitFor();
		await expect
			.poll(() => sent.at(-1))
			.toEqual({
				all: [
					area,
					{
						field: 'actions',
						op: 'ge',
						value: 1,
						where: { all: [{ field: 'action.template', op: 'is', value: uuid(2) }] },
					},
				],
			});
	});

	test('a count that takes long can be broken off', async () => {
		const { page, drawer } = await openDrawer(area);
		await page.route('**/filters/count', () => new Promise(() => {}));
		const aborted = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/filters/count'));
		await drawer.getByRole('textbox', { name: 'Значение, Условие 1' }).fill('Томск');
		await drawer.getByRole('button', { name: 'Прервать' }).click();
		await aborted;
		await drawer.getByText('Подсчёт прерван.').waitFor();
	});

	test('what a run alone knows is not counted', async () => {
		const filter: Filter = { field: 'order.status', op: 'eq', value: 'paid' };
		const flow = structuredClone(fixtures.readFlow) as unknown as {
			draft: { document: { nodes: { id: string; config: Record<string, unknown> }[] } };
		};
		flow.draft.document.nodes.find((node) => node.id === 'paid')!.config.filter = filter;
		pages.answerFrom({ ...fixtures, readFlow: flow } as unknown as typeof fixtures);
		context = await pages.open({});
		const page = await context.newPage();
		await page.goto(`${pages.origin}/flows/flw_0192f000-0000-7000-8000-000000000002?node=paid`);
		await page.getByRole('button', { name: 'Изменить', exact: true }).click();
		await page.getByRole('dialog').getByText('Зависит от того, что начало сценарий').waitFor();
	});
});
