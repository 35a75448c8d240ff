import type { Db } from '@volna/db';
import { sql } from 'kysely';

export interface NodeMessageCounts {
	nodeId: string;
	waiting: number;
	handedOff: number;
	delivered: number;
	undelivered: number;
	unknown: number;
	notSent: { reason: string; count: number }[];
}

/** Live messages of a flow's nodes since a moment, by what became of them; of one version, or of all. */
export async function countMessages(
	db: Db,
	flowId: string,
	since: Date,
	versionId: string | null,
): Promise<NodeMessageCounts[]> {
	const { rows } = await sql<{ nodeId: string; state: string; reason: string | null; count: number }>`
		select node_id, state, reason, count(*)::int as count
		from message
		where flow_id = ${flowId} and mode = 'live' and created_at >= ${since}
		  and (${versionId}::uuid is null or version_id = ${versionId}::uuid)
		group by node_id, state, reason
	`.execute(db);
	const nodes = new Map<string, NodeMessageCounts>();
	for (const row of rows) {
		const node = nodes.get(row.nodeId) ?? {
			nodeId: row.nodeId,
			waiting: 0,
			handedOff: 0,
			delivered: 0,
			undelivered: 0,
			unknown: 0,
			notSent: [],
		};
		nodes.set(row.nodeId, node);
		add(node, row.state, row.reason ?? row.state, row.count);
	}
	return [...nodes.values()];
}

function add(node: NodeMessageCounts, state: string, reason: string, count: number): void {
	switch (state) {
		case 'planned':
		case 'scheduled':
		case 'queued':
		case 'leased':
		case 'submitting':
			node.waiting += count;
			return;
		case 'suppressed':
		case 'expired_local':
		case 'cancelled':
		case 'rejected':
		case 'failed': {
			const known = node.notSent.find((entry) => entry.reason === reason);
			if (known) known.count += count;
			else node.notSent.push({ reason, count });
			return;
		}
		default:
			node.handedOff += count;
			if (state === 'delivered') node.delivered += count;
			if (state === 'undelivered' || state === 'expired_remote') node.undelivered += count;
			if (state === 'unknown' || state === 'unknown_final') node.unknown += count;
	}
}
