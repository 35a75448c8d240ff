import type { Db, Tx } from '@volna/db';
import type { FlowDocument } from '@volna/flow';
import { listVersions, type VersionSummary } from './list-versions.ts';
import type { FlowState } from './states.ts';

export interface Draft {
	readonly revision: number;
	readonly document: FlowDocument;
	readonly documentHash: string;
	readonly updatedAt: Date;
	/** Name of who saved it last. */
	readonly updatedBy: string | null;
}

export interface FlowWithDraft {
	readonly id: string;
	readonly name: string;
	readonly systemName: string;
	readonly campaign: { readonly id: string; readonly name: string };
	readonly state: FlowState;
	readonly activeVersion: VersionSummary | null;
	readonly draft: Draft;
}

/** A flow with its draft and active version; null when there is no such flow. */
export async function readFlow(db: Db | Tx, flowId: string): Promise<FlowWithDraft | null> {
	const row = await db
		.selectFrom('flow as f')
		.innerJoin('campaign as c', 'c.id', 'f.campaignId')
		.leftJoin('staff as s', 's.id', 'f.updatedBy')
		.select([
			'f.id',
			'f.name',
			'f.systemName',
			'f.state',
			'f.activeVersionId',
			'f.revision',
			'f.document',
			'f.documentHash',
			'f.updatedAt',
			's.name as updatedBy',
			'c.id as campaignId',
			'c.name as campaignName',
		])
		.where('f.id', '=', flowId)
		.executeTakeFirst();
	if (!row) return null;
	const versions = row.activeVersionId ? await listVersions(db, flowId, row.activeVersionId) : [];
	return {
		id: row.id,
		name: row.name,
		systemName: row.systemName,
		campaign: { id: row.campaignId, name: row.campaignName },
		state: row.state,
		activeVersion: versions[0] ?? null,
		draft: draftOf(row),
	};
}

/** The draft alone; null when there is no such flow. */
export async function readDraft(db: Db | Tx, flowId: string): Promise<Draft | null> {
	return (await readFlow(db, flowId))?.draft ?? null;
}

function draftOf(row: {
	revision: number;
	document: unknown;
	documentHash: string;
	updatedAt: Date;
	updatedBy: string | null;
}): Draft {
	return {
		revision: row.revision,
		document: row.document as FlowDocument,
		documentHash: row.documentHash,
		updatedAt: row.updatedAt,
		updatedBy: row.updatedBy,
	};
}
