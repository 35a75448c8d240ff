import { afterAll, beforeAll, expect, test } from 'vitest';
import { describingFixtures } from './describing-fixtures.ts';
import { empty, fixtures } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { screenPaths } from './screen-paths.ts';

let pages: Pages;
beforeAll(async () => {
	pages = await openPages(fixtures);
}, 180_000);
afterAll(() => pages?.close());

async function open(path: string, answers: Parameters<Pages['answerFrom']>[0] = fixtures) {
	pages.answerFrom(answers);
	const context = await pages.open({});
	const page = await context.newPage();
	await page.goto(pages.origin + path);
	await page.locator('h1').first().waitFor();
	await page.waitForLoadState('networkidle');
	return { context, page };
}

type Page = Awaited<ReturnType<typeof open>>['page'];

/** Answers one address with a refusal, as the api would. */
const refuse = (page: Page, address: RegExp, method: string, error: object) =>
	page.route(address, (route) =>
		route.request().method() === method
			? route.fulfill({ status: 409, json: { error: { kind: 'conflict', requestId: 'r', ...error } } })
			: route.fallback(),
	);

test('guide A: a template is made from its name to its uses, and only one of level III is a category', async () => {
	const { context, page } = await open('/integrations/action-templates');
	await page.getByRole('button', { name: 'Добавить' }).click();
	await page.getByRole('menuitem', { name: 'Шаблон действия' }).click();
	await page.waitForURL(/action-templates\/new/);
	await page.getByRole('textbox', { name: 'Название', exact: true }).fill('Вход на сайт');
	await expect.poll(() => page.getByRole('textbox', { name: 'Системное имя' }).inputValue()).toBe('VhodNaSajt2');
	const choose = async (level: string, name: string) => {
		await page.getByRole('combobox', { name: `Категория ${level}`, exact: true }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	await choose('I', 'Личные действия клиента');
	await page.getByText('Считается активностью клиента').waitFor();
	await choose('II', 'Сайт и приложение');
	await page.getByRole('button', { name: 'Сохранить' }).click();
	await page.getByText('Выберите и эту категорию').waitFor();
	await choose('III', 'Вход');
	await page.getByRole('checkbox', { name: /^Трекер/ }).click();
	await page.getByRole('button', { name: 'Добавить поле' }).click();
	await page.getByRole('textbox', { name: 'Название поля 1' }).fill('Устройство');
	const sent = page.waitForRequest((request) => request.method() === 'POST');
	await page.keyboard.press('Control+s');
	expect((await sent).postDataJSON()).toMatchObject({
		name: 'Вход на сайт',
		usage: ['operation', 'trigger', 'tracker'],
		categoryId: expect.any(String),
		fields: [{ systemName: 'Ustrojstvo', type: 'string' }],
	});
	expect((await sent).postDataJSON()).not.toHaveProperty('systemName');
	await page.waitForURL(/action-templates\/0192f/);
	await context.close();
});

test('a category above clears those below it', async () => {
	const { context, page } = await open(screenPaths['action-template']);
	const third = page.getByRole('combobox', { name: 'Категория III', exact: true });
	expect(await third.inputValue()).toBe('Изменение статуса заказа');
	await page.getByRole('combobox', { name: 'Категория I', exact: true }).click();
	await page.getByRole('option', { name: 'Личные действия клиента' }).click();
	expect(await third.inputValue()).toBe('');
	expect(await third.isDisabled()).toBe(true);
	await context.close();
});

test('unticking what live things rely on is refused with their list, and nothing that was typed is lost', async () => {
	const { context, page } = await open(screenPaths['action-template']);
	const { items } = describingFixtures.listTemplateUses as { items: object[] };
	await refuse(page, /\/action-templates\/[^/]+$/, 'PUT', {
		code: 'template-in-use',
		values: { usage: 'trigger', count: 1 },
		details: items.slice(0, 1),
	});
	await page.getByRole('checkbox', { name: /^Триггер/ }).click();
	await page.getByRole('button', { name: 'Сохранить' }).click();
	const dialog = page.getByRole('dialog', { name: 'Этим пользуются' });
	expect(await dialog.getByRole('link', { name: 'Спасибо за заказ' }).getAttribute('href')).toMatch(/^\/flows\/flw_/);
	await dialog.getByRole('button', { name: 'Понятно' }).click();
	expect(await page.getByRole('checkbox', { name: /^Триггер/ }).isChecked()).toBe(false);
	await context.close();
});

test('the system’s own template is shown and cannot be changed', async () => {
	const { context, page } = await open(screenPaths['action-template-system']);
	await page.getByText('Его выдаёт система, когда меняется заказ').waitFor();
	expect(await page.getByRole('textbox', { name: 'Название', exact: true }).isDisabled()).toBe(true);
	expect(await page.getByRole('button', { name: 'Сохранить' }).isDisabled()).toBe(true);
	await context.close();
});

test('the dictionary takes a new category in both languages', async () => {
	const { context, page } = await open('/integrations/action-templates');
	await page.getByRole('button', { name: 'Словарь категорий' }).click();
	const drawer = page.getByRole('dialog', { name: 'Словарь категорий' });
	await drawer.getByRole('button', { name: 'Действия с категорией «Сайт и приложение»' }).click();
	await page.getByRole('menuitem', { name: 'Добавить внутрь' }).click();
	await drawer.getByRole('textbox', { name: 'По-русски' }).fill('Чат');
	await drawer.getByRole('textbox', { name: 'По-английски' }).fill('Chat');
	const sent = page.waitForRequest((request) => request.method() === 'POST');
	await page.keyboard.press('Enter');
	expect((await sent).postDataJSON()).toMatchObject({ nameRu: 'Чат', nameEn: 'Chat', parent: expect.any(String) });
	await context.close();
});

test('the tree of campaigns is walked, renamed and moved by keyboard', async () => {
	const { context, page } = await open('/campaigns');
	const item = (name: string) =>
		page
			.getByRole('treeitem')
			.filter({ has: page.getByText(name, { exact: true }) })
			.last();
	await page.getByRole('treeitem').first().focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await page.waitForURL(/campaigns\/cmp_[^/]+000001$/);
	await page.keyboard.press('F2');
	const name = page.getByRole('dialog').getByRole('textbox', { name: 'Название' });
	expect(await name.inputValue()).toBe('Корзина');
	await page.keyboard.press('Escape');
	await item('Корзина').focus();
	await page.keyboard.press('Shift+F10');
	await page.getByRole('menuitem', { name: 'Переместить' }).click();
	const into = page.getByRole('combobox', { name: 'В какую кампанию' });
	await into.click();
	const options = await page.getByRole('option').allInnerTexts();
	expect(options.find((one) => one.includes('Корзина'))).toContain('лежит в ней самой');
	await page.getByRole('option', { name: 'Партнёры' }).click();
	const { items } = describingFixtures.listTemplateUses as { items: object[] };
	await refuse(page, /\/campaigns\/[^/]+\/move$/, 'POST', {
		code: 'out-of-campaign',
		details: [{ ...items[0], template: 'Вход на сайт' }],
	});
	await page.getByRole('button', { name: 'Переместить', exact: true }).last().click();
	await page.getByText('нужен шаблон «Вход на сайт»').waitFor();
	await context.close();
});

test('a campaign’s menu makes a template in it, and archiving lists what it still owns', async () => {
	const { context, page } = await open('/campaigns');
	const { items } = describingFixtures.listTemplateUses as { items: object[] };
	await refuse(page, /\/campaigns\/[^/]+\/archive$/, 'POST', { code: 'thing-in-use', details: items.slice(0, 2) });
	const gear = page.getByRole('button', { name: 'Действия с кампанией «Доставка»' });
	await gear.click();
	await page.getByRole('menuitem', { name: 'В архив' }).click();
	await page.getByRole('dialog', { name: 'Этим пользуются' }).getByRole('link', { name: 'Отмена заказа' }).waitFor();
	await page.keyboard.press('Escape');
	await gear.click();
	await page.getByRole('menuitem', { name: 'Шаблон действия' }).click();
	await page.waitForURL(/action-templates\/new\?campaign=cmp_/);
	await expect
		.poll(() => page.getByRole('combobox', { name: 'Кампания', exact: true }).inputValue(), { timeout: 8000 })
		.toBe('Доставка');
	await context.close();
});

test('a list’s field is declared with its values', async () => {
	const { context, page } = await open('/data/fields?field=new');
	const drawer = page.getByRole('dialog', { name: 'Новое поле клиента' });
	await drawer.getByRole('textbox', { name: 'Название', exact: true }).fill('Уровень');
	await drawer.getByRole('combobox', { name: 'Тип' }).click();
	await page.getByRole('option', { name: 'Значение из списка' }).click();
	await drawer.getByRole('button', { name: 'Добавить', exact: true }).click();
	await drawer.getByText('Добавьте хотя бы одно значение').waitFor();
	await drawer.getByRole('button', { name: 'Добавить значение' }).click();
	await drawer.getByRole('textbox', { name: 'Название значения 1' }).fill('Золотой');
	const sent = page.waitForRequest((request) => request.method() === 'POST');
	await drawer.getByRole('button', { name: 'Добавить', exact: true }).click();
	expect((await sent).postDataJSON()).toMatchObject({
		systemName: 'Uroven',
		type: 'enum',
		options: [{ value: 'Золотой', name: 'Золотой' }],
	});
	await context.close();
});

test.each(['campaigns', 'action-templates', 'fields', 'topics'] as const)(
	'%s of an empty project says what to do',
	async (name) => {
		const { context, page } = await open(screenPaths[name], empty);
		expect(await page.locator('main').innerText()).toMatch(/пока нет/);
		await context.close();
	},
);
