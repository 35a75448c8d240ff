import { TaskFailure } from '@volna/db';
import { sql } from 'kysely';
import { customerCells, customerColumns } from './customers-source.ts';
import { EXPORT_PAGE, type ExportSource } from './export-source.ts';

export interface SegmentQuery {
	readonly segmentId: string;
}

/** Who is in a segment, by their ids, as they are when their page is read. */
export const segmentSource: ExportSource<SegmentQuery, number> = {
	name: 'segment',

	async columns(db, words) {
		const columns = await customerColumns(db, words);
		return [...columns, { key: 'since', heading: words.heading.since ?? 'since', personal: false, usual: true }];
	},

	async begin(db, { segmentId }) {
		const { rows } = await sql<{ size: number }>`
			select coalesce((select sum(z.change) from segment_size z where z.segment_id = g.id), 0)::bigint as size
			from segment g where g.id = ${segmentId}`.execute(db);
		if (!rows[0]) throw new TaskFailure('segment-gone');
		return { after: 0, total: rows[0].size };
	},

	async page(tx, { segmentId }, after, style) {
		const { rows: members } = await sql<{ id: number; since: Date; living: boolean }>`
			select m.customer_id as id, m.since, c.id is not null as living
			from (
				select customer_id, since from segment_member
				where segment_id = ${segmentId} and customer_id > ${after}::bigint
				order by customer_id limit ${EXPORT_PAGE}
			) as m
			left join customer c on c.id = m.customer_id and c.deleted_at is null
			order by m.customer_id`.execute(tx);
		const since = new Map(members.map((member) => [member.id, member.since]));
		const ids = members.flatMap(({ id, living }) => (living ? [id] : []));
		const cells = await customerCells(tx, ids, style);
		return {
			rows: cells.map((row) => ({ ...row, since: style.moment(since.get(row.id as number) ?? null) })),
			done: members.length,
			next: members.length < EXPORT_PAGE ? null : members.at(-1)!.id,
		};
	},
};
