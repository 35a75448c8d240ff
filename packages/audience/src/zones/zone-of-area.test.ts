import { expect, it } from 'vitest';
import { zoneOfArea } from './zone-of-area.ts';

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
