import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { violationsOf } from './violations-of.ts';

let pages: Pages;
beforeAll(async () => {
	pages = await openPages({
		...fixtures,
		createOperation: { id: 'opr_0192f000-0000-7000-8000-000000000001', systemName: 'Oplata' },
		createEndpoint: {
			id: 'epn_0192f000-0000-7000-8000-000000000001',
			systemName: 'Kassa',
			key: (fixtures.createKey as { key: object }).key,
			secret: 'vk_live_first',
		},
	} as typeof fixtures);
}, 180_000);
afterAll(() => pages?.close());

async function open(path: string) {
	const context = await pages.open({});
	const page = await context.newPage();
	await page.goto(pages.origin + path);
	await page.locator('h1').first().waitFor();
	return { context, page };
}

test('an operation is made from its name alone, its system name shown before it is saved', async () => {
	const { context, page } = await open('/integrations/operations');
	await page.getByRole('button', { name: 'Создать операцию' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Название').fill('Оплата заказа');
	expect(await dialog.getByLabel('Системное имя').getAttribute('placeholder')).toBe('OplataZakaza');
	if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/operation-form.png` });
	expect(await violationsOf(new AxeBuilder({ page }))).toEqual([]);
	const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/operations'));
	await dialog.getByRole('button', { name: 'Создать' }).click();
	expect((await sent).postDataJSON()).toMatchObject({ name: 'Оплата заказа', requiresKey: true, endpoints: [] });
	await page.waitForURL(/operation=opr_/);
	await context.close();
});

test('the first key of a new endpoint is shown once, and a page address is read as its origin', async () => {
	const { context, page } = await open('/integrations/operations?tab=endpoints');
	await page.getByRole('button', { name: 'Создать точку' }).click();
	await page.getByLabel('Название', { exact: true }).fill('Касса');
	await page.getByRole('combobox', { name: 'Адреса страниц' }).fill('Shop.example/cart');
	await page.keyboard.press('Enter');
	if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/endpoint-form.png` });
	const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/endpoints'));
	await page.getByRole('button', { name: 'Создать', exact: true }).click();
	expect((await sent).postDataJSON()).toMatchObject({ name: 'Касса', origins: ['https://shop.example'] });
	await page.getByText('vk_live_first').waitFor();
	await context.close();
});

test('a call is tried with the key typed in, which goes to the operation alone', async () => {
	const { context, page } = await open(
		'/integrations/operations?operation=opr_0192f000-0000-7000-8000-000000000001&tab=try',
	);
	await page.route('**/v3/operations/**', (route) => route.fulfill({ json: { status: 'Success' } }));
	await page.getByRole('textbox', { name: 'Секретный ключ' }).fill('vk_test_1');
	await page.getByText('Ключ тестовый').waitFor();
	const sent = page.waitForRequest('**/v3/operations/**');
	await page.getByRole('button', { name: 'Отправить вызов' }).click();
	const request = await sent;
	expect(request.url()).toMatch(/sync\?operation=Order\.StatusChanged&endpointId=shop&transactionId=[0-9a-f-]{36}$/);
	expect(request.headers().authorization).toBe('SecretKey vk_test_1');
	await page.getByText('Ответ 200').waitFor();
	expect(page.url()).not.toContain('vk_test_1');
	await page.getByLabel('Тело вызова').fill('{');
	await page.getByText('Это не JSON').waitFor();
	await context.close();
});
