import type { Pool } from 'pg';
import { isPermitted, type MessageState, messageCauses, statusSources } from '../states.ts';

/**
 * What of a database does not keep to the machine: events whose pair of states their cause does not permit, causes and
 * sources that are in no list, and messages whose last event is not their state. Empty when all is well.
 */
export async function brokenMoves(pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
	const { rows: pairs } = await pool.query<{ from_state: MessageState; to_state: MessageState; cause: string }>(
		'select distinct from_state, to_state, cause from message_event where from_state is not null and to_state is not null',
	);
	const { rows: astray } = await pool.query<{ id: string; state: string; last: string | null }>(`
		select m.id, m.state, e.to_state as last
		from message m
		left join lateral (
			select to_state from message_event where message_id = m.id and to_state is not null order by at desc, id desc limit 1
		) e on true
		where e.to_state is distinct from m.state`);
	const { rows: said } = await pool.query<{ cause: string; source: string | null }>(
		'select distinct cause, source from message_event',
	);
	const isListed = (list: readonly string[], word: string | null) => word === null || list.includes(word);
	return [
		...said
			.filter(({ cause, source }) => !isListed(messageCauses, cause) || !isListed(statusSources, source))
			.map(({ cause, source }) => `an event says ${cause}, ${source}`),
		...pairs
			.filter((row) => !isPermitted(row.from_state, row.to_state, row.cause))
			.map((row) => `${row.from_state}>${row.to_state} (${row.cause})`),
		...astray.map((row) => `${row.id} is ${row.state}, its last event says ${row.last}`),
	];
}
