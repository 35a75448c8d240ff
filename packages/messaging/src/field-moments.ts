import { type RawBuilder, sql } from 'kysely';

/** Declared custom fields that hold a date or a moment, by `customer.<Name>` and `action.<Name>`. */
export type FieldMoments = Readonly<Record<string, 'date' | 'instant'>>;

/**
 * What of the custom fields is a date or a moment, as one value of a statement: in JSON both are texts. A name that
 * action templates declare differently is a text.
 */
export const fieldMoments: RawBuilder<FieldMoments> = sql`(
	select coalesce(jsonb_object_agg(d.name, d.type), '{}')
	from (
		select f.entity || '.' || f.system_name as name, min(f.type) as type
		from custom_field f
		group by f.entity, f.system_name
		having min(f.type) = max(f.type) and min(f.type) in ('date', 'instant')
	) d
)`;
