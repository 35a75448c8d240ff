/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Presses Tab until the focused thing's name or text matches. Throws with the names it met when it never comes. */
export async function tabTo(page: Page, wanted: RegExp, limit = 80): Promise<void> {
	const met: string[] = [];
	for (let presses = 0; presses < limit; presses++) {
		const name = await focusedName(page);
		if (wanted.test(name)) return;
		met.push(name.slice(0, 40));
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab never reached ${wanted}; it met: ${met.join(' | ')}`);
}

function focusedName(page: Page): Promise<string> {
	return page.evaluate(() => {
		const at = document.activeElement as HTMLElement | null;
		if (!at || at === document.body) return '';
		const labels = (at as HTMLInputElement).labels;
		return [at.getAttribute('aria-label'), labels?.[0]?.textContent, at.getAttribute('title'), at.textContent]
			.filter(Boolean)
			.join(' · ')
			.replace(/\s+/g, ' ');
	});
}
