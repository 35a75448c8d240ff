import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

export interface VersionSummary {
	readonly id: string;
	readonly number: number;
	readonly note: string;
	/** Name of who published it. */
	readonly author: string | null;
	readonly publishedAt: Date;
	readonly documentHash: string;
	readonly planHash: string;
	readonly active: boolean;
	/** Runs still on it. */
	readonly inside: number;
}

/** Published versions of a flow, newest first; or the one of `versionId`. */
export async function listVersions(db: Db | Tx, flowId: string, versionId?: string): Promise<VersionSummary[]> {
	const { rows } = await sql<VersionSummary>`
		select v.id, v.number, v.note, s.name as author, v.published_at, v.document_hash, v.plan_hash,
			v.id = f.active_version_id as active,
			(select count(*) from run r where r.flow_id = f.id and r.version_id = v.id and r.ended_at is null) as inside
		from flow f
		join flow_version v on v.flow_id = f.id
		left join staff s on s.id = v.staff_id
		where f.id = ${flowId} and (${versionId ?? null}::uuid is null or v.id = ${versionId ?? null})
		order by v.number desc`.execute(db);
	return rows;
}
