import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** Variables of a theme: `:root` first, then the theme's own block. */
function tokensOf(theme: 'light' | 'dark'): Map<string, string> {
	const tokens = new Map<string, string>();
	for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
		const own = selector.includes('data-mantine-color-scheme');
		if (own && !selector.includes(`"${theme}"`)) continue;
		for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) tokens.set(name, value.trim());
	}
	return tokens;
}

/** WCAG 2 contrast of two `#rrggbb` colours. */
function contrast(a: string, b: string): number {
	const luminance = (hex: string) => {
		const [r = 0, g = 0, b2 = 0] = [1, 3, 5].map((at) => {
			const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b2;
	};
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['bg-app', 'bg-surface', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-canvas'];
const cards = ['bg-surface', 'bg-raised'];
const kinds = ['k-trigger', 'k-split', 'k-wait', 'k-send', 'k-data', 'k-outside', 'k-end'];

/** Text on what it stands on. */
const textPairs: readonly (readonly [string, string])[] = [
	...['text', 'text-2', 'text-3', 'brand-text'].flatMap((text) =>
		[...surfaces, 'brand-soft'].map((on) => [text, on] as const),
	),
	...['success', 'warning', 'danger', 'info'].flatMap((tone) =>
		[...cards, `${tone}-soft`].map((on) => [tone, on] as const),
	),
	...['success', 'warning', 'danger', 'info'].flatMap((tone) =>
		['text', 'text-2'].map((text) => [text, `${tone}-soft`] as const),
	),
	['text-on-brand', 'brand'],
	['text-on-brand', 'brand-hover'],
	['nav-text', 'bg-nav'],
	['nav-text', 'bg-nav-active'],
	['nav-text-active', 'bg-nav'],
	['nav-text-active', 'bg-nav-active'],
	...kinds.flatMap((kind) => [...cards, `${kind}-soft`].map((on) => [kind, on] as const)),
];

/** Outlines, edges, focus, fills of charts. */
const shapePairs: readonly (readonly [string, string])[] = [
	...['border-control', 'focus', 'edge'].flatMap((line) =>
		['bg-app', 'bg-surface', 'bg-canvas'].map((on) => [line, on] as const),
	),
	...['c-1', 'c-2', 'c-3', 'c-4', 'c-5', 'brand', 'warning-line'].map((fill) => [fill, 'bg-surface'] as const),
];

for (const theme of ['light', 'dark'] as const) {
	const tokens = tokensOf(theme);
	const of = (name: string) => {
		const value = tokens.get(name);
		if (!value) throw new Error(`no token --${name}`);
		return value;
	};

	test.each(textPairs)(`${theme}: %s reads on %s`, (text, on) => {
		expect(contrast(of(text), of(on))).toBeGreaterThanOrEqual(4.5);
	});

	test.each(shapePairs)(`${theme}: %s stands out on %s`, (shape, on) => {
		expect(contrast(of(shape), of(on))).toBeGreaterThanOrEqual(3);
	});
}

test('both themes define the same colours', () => {
	const ownOf = (theme: 'light' | 'dark') => {
		const block = [...css.matchAll(/([^{}]+)\{([^}]*)\}/g)].find(
			([, selector = '']) => selector.includes('data-mantine-color-scheme') && selector.includes(`"${theme}"`),
		);
		return [...(block?.[2] ?? '').matchAll(/--([\w-]+):/g)].map(([, name]) => name).sort();
	};
	expect(ownOf('light')).toEqual(ownOf('dark'));
	expect(ownOf('light').length).toBeGreaterThan(50);
});
