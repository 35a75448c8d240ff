import { expect, it } from 'vitest';
import { checkSetup } from './check-setup.ts';
import type { ImportNames, ImportTemplate } from './import-names.ts';
import type { ImportSettings, ImportSetup } from './import-settings.ts';
import type { ImportKind } from './import-states.ts';
import { suggestColumns } from './suggest-columns.ts';

const template: ImportTemplate = {
	id: 't1',
	systemName: 'Mark',
	name: 'Метка',
	usage: ['operation'],
	personal: false,
	retentionMonths: 13,
	fields: [],
	guard: null,
};
const names: ImportNames = {
	now: new Date('2026-11-25T12:00:00Z'),
	zone: 'Europe/Moscow',
	fields: new Map([['city', { systemName: 'city', name: 'Город проживания', type: 'string', options: [] }]]),
	topics: new Map([['promo', { systemName: 'Promo', name: 'Акции' }]]),
	systems: new Map([['websiteid', { name: 'websiteId', kind: 'unique' }]]),
	templates: new Map([['mark', template]]),
	templateById: new Map([['t1', template]]),
	segmentations: new Map(),
	segmentationOfSegment: new Map([['s1', 'n1']]),
};
const settings: ImportSettings = {
	findBy: null,
	fill: 'overwrite',
	consent: null,
	agreed: null,
	touchpoint: null,
	segment: null,
	templateId: null,
	occurredAt: null,
	startsFlows: false,
};
const setup = (kind: ImportKind, columns: (string | null)[], more: Partial<ImportSettings> = {}): ImportSetup => ({
	kind,
	format: { encoding: 'utf-8', delimiter: ';', quotes: true, header: true },
	columns,
	settings: { ...settings, ...more },
});
const consent = { source: 'x', at: '2026-11-01T00:00:00Z', evidence: null };

it.each<[string, ImportSetup, string[]]>([
	['a phone alone', setup('upsert', ['MobilePhone']), []],
	['a new system of ids', setup('upsert', ['Id:shop']), []],
	['a membership', setup('membership', ['MobilePhone', 'Segmentation', 'Segment']), []],
	['nothing chosen', setup('upsert', [null, null]), ['columns-none']],
	['nobody named', setup('upsert', ['FirstName']), ['identifier-missing']],
	['a column that is none', setup('upsert', ['MobilePhone', 'Nick']), ['column-unknown']],
	[
		'a topic nobody knows',
		setup('upsert', ['MobilePhone', 'IsSubscribedBySmsOn:news'], { consent }),
		['column-unknown'],
	],
	['a column twice, in another case', setup('upsert', ['Id:websiteId', 'Id:WebsiteID']), ['column-twice']],
	['a column of another kind', setup('upsert', ['MobilePhone', 'Segment']), ['column-of-other-kind']],
	[
		'a name in an import of actions',
		setup('actions', ['MobilePhone', 'ActionTemplate', 'FirstName']),
		['column-of-other-kind'],
	],
	['actions without a template', setup('actions', ['MobilePhone']), ['column-missing']],
	['a membership without a segment', setup('membership', ['MobilePhone', 'Segmentation']), ['column-missing']],
	['a yes without a consent', setup('upsert', ['MobilePhone', 'IsSubscribed']), ['consent-missing']],
	['a yes with it in the rows', setup('upsert', ['MobilePhone', 'IsSubscribed', 'ConsentSource', 'ConsentAt']), []],
	['everybody agreed, without a consent', setup('upsert', ['MobilePhone'], { agreed: [''] }), ['consent-missing']],
	[
		'a consent of tomorrow',
		setup('upsert', ['MobilePhone'], { agreed: [''], consent: { ...consent, at: '2026-11-26T00:00:00Z' } }),
		['moment-in-future'],
	],
	['a template not for imports', setup('upsert', ['MobilePhone'], { templateId: 't1' }), ['template-usage']],
	['no such template', setup('upsert', ['MobilePhone'], { templateId: 't2' }), ['template-unknown']],
	[
		'a segment of another segmentation',
		setup('upsert', ['MobilePhone'], { segment: { segmentationId: 'n2', segmentId: 's1' } }),
		['segment-unknown'],
	],
	['a merge', setup('merge', ['ResultingId:shop', 'MergedId:shop']), ['merge-unavailable']],
])('%s', (_, asked, codes) => {
	expect(checkSetup(asked, names, { merge: false }).map((issue) => issue.code)).toEqual(codes);
});

it('more than twenty systems of ids are refused', () => {
	const columns = Array.from({ length: 20 }, (_, n) => `Id:system${n}`);
	expect(checkSetup(setup('upsert', columns), names, { merge: false })).toEqual([
		{ code: 'systems-too-many', value: '20' },
	]);
});

it.each<[string[], (string | null)[]]>([
	[
		['Телефон', 'ФИО', 'Имя', 'E-mail', 'Дата рождения'],
		['MobilePhone', null, 'FirstName', 'Email', 'BirthDate'],
	],
	[
		['Phone number', 'First Name', 'Surname', 'Gender', 'DOB', 'Region'],
		['MobilePhone', 'FirstName', 'LastName', 'Sex', 'BirthDate', 'Area'],
	],
	[
		['id:websiteId', 'WEBSITEID', 'issubscribedbysmsonpromo', 'Custom:city', 'Город проживания'],
		['Id:websiteId', null, 'IsSubscribedBySmsOn:Promo', 'Custom:city', null],
	],
	[
		['Телефон', 'Мобильный', 'City', ''],
		['MobilePhone', null, 'Custom:city', null],
	],
])('headers %j are taken for %j', (headers, columns) => {
	expect(suggestColumns(headers, names)).toEqual(columns);
});
