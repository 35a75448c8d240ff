import { type RawBuilder, sql } from 'kysely';

/** Binds a value as `jsonb`. Arrays need it: the driver would make Postgres arrays of them. */
export function json<T>(value: T): RawBuilder<T> {
	return sql<T>`${JSON.stringify(value)}::jsonb`;
}
