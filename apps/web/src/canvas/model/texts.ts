import { durationMs, type NodeType } from '@volna/node-sdk';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { nodeLocales } from '../../registry.gen.ts';

/** Everything a pure function needs to speak to the reader. */
export interface Texts {
	readonly language: 'ru' | 'en';
	/** A text of the canvas. */
	t(key: string, values?: Readonly<Record<string, unknown>>): string;
	/** A text of a node's package by the rest of its key: `node('volna.wait', 'config.for.label')`; '' when there is none. */
	node(type: NodeType | string, key: string, values?: Readonly<Record<string, unknown>>): string;
	number(value: number): string;
	/** A share of one: `0.966` → «96,6 %». */
	share(value: number): string;
	/** A share in whole percents: «35 %», below one «0,2 %». */
	percent(value: number): string;
	/** ISO 8601 → «5 секунд», «1 день 2 часа». */
	duration(iso: string): string;
	time(instant: string): string;
	moment(instant: string): string;
	list(items: readonly string[]): string;
	/** «так» or “so”. */
	quote(text: string): string;
}

type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';
const durationUnits: readonly (readonly [Unit, RegExp])[] = [
	['year', /(\d+)Y/],
	['month', /^P[^T]*?(\d+)M/],
	['week', /(\d+)W/],
	['day', /(\d+)D/],
	['hour', /(\d+)H/],
	['minute', /T.*?(\d+)M/],
	['second', /(\d+)S/],
];

export function makeTexts(language: 'ru' | 'en', t: TFunction): Texts {
	const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
	const number = new Intl.NumberFormat(locale);
	const list = new Intl.ListFormat(locale, { type: 'conjunction' });
	const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
	const moment = new Intl.DateTimeFormat(locale, {
		day: '2-digit',
		month: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
	});
	const nodeTexts: Readonly<Record<string, string>> = nodeLocales[language];
	return {
		language,
		t: (key, values) => t(key, values as Record<string, unknown>) as string,
		node: (type, key, values) => fill(nodeTexts[`${type}.${key}`] ?? '', values),
		number: (value) => number.format(value),
		share: (value) => {
			const digits = value > 0 && value < 0.01 ? 2 : value === 1 || value === 0 ? 0 : 1;
			return new Intl.NumberFormat(locale, {
				style: 'percent',
				minimumFractionDigits: digits,
				maximumFractionDigits: digits,
			}).format(value);
		},
		percent: (value) =>
			new Intl.NumberFormat(locale, {
				style: 'percent',
				maximumFractionDigits: value > 0 && value < 0.01 ? 1 : 0,
			}).format(value),
		duration: (iso) => {
			if (durationMs(iso) === undefined) return iso;
			const parts = durationUnits.flatMap(([unit, pattern]) => {
				const value = Number(pattern.exec(iso)?.[1] ?? 0);
				if (value === 0) return [];
				return [new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)];
			});
			return parts.join(' ');
		},
		time: (instant) => time.format(new Date(instant)),
		moment: (instant) => moment.format(new Date(instant)),
		list: (items) => list.format(items),
		quote: (text) => (language === 'ru' ? `«${text}»` : `“${text}”`),
	};
}

function fill(text: string, values: Readonly<Record<string, unknown>> = {}): string {
	return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The texts in the reader's language; the same object until the language changes. */
export function useTexts(): Texts {
	const { t, i18n } = useTranslation('canvas');
	const language = i18n.language.startsWith('en') ? 'en' : 'ru';
	return useMemo(() => makeTexts(language, t), [language, t]);
}
