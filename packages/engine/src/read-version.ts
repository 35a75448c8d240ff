import type { Db, Tx } from '@volna/db';
import type { FlowDocument } from '@volna/flow';
import { listVersions, type VersionSummary } from './list-versions.ts';

export interface VersionWithDocument extends VersionSummary {
	/** As it was published; it never changes. */
	readonly document: FlowDocument;
}

/** A published version of a flow with its document; null when the flow has no such version. */
export async function readVersion(db: Db | Tx, flowId: string, versionId: string): Promise<VersionWithDocument | null> {
	const [summary] = await listVersions(db, flowId, versionId);
	if (!summary) return null;
	const row = await db
		.selectFrom('flowVersion')
		.select('document')
		.where('flowId', '=', flowId)
		.where('id', '=', versionId)
		.executeTakeFirst();
	return row ? { ...summary, document: row.document as FlowDocument } : null;
}
