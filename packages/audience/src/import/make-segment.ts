import type { Db } from '@volna/db';
import { addSegment } from '../segments/add-segment.ts';
import { createSegmentation } from '../segments/create-segmentation.ts';
import { launchSegmentation } from '../segments/launch-segmentation.ts';

/** The segment people of a file come into: there already, a new one of a segmentation, or a new one of a new one. */
export type WantedSegment =
	| { readonly segmentationId: string; readonly segmentId: string }
	| { readonly segmentationId: string; readonly newSegment: string }
	| { readonly newSegmentation: string; readonly newSegment: string };

export type MadeSegment =
	| { readonly status: 'made'; readonly segmentationId: string; readonly segmentId: string }
	| { readonly status: 'segment-unknown' | 'segment-twice' };

/** Makes what is not there yet; a new segmentation is launched, for a draft cannot be filled. */
export async function makeSegment(db: Db, wanted: WantedSegment, staffId: string): Promise<MadeSegment> {
	if ('segmentId' in wanted) return { status: 'made', ...wanted };
	if ('segmentationId' in wanted) {
		const added = await addSegment(db, wanted.segmentationId, { name: wanted.newSegment });
		if (added.status === 'added') return { status: 'made', segmentationId: wanted.segmentationId, segmentId: added.id };
		return { status: added.status === 'name-taken' ? 'segment-twice' : 'segment-unknown' };
	}
	const created = await createSegmentation(db, { name: wanted.newSegmentation, kind: 'static' }, staffId);
	if (created.status !== 'created') return { status: 'segment-twice' };
	const added = await addSegment(db, created.id, { name: wanted.newSegment });
	if (added.status !== 'added') return { status: 'segment-twice' };
	await launchSegmentation(db, created.id, staffId);
	return { status: 'made', segmentationId: created.id, segmentId: added.id };
}
