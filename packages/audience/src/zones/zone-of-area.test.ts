import { expect, it } from 'vitest';
import { zoneOfArea, zoneOfRegion } from './zone-of-area.ts';

it.each([
	['Омская область', 'Asia/Omsk'],
	['Омская обл.', 'Asia/Omsk'],
	['г. Москва', 'Europe/Moscow'],
	['Республика Татарстан', 'Europe/Moscow'],
	['Удмуртская Республика', 'Europe/Samara'],
	['Ханты-Мансийский автономный округ - Югра', 'Asia/Yekaterinburg'],
	['Кемеровская область - Кузбасс', 'Asia/Novokuznetsk'],
	['Еврейская автономная область', 'Asia/Vladivostok'],
	['Приморский край', 'Asia/Vladivostok'],
	['Горный край', undefined],
	['', undefined],
])('%s lies in %s', (area, zone) => {
	expect(zoneOfArea(area)).toBe(zone);
});

it.each([
	['г. Москва * Московская область', 'Europe/Moscow'],
	['Республика Крым * г. Севастополь', 'Europe/Simferopol'],
	['Республика Крым и г. Севастополь', 'Europe/Simferopol'],
	['г. Норильск|Красноярский край', 'Asia/Krasnoyarsk'],
	['Сургутский район * г. Сургут', 'Asia/Yekaterinburg'],
	['Абзелиловский район * Белорецкий район|Абзелиловский район * Белорецкий район', 'Asia/Yekaterinburg'],
	['Корякский округ|Камчатский край', 'Asia/Kamchatka'],
	['Чувашская Республика - Чувашия', 'Europe/Moscow'],
	['Ханты - Мансийский - Югра АО', 'Asia/Yekaterinburg'],
	['Республика Северная Осетия - Алания', 'Europe/Moscow'],
	['Республика Саха /Якутия/', 'Asia/Yakutsk'],
	['Еврейская автономная обл.', 'Asia/Vladivostok'],
	['Республика Удмуртская', 'Europe/Samara'],
	['г. Санкт - Петербург и Ленинградская область', 'Europe/Moscow'],
	['Кировская обл. * Пермский край', 'Asia/Yekaterinburg'],
	['Российская Федерация', undefined],
	['Новая область', undefined],
])('numbers of %s are in %s', (region, zone) => {
	expect(zoneOfRegion(region)).toBe(zone);
});
