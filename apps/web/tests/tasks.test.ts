import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { taskFixtures, tasks } from './task-fixtures.ts';
import { violationsOf } from './violations-of.ts';

let pages: Pages;
beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);
afterAll(() => pages?.close());

async function open(path: string, options: Parameters<Pages['open']>[0] = {}) {
	const context = await pages.open(options);
	const page = await context.newPage();
	await page.goto(pages.origin + path);
	await page.locator('h1').first().waitFor();
	return { context, page };
}

test('the bell tells what is under way and what wants a look, and opens it by keyboard', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await open('/flows');
	const bell = page.getByRole('button', { name: 'Задачи: идут 3, 2 требуют внимания' });
	await bell.focus();
	await page.keyboard.press('Enter');
	const panel = page.getByRole('dialog');
	await panel.waitFor();
	const titles = await panel.getByRole('listitem').allInnerTexts();
	expect(titles[0]).toContain('Ждёт ответа');
	expect(titles[1]).toContain('Не вышло');
	expect(await violationsOf(new AxeBuilder({ page }))).toEqual([]);
	const asked = page.waitForRequest(/\/tasks\/tsk_[^/]+01\/cancel$/);
	await panel.getByRole('button', { name: 'Отменить: Импорт клиентов: клиенты-ноябрь.csv' }).click();
	await asked;
	await page.keyboard.press('Escape');
	await panel.waitFor({ state: 'hidden' });
	await context.close();
});

test('a task of one’s own that ends says so with its result, and what had ended before is not told', async () => {
	const [ended] = tasks.filter((task) => task.state === 'done');
	pages.answerFrom({ ...fixtures, readBell: { ...(taskFixtures.readBell as object), items: [ended] } as never });
	const { context, page } = await open('/flows');
	await page.getByRole('button', { name: 'Задачи: идут 3' }).waitFor();
	expect(await page.getByRole('alert').count()).toBe(0);
	const now = { ...ended!, id: tasks[1]!.id, finishedAt: new Date().toISOString() };
	pages.answerFrom({
		...fixtures,
		readBell: { running: 0, attention: 0, items: [now, ended], asOf: now.finishedAt } as never,
	});
	const notice = page.getByRole('alert').filter({ hasText: 'Выгрузка клиентов' });
	await notice.waitFor();
	expect(await notice.innerText()).toMatch(/Записано: 48\s308 · Уже нет в базе: 2/);
	expect(await notice.getByRole('link', { name: 'Скачать файл' }).getAttribute('href')).toMatch(
		/\/files\/fil_.*\/content$/,
	);
	await notice.getByRole('link', { name: 'Открыть задачу' }).click();
	await page.waitForURL(/\/tasks\/tsk_/);
	await context.close();
});

test('tasks are filtered by person and state in the address', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await open('/tasks');
	await page.getByRole('button', { name: 'Все', exact: true }).click();
	await page.getByRole('button', { name: 'Отменена' }).click();
	await page.waitForURL(/whose=all.*state=cancelled/);
	await page.getByRole('cell', { name: 'Олег' }).waitFor();
	expect(await page.getByRole('row').count()).toBe(2);
	await context.close();
});

test('a failed task goes on, and its errors are a file', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await open(`/tasks/${tasks[4]!.id}`);
	await page
		.getByRole('alert')
		.getByText(/Сделанное сохранено/)
		.waitFor();
	const asked = page.waitForRequest(/\/continue$/);
	await page.getByRole('button', { name: 'Продолжить' }).click();
	await asked;
	await page.goto(`${pages.origin}/tasks/${tasks[6]!.id}`);
	const file = page.getByRole('link', { name: 'Файл ошибок' });
	expect(await file.getAttribute('href')).toBe(`/api/v1/tasks/${tasks[6]!.id}/errors.csv`);
	await page.getByText('Клиента больше нет в базе').first().waitFor();
	await context.close();
});

test('a list is exported with the columns chosen, under its conditions', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await open('/messages?group=not_sent');
	await page.getByRole('button', { name: 'Выгрузить' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('Выбрано 7 из 9').waitFor();
	await dialog.getByRole('checkbox', { name: 'Почта' }).uncheck();
	expect(await violationsOf(new AxeBuilder({ page }))).toEqual([]);
	const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/exports'));
	await dialog.getByRole('button', { name: 'Выгрузить' }).click();
	expect((await asked).postDataJSON()).toEqual({
		from: { source: 'messages', group: 'not_sent' },
		columns: ['id', 'lastName', 'firstName', 'phone', 'area', 'sms'],
	});
	await dialog.waitFor({ state: 'hidden' });
	await context.close();
});

test('without the right to export the button says who has it', async () => {
	const session = fixtures.readSession as { staff: { rights: string[] } };
	const staff = { ...session.staff, rights: session.staff.rights.filter((right) => right !== 'export') };
	pages.answerFrom({ ...fixtures, readSession: { ...session, staff } as never });
	const { context, page } = await open('/messages');
	const button = page.getByRole('button', { name: 'Выгрузить' });
	expect(await button.isDisabled()).toBe(true);
	await button.locator('..').hover();
	await page.getByText('Нет права на выгрузку. Оно есть у роли «Администратор».').waitFor();
	await context.close();
});
