/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../src/eventually.ts';
import { tabTo } from '../src/keyboard.ts';
import { readLedger } from '../src/ledger.ts';
import { type OpenBrowser, openBrowser } from '../src/open-browser.ts';
import { type OpenSystem, openSystem } from '../src/open-system.ts';
import { callOperation, orderOf } from '../src/shop.ts';

let system: OpenSystem;
let browser: OpenBrowser;
let page: Page;

beforeAll(async () => {
	[system, browser] = await Promise.all([openSystem(), openBrowser()]);
	page = await browser.context.newPage();
	page.setDefaultTimeout(15_000);
});
afterAll(async () => {
	await browser?.close();
	await system?.stop();
});

const PHONE = '+79161119002';

it('the same journey without a mouse: account, text, a node on an edge, publish, key, order, delivered', async () => {
	const { keyboard } = page;

	await test('make the first account', async () => {
		await page.goto(system.setupUrl!);
		await page.locator('input[autocomplete=name]').waitFor();
		await tabTo(page, /имя/i);
		await keyboard.type('Анна Ким');
		await tabTo(page, /почта|e-?mail/i);
		await keyboard.type('anna@example.ru');
		await tabTo(page, /пароль/i);
		await keyboard.type('длинный пароль');
		await keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Главная' }).waitFor();
	});

	await test('open the demo flow', async () => {
		await tabTo(page, /^Сценарии$/);
		await keyboard.press('Enter');
		await page.getByText('Статус заказа').first().waitFor();
		await tabTo(page, /^Статус заказа/);
		await keyboard.press('Enter');
		await card('SMS о заказе').waitFor();
	});

	await test('walk to the SMS card and open its form', async () => {
		await tabTo(page, /Заказ сменил статус/);
		for (const key of ['BracketRight', 'BracketRight', 'ArrowRight', 'BracketRight']) await keyboard.press(key);
		await eventually('the SMS card', async () => {
			if (/SMS о заказе/.test(await current())) return true;
			await keyboard.press('ArrowRight');
			return false;
		});
		await keyboard.press('Enter');
	});

	await test('change the text', async () => {
		await tabTo(page, /Текст сообщения/);
		await keyboard.press('Control+a');
		await keyboard.type('Заказ собран, ждём вас');
		await page.getByText('1 часть').waitFor();
		await keyboard.press('Escape');
	});

	await test('insert a node after a card from the searched list, then undo it', async () => {
		await focusCanvas();
		const before = await page.locator('.react-flow__node').count();
		await keyboard.press('i');
		await page.getByRole('dialog').getByRole('combobox').waitFor();
		await keyboard.type('подож');
		await keyboard.press('Enter');
		await expect.poll(() => page.locator('.react-flow__node').count()).toBe(before + 1);
		await focusCanvas();
		await keyboard.press('Control+z');
		await expect.poll(() => page.locator('.react-flow__node').count()).toBe(before);
		await page.getByText('Готов к публикации').waitFor();
	});

	await test('publish', async () => {
		await page.getByText(/отличается от v1/).waitFor();
		await tabTo(page, /^Опубликовать v2/, 160);
		await keyboard.press('Enter');
		await page.getByRole('dialog').getByText('Проблем нет').waitFor();
		await tabTo(page, /^Опубликовать v2/);
		await keyboard.press('Enter');
		await page.getByText('Активен · v2').waitFor();
	});

	const key = await test('make a key in the trigger’s panel', async () => {
		await focusCanvas();
		await eventually('the trigger', async () => {
			if (/Заказ сменил статус/.test(await current())) return true;
			await keyboard.press('BracketLeft');
			return false;
		});
		await keyboard.press('Enter');
		await tabTo(page, /^Создать ключ/, 160);
		await keyboard.press('Enter');
		const curl = page.getByText(/SecretKey vk_live_/);
		await curl.first().waitFor();
		return /SecretKey (vk_live_\w+)/.exec(await curl.first().innerText())![1]!;
	});

	await test('an order ends in the SMS, and the message reads as delivered', async () => {
		await callOperation({ url: system.url, key, body: orderOf(PHONE, 'K-1') });
		await eventually('the SMS', async () =>
			(await readLedger(system.emulatorUrl, PHONE)).some((entry) => entry.text === 'Заказ собран, ждём вас'),
		);
		await tabTo(page, /^Сообщения$/, 200);
		await keyboard.press('Enter');
		await page
			.getByText(/доставлено/i)
			.first()
			.waitFor();
	});
}, 180_000);

async function focusCanvas(): Promise<void> {
	await tabTo(page, /Заказ сменил статус|VIP или нет|Подождать|SMS|Сообщили/, 160);
}

function current(): Promise<string> {
	return page.evaluate(
		() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
	);
}

function card(name: string) {
	return page.locator('.react-flow__node', { hasText: name }).first();
}

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
