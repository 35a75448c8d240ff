import type { FilePreview } from '@volna/contract';
import { expect, it } from 'vitest';
import { bodyOf, columnsOf, emptyDraft, needsConsent } from './import-draft.ts';

const preview: FilePreview = {
	format: { encoding: 'windows-1251', delimiter: ';', quotes: true, header: true },
	headers: ['Телефон', 'Имя', 'SMS'],
	rows: [],
	columns: ['MobilePhone', 'FirstName', 'IsSubscribedBySms'],
	remembered: false,
	targets: { fields: [], topics: [], systems: [] },
};
const file = { id: 'fil_1', name: 'a.csv', size: 1, sha256: null, createdAt: '', expiresAt: '' };

it('columns are as proposed until people say otherwise, and may be left out', () => {
	expect(columnsOf(emptyDraft, preview)).toEqual(['MobilePhone', 'FirstName', 'IsSubscribedBySms']);
	expect(columnsOf({ ...emptyDraft, kind: 'actions', columns: { 1: 'ActionAt' } }, preview)).toEqual([
		'MobilePhone',
		'ActionAt',
		null,
	]);
	expect(columnsOf({ ...emptyDraft, columns: { 1: 'LastName', 2: null } }, preview)).toEqual([
		'MobilePhone',
		'LastName',
		null,
	]);
});

it('a consent is asked for when somebody is subscribed and the rows do not say it themselves', () => {
	expect(needsConsent(emptyDraft, ['MobilePhone'])).toBe(false);
	expect(needsConsent(emptyDraft, ['MobilePhone', 'IsSubscribedBySms'])).toBe(true);
	expect(needsConsent({ ...emptyDraft, agreed: [''] }, ['MobilePhone'])).toBe(true);
	expect(needsConsent(emptyDraft, ['IsSubscribed', 'ConsentSource', 'ConsentAt'])).toBe(false);
	expect(needsConsent({ ...emptyDraft, kind: 'membership' }, ['IsSubscribed'])).toBe(false);
});

it('what is sent leaves out what the kind has no use for', () => {
	const draft = {
		...emptyDraft,
		consentSource: 'анкета',
		consentOn: '2026-11-01',
		agreed: [''],
		segment: 'new' as const,
		newSegment: 'Ноябрь',
		newSegmentation: 'Загрузки',
	};
	expect(bodyOf(draft, preview, file).settings).toMatchObject({
		consent: { source: 'анкета', at: new Date('2026-11-01T00:00:00').toISOString(), evidence: null },
		// The file has a column for it.
		agreed: null,
		segment: { newSegmentation: 'Загрузки', newSegment: 'Ноябрь' },
	});
	expect(bodyOf({ ...draft, kind: 'membership' }, preview, file).settings).toMatchObject({
		consent: null,
		segment: null,
	});
	expect(
		bodyOf({ ...draft, segment: 'known', segmentation: 's', knownSegment: null }, preview, file).settings.segment,
	).toBeNull();
});
