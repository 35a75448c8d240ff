import type { Pool } from 'pg';
import { isPermitted, type MessageState, messageStates } from './states.ts';

const names = Object.keys(messageStates) as MessageState[];

/**
 * Puts a trigger on `message` of a test's database that refuses every move the machine does not know. Moves by evidence
 * need an attempt; their cause is the event's to say.
 */
export async function installMoveGuard(pool: Pick<Pool, 'query'>): Promise<void> {
	const pairs = (cause: string) =>
		names.flatMap((from) => names.filter((to) => isPermitted(from, to, cause)).map((to) => `${from}>${to}`));
	// No value comes from outside: the lists are the machine's own names.
	const list = (cause: string) =>
		`array[${pairs(cause)
			.map((pair) => `'${pair}'`)
			.join(', ')}]`;
	await pool.query(`
		create or replace function volna.guard_message_move() returns trigger language plpgsql as $$
		begin
			if old.state <> new.state
				and not (old.state || '>' || new.state = any (${list('ordinary')}))
				and not (old.attempt > 0 and old.state || '>' || new.state = any (${list('evidence')}))
			then
				raise exception 'a message may not move from % to %', old.state, new.state;
			end if;
			return new;
		end $$`);
	await pool.query(`
		create or replace trigger message_moves before update of state on message
		for each row execute function volna.guard_message_move()`);
}
