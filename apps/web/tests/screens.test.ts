import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { empty, fixtures, heldByDemo, paused } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { screenPaths } from './screen-paths.ts';
import { violationsOf } from './violations-of.ts';

// The canvas has a test of its own beside it.
const { canvas: _, ...screens } = screenPaths;
let pages: Pages;

beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);

afterAll(() => pages?.close());

async function look(path: string, options: Parameters<Pages['open']>[0]) {
	const context = await pages.open(options);
	const page = await context.newPage();
	const errors: string[] = [];
	page.on('pageerror', (error) => errors.push(error.message));
	page.on('console', (line) => {
		if (line.type() === 'error') errors.push(line.text());
	});
	await page.goto(pages.origin + path);
	await page.locator('h1, [role=dialog]').first().waitFor();
	await page.waitForLoadState('networkidle');
	return { context, page, errors };
}

test.each(Object.entries(screens))('%s has no accessibility violation and no error', async (_name, path) => {
	pages.answerFrom(fixtures);
	const { context, page, errors } = await look(path, {});
	expect(await violationsOf(new AxeBuilder({ page }))).toEqual([]);
	expect(errors).toEqual([]);
	await context.close();
});

test.each(Object.entries(screens))('%s reads in the dark, in English', async (_name, path) => {
	pages.answerFrom(fixtures);
	const { context, page, errors } = await look(path, { theme: 'dark', language: 'en' });
	expect(await violationsOf(new AxeBuilder({ page }).withRules(['color-contrast']))).toEqual([]);
	expect(errors).toEqual([]);
	await context.close();
});

test.each(['home', 'flows', 'messages', 'customers', 'operations', 'sigma'] as const)(
	'%s of an empty base says what to do',
	async (name) => {
		pages.answerFrom(empty);
		const { context, page, errors } = await look(screenPaths[name], {});
		expect(await page.locator('main').innerText()).toMatch(/пока нет|не задан|Первые шаги/);
		expect(errors).toEqual([]);
		await context.close();
	},
);

test('a table that cannot be read says so in place, and reads again when asked', async () => {
	const { listFlows, ...rest } = fixtures;
	pages.answerFrom(rest);
	const { context, page } = await look('/flows', {});
	await page.getByRole('alert').waitFor();
	pages.answerFrom({ ...rest, listFlows });
	await page.getByRole('button', { name: 'Повторить' }).click();
	await page.getByRole('link', { name: 'Брошенная корзина' }).waitFor();
	await context.close();
});

test('the emulator tells how to sign in and where its phones are', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await look('/integrations/sigma', {});
	await page.getByText('Логин demo, пароль demo.').waitFor();
	const phones = page.getByRole('link', { name: 'Открыть телефоны эмулятора' });
	expect(await phones.getAttribute('href')).toBe('http://127.0.0.1:3001/');
	await page.getByText(/и ещё 312 отложено до своего часа/).waitFor();
	const top = async (name: string) => (await page.getByRole('textbox', { name, exact: true }).boundingBox())!.y;
	expect(Math.abs((await top('Логин')) - (await top('Пароль')))).toBeLessThanOrEqual(1);
	await context.close();
});

test('an account held by demo customers offers to remove them', async () => {
	pages.answerFrom(heldByDemo);
	const { context, page } = await look('/integrations/sigma', {});
	await page.getByRole('button', { name: 'Убрать демо-клиентов' }).click();
	await page.getByRole('dialog').waitFor();
	expect(await page.getByRole('dialog').innerText()).toMatch(/2\s000 клиентов/);
	await context.close();
});

test('a wait in a paused flow is not promised to end by itself', async () => {
	pages.answerFrom(paused);
	const { context, page } = await look(screenPaths.runs, {});
	await page.getByText(/на паузе, ожидание кончилось/).waitFor();
	await page.getByText(/на паузе, ожидание до/).waitFor();
	expect(await page.getByText(/выйдет/).count()).toBe(0);
	await page.goto(pages.origin + screenPaths.run);
	await page.getByText(/Ожидание кончилось .*, клиент выйдет, когда сценарий продолжат/).waitFor();
	await context.close();
});

test('a new key is shown once, with a call that carries it', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await look(screenPaths.operation, {});
	await page.getByRole('button', { name: 'Создать ключ' }).click();
	await page.getByRole('button', { name: 'Создать', exact: true }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('SecretKey vk_7QdT2mZr0c9YxWn4LkPb8sVfHj3Eu6Ag').waitFor();
	await dialog.getByRole('button', { name: 'Ключ скопирован' }).click();
	expect(await page.getByText('vk_7QdT2mZr0c9YxWn4LkPb8sVfHj3Eu6Ag').count()).toBe(0);
	await context.close();
});

test('what is filtered and opened stands in the address, so it can be sent on', async () => {
	pages.answerFrom(fixtures);
	const { context, page } = await look('/messages', {});
	await page.getByRole('button', { name: 'Не отправлены' }).click();
	await page.getByRole('button', { name: 'Ким Дмитрий' }).click();
	await page.waitForURL(/group=not_sent.*message=msg_/);
	await page.reload();
	await page.getByRole('dialog').getByText('Нет подписки на SMS').waitFor();
	await context.close();
});

test('the search finds sections and customers, also in the wrong keyboard layout', async () => {
	pages.answerFrom({
		...fixtures,
		listCustomers: (path: string, query: URLSearchParams) => ({
			...(fixtures.listCustomers as object),
			items: query.get('q') === 'орлова' ? (fixtures.listCustomers as { items: object[] }).items.slice(0, 1) : [],
			path,
		}),
	});
	const { context, page } = await look('/flows', {});
	await page.keyboard.press('Control+k');
	const search = page.getByRole('dialog');
	await search.getByText('Операции и ключи').waitFor();
	await page.keyboard.type('jhkjdf');
	await search.getByText('Орлова Анна').waitFor();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.waitForURL(/customers\/100010$/);
	await context.close();
});

test('without a session every address leads to the sign-in and back', async () => {
	const { readSession, ...rest } = fixtures;
	pages.answerFrom({ ...rest, readSession: 'signed-out' as never });
	const { context, page } = await look('/flows?state=active', {});
	await page.waitForURL(/sign-in\?next=/);
	await page.getByLabel('Электронная почта').fill('anna@example.ru');
	await page.getByLabel('Пароль', { exact: true }).fill('a long password');
	pages.answerFrom({ ...rest, readSession, signIn: { done: true } });
	await page.getByRole('button', { name: 'Войти' }).click();
	await page.waitForURL(/\/flows\?state=active$/);
	await context.close();
});
