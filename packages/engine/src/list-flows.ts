import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { FlowState } from './states.ts';

export interface FlowSummary {
	readonly id: string;
	readonly name: string;
	readonly campaign: { readonly id: string; readonly name: string };
	readonly state: FlowState;
	readonly version: number | null;
	readonly entered30d: number;
	/** Runs started per day of the project's zone, oldest first, 30 numbers; the last is today. */
	readonly enteredByDay: readonly number[];
	readonly hereNow: number;
	/** Messages not sent ÷ messages asked for in 30 days; null when none were asked for. */
	readonly notSentShare: number | null;
	readonly draftDiffers: boolean;
	readonly updatedAt: Date;
	readonly updatedBy: string | null;
}

/** Flows with their state and figures of 30 days, last changed first. Archived ones only when asked for. */
export async function listFlows(
	db: Db | Tx,
	{ q, state }: { readonly q?: string; readonly state?: FlowState } = {},
): Promise<FlowSummary[]> {
	const { rows } = await sql<Omit<FlowSummary, 'campaign'> & { campaignId: string; campaignName: string }>`
		with wanted as (
			select f.* from flow f
			where (${state ?? null}::text is null and f.state <> 'archived' or f.state = ${state ?? null})
				and (${q ?? null}::text is null or position(lower(${q ?? null}) in lower(f.name || ' ' || f.system_name)) > 0)
		),
		today as (select (volna.now_stable() at time zone p.time_zone)::date as on_day, p.time_zone as zone from project p),
		days as (
			select r.flow_id, t.on_day - (r.started_at at time zone t.zone)::date as ago, count(*) as entered
			from run r
			cross join today t
			where r.flow_id in (select id from wanted) and r.mode = 'live'
				and r.started_at >= (t.on_day - 29)::timestamp at time zone t.zone
			group by 1, 2
		),
		inside as (
			select flow_id, count(*) as here_now from run
			where flow_id in (select id from wanted) and ended_at is null and mode = 'live'
			group by flow_id
		),
		sent as (
			select flow_id, avg((state in ('suppressed', 'expired_local', 'cancelled', 'rejected', 'failed'))::int)::float8 as share
			from message
			where flow_id in (select id from wanted) and mode = 'live' and created_at >= volna.now_stable() - interval '30 days'
			group by flow_id
		)
		select f.id, f.name, c.id as campaign_id, c.name as campaign_name, f.state, v.number as version,
			coalesce((select sum(entered) from days d where d.flow_id = f.id), 0) as entered30d,
			(select array_agg(coalesce(d.entered, 0)::int order by n desc)
				from generate_series(0, 29) n left join days d on d.flow_id = f.id and d.ago = n) as entered_by_day,
			coalesce(i.here_now, 0) as here_now, m.share as not_sent_share,
			v.document_hash is distinct from f.document_hash as draft_differs, f.updated_at, s.name as updated_by
		from wanted f
		join campaign c on c.id = f.campaign_id
		left join flow_version v on v.id = f.active_version_id
		left join inside i on i.flow_id = f.id
		left join sent m on m.flow_id = f.id
		left join staff s on s.id = f.updated_by
		order by f.updated_at desc, f.id desc`.execute(db);
	return rows.map(({ campaignId, campaignName, ...flow }) => ({
		...flow,
		campaign: { id: campaignId, name: campaignName },
	}));
}
