import type { Segmentation } from '@volna/contract';
import type { Filter } from '@volna/node-sdk';

export interface SegmentForm {
	/** Of this form, not of the database. */
	readonly key: string;
	/** Of one that is saved already. */
	readonly id: string | undefined;
	readonly name: string;
	/** Empty: made of the name. */
	readonly systemName: string;
	readonly externalId: string;
	readonly filter: Filter | undefined;
}

export interface SegmentationForm {
	readonly name: string;
	readonly systemName: string;
	readonly externalId: string;
	readonly description: string;
	readonly segments: readonly SegmentForm[];
}

let serial = 0;

/** A segment that is not saved yet. */
export function newSegment(): SegmentForm {
	serial++;
	return { key: `new${serial}`, id: undefined, name: '', systemName: '', externalId: '', filter: undefined };
}

/** What is saved, as the form begins with it; a new one begins with one segment to name. */
export function formOf(segmentation: Segmentation | null): SegmentationForm {
	if (!segmentation) return { name: '', systemName: '', externalId: '', description: '', segments: [newSegment()] };
	const { name, systemName, externalId, description } = segmentation;
	return {
		name,
		systemName,
		externalId,
		description,
		segments: segmentation.segments.map((one) => ({
			key: one.id,
			id: one.id,
			name: one.name,
			systemName: one.systemName,
			externalId: one.externalId,
			filter: one.filter ?? undefined,
		})),
	};
}

/** What is sent: rows nobody named are left out, empty names are made by the server. */
export function bodyOf(form: SegmentationForm, kind: Segmentation['kind']) {
	const names = ({ systemName, externalId }: { systemName: string; externalId: string }) => ({
		...(systemName.trim() !== '' && { systemName: systemName.trim() }),
		...(externalId.trim() !== '' && { externalId: externalId.trim() }),
	});
	return {
		name: form.name.trim(),
		description: form.description.trim(),
		...names(form),
		segments: form.segments
			.filter((one) => one.name.trim() !== '' || one.id !== undefined)
			.map((one) => ({
				...(one.id !== undefined && { id: one.id }),
				name: one.name.trim(),
				...names(one),
				...(kind === 'filter' && { filter: one.filter ?? null }),
			})),
	};
}

export type FormFault = 'name' | 'systemName' | 'segmentName' | 'segmentSystemName';

/** What keeps a form from being saved, by the field's key: '' is the segmentation itself. */
export function faultsOf(form: SegmentationForm): ReadonlyMap<string, FormFault> {
	const faults = new Map<string, FormFault>();
	const wrong = (name: string) => name.trim() !== '' && !/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(name.trim());
	if (form.name.trim() === '') faults.set('', 'name');
	else if (wrong(form.systemName)) faults.set('', 'systemName');
	for (const one of form.segments) {
		const blank = one.name.trim() === '';
		if (blank && (one.id !== undefined || one.filter !== undefined || one.systemName.trim() !== ''))
			faults.set(one.key, 'segmentName');
		else if (wrong(one.systemName)) faults.set(one.key, 'segmentSystemName');
	}
	return faults;
}

/** The row moved to another place. */
export function moveRow<T>(rows: readonly T[], from: number, to: number): readonly T[] {
	const row = rows[from];
	if (row === undefined || to < 0 || to >= rows.length) return rows;
	const rest = rows.filter((_, index) => index !== from);
	return [...rest.slice(0, to), row, ...rest.slice(to)];
}
