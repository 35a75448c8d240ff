import { belongsTo, type ImportColumn, isIdentifier, isSubscription, parseColumn } from './import-column.ts';
import type { ImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import type { ImportIssueCode } from './import-states.ts';

/** What is wrong with a set-up. `column` counts from 0. */
export interface ImportIssue {
	readonly code: ImportIssueCode;
	readonly column?: number;
	readonly value?: string;
}

/** Identifier systems at most; each is a name that calls and files use for ever. */
const SYSTEMS = 20;

/** Everything about a set-up that can be said before any row is read (domain §3.4). Pure. */
export function checkSetup(setup: ImportSetup, names: ImportNames, can: { readonly merge: boolean }): ImportIssue[] {
	if (setup.kind === 'merge' && !can.merge) return [{ code: 'merge-unavailable' }];
	const columns = setup.columns.map((text) => (text === null ? null : (parseColumn(text) ?? text)));
	const used = columns.filter((column): column is ImportColumn => column !== null && typeof column !== 'string');
	if (columns.every((column) => column === null)) return [{ code: 'columns-none' }];
	return [...columnIssues(columns, setup, names), ...missingColumns(used, setup), ...settingIssues(used, setup, names)];
}

function columnIssues(
	columns: readonly (ImportColumn | string | null)[],
	setup: ImportSetup,
	names: ImportNames,
): ImportIssue[] {
	const issues: ImportIssue[] = [];
	const seen = new Set<string>();
	for (const [index, column] of columns.entries()) {
		if (column === null) continue;
		const text = setup.columns[index]!;
		const issue = (code: ImportIssueCode) => issues.push({ code, column: index, value: text });
		if (typeof column === 'string' || !isKnown(column, names)) issue('column-unknown');
		else if (!belongsTo(column, setup.kind)) issue('column-of-other-kind');
		else if (seen.has(text.toLowerCase())) issue('column-twice');
		seen.add(text.toLowerCase());
	}
	const fresh = columns.filter(
		(column) =>
			column !== null &&
			typeof column !== 'string' &&
			column.is === 'Id' &&
			!names.systems.has(column.name.toLowerCase()),
	);
	if (fresh.length > 0 && names.systems.size + fresh.length > SYSTEMS)
		issues.push({ code: 'systems-too-many', value: String(SYSTEMS) });
	return issues;
}

function isKnown(column: ImportColumn, names: ImportNames): boolean {
	if (column.is === 'Custom') return names.fields.has(column.name.toLowerCase());
	if (column.is === 'IsSubscribedBySmsOn') return names.topics.has(column.name.toLowerCase());
	if (column.is === 'Id' || column.is === 'ResultingId' || column.is === 'MergedId')
		return /^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(column.name);
	return true;
}

function missingColumns(used: readonly ImportColumn[], { kind, settings }: ImportSetup): ImportIssue[] {
	const issues: ImportIssue[] = [];
	const has = (is: ImportColumn['is']) => used.some((column) => column.is === is);
	const identifiers = used.filter(isIdentifier);
	if (kind === 'merge') {
		if (!has('ResultingId')) issues.push({ code: 'column-missing', value: 'ResultingId' });
		if (!has('MergedId')) issues.push({ code: 'column-missing', value: 'MergedId' });
		return issues;
	}
	if (identifiers.length === 0 && !used.some((column) => column.is === 'Custom'))
		issues.push({ code: 'identifier-missing' });
	if (settings.findBy?.length === 0) issues.push({ code: 'identifier-missing' });
	if (kind === 'membership') {
		for (const is of ['Segmentation', 'Segment'] as const)
			if (!has(is)) issues.push({ code: 'column-missing', value: is });
	}
	if (kind === 'actions' && !has('ActionTemplate') && settings.templateId === null) {
		issues.push({ code: 'column-missing', value: 'ActionTemplate' });
	}
	return issues;
}

function settingIssues(
	used: readonly ImportColumn[],
	{ settings, kind }: ImportSetup,
	names: ImportNames,
): ImportIssue[] {
	const issues: ImportIssue[] = [];
	const has = (is: ImportColumn['is']) => used.some((column) => column.is === is);
	const says = used.some(isSubscription) || (settings.agreed !== null && (kind === 'upsert' || kind === 'update'));
	if (says && settings.consent === null && !(has('ConsentSource') && has('ConsentAt')))
		issues.push({ code: 'consent-missing' });
	if (settings.consent && Date.parse(settings.consent.at) > names.now.getTime()) {
		issues.push({ code: 'moment-in-future', value: 'consent' });
	}
	if (settings.occurredAt && Date.parse(settings.occurredAt) > names.now.getTime()) {
		issues.push({ code: 'moment-in-future', value: 'occurredAt' });
	}
	if (settings.templateId !== null) {
		const template = names.templateById.get(settings.templateId);
		if (!template) issues.push({ code: 'template-unknown' });
		else if (!template.usage.includes('import')) issues.push({ code: 'template-usage', value: template.name });
	}
	const { segment } = settings;
	if (segment && names.segmentationOfSegment.get(segment.segmentId) !== segment.segmentationId) {
		issues.push({ code: 'segment-unknown' });
	}
	return issues;
}
