import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';

let pages: Pages;
beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);
afterAll(() => pages?.close());

test('a file goes through its steps on one page, by keyboard too, and ends on its own page', async () => {
	const context = await pages.open({});
	const page = await context.newPage();
	const asked: Record<string, unknown>[] = [];
	page.on('request', (request) => {
		if (request.url().endsWith('/imports/preview')) asked.push(request.postDataJSON());
	});
	await page.goto(`${pages.origin}/data/imports/new`);
	const start = page.getByRole('button', { name: 'Загрузить', exact: true });
	expect(await start.isDisabled()).toBe(true);
	const csv = { name: 'клиенты.csv', mimeType: 'text/csv', buffer: Buffer.from('Телефон\n') };
	await page.locator('input[type=file]').setInputFiles(csv);

	// Letters that cannot be right are marked, and another encoding is asked for at once.
	await page.locator('mark').first().waitFor();
	await page.getByRole('combobox', { name: 'Кодировка' }).click();
	await page.getByRole('option', { name: 'KOI8-R' }).click();
	await expect.poll(() => asked.at(-1)?.format).toEqual({ encoding: 'koi8-r' });

	await page.getByRole('combobox', { name: 'Что такое «Комментарий»' }).fill('отч');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Откуда согласие' }).fill('анкета');
	await page.getByLabel('Когда дано').fill('2026-11-01');

	const sent = page.waitForRequest((request) => request.url().endsWith('/imports/check'));
	await page.getByRole('button', { name: 'Проверить первые 1 000 строк' }).click();
	expect((await sent).postDataJSON()).toMatchObject({
		kind: 'upsert',
		columns: [
			'MobilePhone',
			'Email',
			'LastName',
			'FirstName',
			'BirthDate',
			'Custom:city',
			'IsSubscribedBySms',
			'MiddleName',
		],
		settings: { consent: { source: 'анкета' }, fill: 'overwrite' },
	});
	await page.getByText('Номер не мобильный').waitFor();
	await page.getByLabel('Оставить, заполнить только пустое').check();
	await page.getByText('Устарело, проверьте ещё раз').waitFor();

	await start.click();
	await page.waitForURL('**/data/imports/imp_*');
	await page.getByText('31 250').first().waitFor();
	await context.close();
});

test('an import that asks is answered in place', async () => {
	const context = await pages.open({});
	const page = await context.newPage();
	await page.goto(`${pages.origin}/data/imports/imp_0192f000-0000-7000-8000-000000000002`);
	const sent = page.waitForRequest((request) => request.url().endsWith('/answer'));
	await page.getByRole('button', { name: 'Загрузить верные строки' }).click();
	expect((await sent).postDataJSON()).toEqual({ goOn: true });
	await context.close();
});

test('a number is tried, its operator and clock are said', async () => {
	const context = await pages.open({});
	const page = await context.newPage();
	await page.goto(`${pages.origin}/settings/numbering`);
	await page.getByRole('textbox', { name: 'Номер' }).fill('8 913 612 34 56');
	await page.keyboard.press('Enter');
	await page.getByText('ПАО "МТС"').waitFor();
	await page.getByText('Asia/Omsk').waitFor();
	await context.close();
});
