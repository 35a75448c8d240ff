import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../src/eventually.ts';
import { readLedger } from '../src/ledger.ts';
import { type OpenBrowser, openBrowser } from '../src/open-browser.ts';
import { type OpenSystem, openSystem } from '../src/open-system.ts';
import { callOperation, orderOf } from '../src/shop.ts';

let system: OpenSystem;
let browser: OpenBrowser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
	[system, browser] = await Promise.all([openSystem(), openBrowser()]);
	page = await browser.context.newPage();
	page.setDefaultTimeout(15_000);
	page.on('pageerror', (error) => troubles.push(String(error)));
	page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
});
afterAll(async () => {
	await browser?.close();
	await system?.stop();
});

const PHONE = '+79161119001';

it('a newcomer makes the first account, redraws the demo flow by mouse, publishes it, and an order ends in the SMS they wrote', async () => {
	await test('make the first account', async () => {
		await page.goto(system.setupUrl!);
		await page.fill('input[autocomplete=name]', 'Анна Ким');
		await page.fill('input[autocomplete=username]', 'anna@example.ru');
		await page.fill('input[autocomplete=new-password]', 'длинный пароль');
		await page.click('button[type=submit]');
		await page.getByRole('heading', { name: 'Главная' }).waitFor();
	});

	await test('open the demo flow', async () => {
		await page.getByRole('link', { name: 'Сценарии', exact: true }).click();
		await page.getByText('Статус заказа').first().click();
		await card('SMS о заказе').waitFor();
	});

	await test('change the text', async () => {
		await card('SMS о заказе').click();
		await page.locator('.cm-content').click();
		await page.keyboard.press('Control+a');
		await page.keyboard.type('Заказ принят, спасибо!');
		await page.getByText('1 часть').waitFor();
	});

	await test('insert a node on an edge from the palette', async () => {
		const before = await page.locator('.react-flow__node').count();
		const edge = page.locator('.react-flow__edge').last();
		await edge.hover();
		await edge.locator('g').last().click({ force: true });
		await page.getByRole('dialog').getByRole('combobox').fill('подож');
		await page.getByRole('option', { name: 'Подождать' }).click();
		await expect.poll(() => page.locator('.react-flow__node').count()).toBe(before + 1);
	});

	await test('see what is wrong with it, undo, and see it right', async () => {
		await page.getByRole('button', { name: /Отменить/ }).click();
		await page.getByText('Готов к публикации').waitFor();
	});

	await test('publish', async () => {
		await page.getByText(/отличается от v1/).waitFor();
		await page.getByRole('button', { name: 'Опубликовать v2' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Опубликовать v2' }).click();
		await page.getByText('Активен · v2').waitFor();
	});

	const key = await test('make a key in the trigger’s panel', async () => {
		await card('Заказ сменил статус').click();
		await page.getByRole('button', { name: 'Создать ключ' }).click();
		const curl = page.getByText(/SecretKey vk_live_/);
		await curl.first().waitFor();
		return /SecretKey (vk_live_\w+)/.exec(await curl.first().innerText())![1]!;
	});

	await test('post an order as a shop would', async () => {
		const answer = await callOperation({ url: system.url, key, body: orderOf(PHONE, 'J-1') });
		expect(answer).toMatchObject({ status: 200, body: { status: 'Success' } });
	});

	await test('the SMS is on that phone, once, in the words just written', async () => {
		const entries = await eventually('the SMS', async () => {
			const found = await readLedger(system.emulatorUrl, PHONE);
			return found.length > 0 && found;
		});
		expect(entries.map((entry) => entry.text)).toEqual(['Заказ принят, спасибо!']);
		const phones = await browser.context.newPage();
		await phones.goto(system.emulatorUrl);
		await phones.getByText('Заказ принят, спасибо!').first().waitFor();
		await phones.close();
	});

	await test('the counts on the canvas have moved', async () => {
		await page.getByText('Числа', { exact: true }).first().click();
		await eventually('a run counted on the canvas', async () => /1/.test(await card('SMS о заказе').innerText()));
	});

	await test('the run is listed with its path', async () => {
		await page.getByText('Путь клиента', { exact: true }).first().click();
		await page
			.getByText(/916 111/)
			.first()
			.click();
		await page.getByText('SMS о заказе').first().waitFor();
	});

	await test('the message reads as delivered', async () => {
		await page.goto(`${system.url}/messages`);
		await page
			.getByText(/916 111/)
			.first()
			.waitFor();
		await page
			.getByText(/доставлено/i)
			.first()
			.waitFor();
	});

	expect(troubles).toEqual([]);
}, 180_000);

function card(name: string) {
	return page.locator('.react-flow__node', { hasText: name }).first();
}

/** One step of the journey: a failure leaves a picture of the page and says which step it was. */
async function test<T>(name: string, step: () => Promise<T>): Promise<T> {
	try {
		return await step();
	} catch (cause) {
		await page.screenshot({ path: `${system.dataFolder}-failed.png` }).catch(() => {});
		throw new Error(
			`${name}: ${cause instanceof Error ? cause.message : String(cause)}\nthe page: ${page.url()}\npicture: ${system.dataFolder}-failed.png`,
			{ cause },
		);
	}
}
