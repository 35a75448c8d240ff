import type { Db, Tx } from '@volna/db';
import type { ReadCapabilities, RunId } from '@volna/node-sdk';
import { sql } from 'kysely';
import { matchFilter } from './match-filter.ts';

/** What nodes may ask about customers, bound to the step's transaction. */
export function filterCapability(tx: Db | Tx): ReadCapabilities['filters'] {
	return { match: (filter, runs) => matchFilter(tx, filter, runs) };
}

/** Segments of customers within a segmentation: one statement for the batch. */
export function segmentCapability(tx: Db | Tx): ReadCapabilities['segments'] {
	return {
		async of(segmentationId, runs) {
			if (runs.length === 0) return new Map();
			const { rows } = await sql<{ run: RunId; segment: string }>`
				select s.run, m.segment_id as segment
				from unnest(${runs.map((run) => run.id)}::text[], ${runs.map((run) => run.customerId)}::bigint[]) as s(run, c)
				left join customer_alias l on l.id = s.c
				join segment_member m on m.customer_id = coalesce(l.survivor_id, s.c) and m.segmentation_id = ${segmentationId}`.execute(
				tx,
			);
			return new Map(rows.map((row) => [row.run, row.segment]));
		},
	};
}
