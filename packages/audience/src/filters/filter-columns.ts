import { type FilterClock, type FilterField, familyMemberOf } from '@volna/node-sdk';
import { type RawBuilder, sql } from 'kysely';

type Fragment = RawBuilder<unknown>;

/** Where the values of a field lie: in one column, or in rows of which any may satisfy the condition. */
export type FieldSource =
	| { readonly kind: 'column'; readonly sql: Fragment; readonly json?: boolean }
	/** `rows` is a from clause with its where, tied to the customer; `sql` a column of it. */
	| { readonly kind: 'rows'; readonly rows: Fragment; readonly sql: Fragment }
	/** The numbering range of the customer's phone has the value; `sql` is a column of it. */
	| { readonly kind: 'range'; readonly sql: Fragment }
	/** A template of the action has the value; asked once per statement, of the templates. */
	| { readonly kind: 'template'; readonly rows: Fragment; readonly sql: Fragment };

const columns: Readonly<Record<string, Fragment>> = {
	'customer.id': sql`c.id`,
	'customer.firstName': sql`c.first_name`,
	'customer.lastName': sql`c.last_name`,
	'customer.middleName': sql`c.middle_name`,
	'customer.sex': sql`c.sex`,
	'customer.birthDate': sql`c.birth_date`,
	'customer.area': sql`c.area`,
	'customer.timeZone': sql`c.time_zone`,
	'customer.createdAt': sql`c.created_at`,
	'customer.source': sql`c.source`,
	'customer.lastActivityAt': sql`c.last_activity_at`,
	'phone.present': sql`(c.phone is not null)`,
	// Without a phone nothing is known of it.
	'phone.status': sql`(case when c.phone is not null then c.phone_status end)`,
	'phone.confirmed': sql`(case when c.phone is not null then c.phone_confirmed_at is not null end)`,
	'email.present': sql`(c.email is not null)`,
	'action.template': sql`a.template_id`,
	'action.at': sql`a.occurred_at`,
	'action.touchpoint': sql`a.touchpoint`,
	'action.trusted': sql`a.trusted`,
	'anyOrder.status': sql`o.status`,
	'anyOrder.total': sql`o.total`,
	'anyOrder.createdAt': sql`o.created_at`,
	'message.campaign': sql`m.campaign_id`,
	'message.flow': sql`m.flow_id`,
	'message.node': sql`m.node_id`,
	'message.sender': sql`m.sender`,
	'message.state': sql`m.state`,
	'message.reason': sql`m.reason`,
	'message.createdAt': sql`m.created_at`,
	'message.handedOffAt': sql`m.accepted_at`,
	'flowRun.flow': sql`r.flow_id`,
	'flowRun.active': sql`(r.ended_at is null)`,
	'flowRun.startedAt': sql`r.started_at`,
	'flowRun.endedAt': sql`r.ended_at`,
	'flowRun.endReason': sql`(case when r.end_reason like 'output:%' then 'output' else r.end_reason end)`,
	'move.segment': sql`v.segment_id`,
	'move.at': sql`v.at`,
	'trigger.action.name': sql`(s.facts -> 'action' ->> 'name')`,
	'trigger.action.touchpoint': sql`(s.facts -> 'action' ->> 'touchpoint')`,
	'trigger.action.at': sql`(s.facts -> 'action' ->> 'occurredAt')::timestamptz`,
	'order.id': sql`(s.facts -> 'order' ->> 'id')`,
	'order.status': sql`(s.facts -> 'order' ->> 'status')`,
	'order.total': sql`(s.facts -> 'order' ->> 'total')::numeric`,
	'order.createdAt': sql`(s.facts -> 'order' ->> 'createdAt')::timestamptz`,
	'order.lineCount': sql`(s.facts -> 'order' ->> 'lineCount')::numeric`,
};

const channel = sql`from subscription u where u.customer_id = c.id and u.channel = 'sms'`;

/** Consents in force at `now`. */
function consents({ now }: FilterClock): Fragment {
	return sql`from consent g where g.customer_id = c.id and g.channel = 'sms'
		and (g.valid_until is null or g.valid_until > ${now.toString()}::timestamptz)`;
}

const rows: Readonly<Record<string, FieldSource>> = {
	'phone.operator': { kind: 'range', sql: sql`q.operator` },
	'customer.device': {
		kind: 'rows',
		rows: sql`from identifier i where i.customer_id = c.id and i.kind = 'device'`,
		sql: sql`i.value`,
	},
	'subscription.since': { kind: 'rows', rows: sql`${channel} and u.topic = ''`, sql: sql`u.changed_at` },
	'action.tag': {
		kind: 'template',
		rows: sql`from action_template t cross join unnest(t.tags) as g(tag)`,
		sql: sql`g.tag`,
	},
	'flowRun.passed': {
		kind: 'rows',
		rows: sql`from step p where p.run_id = r.id and p.flow_id = r.flow_id and p.kind = 'passed'`,
		sql: sql`p.node_id`,
	},
};

/** Where the values of a field lie. Aliases: `c` customer, `s` the run's values, and those of `compile-rows.ts`. */
export function sourceOf(field: FilterField, clock: FilterClock): FieldSource {
	const listed = columns[field.field];
	if (listed) return { kind: 'column', sql: listed };
	const inRows = rows[field.field];
	if (inRows) return inRows;
	if (field.field === 'subscription.consentSource')
		return { kind: 'rows', rows: sql`${consents(clock)} and g.topic = ''`, sql: sql`g.source` };
	const name = familyMemberOf(field.field);
	if (name === undefined) throw new Error(`no column for the filter field ${field.field}`);
	const family = field.field.slice(0, -name.length - 1);
	switch (family) {
		case 'customer.custom':
			return jsonValue(sql`c.custom`, name, field);
		case 'action.custom':
			return jsonValue(sql`a.custom`, name, field);
		case 'trigger.action.custom':
			return jsonValue(sql`s.facts -> 'action' -> 'custom'`, name, field);
		case 'run':
			return jsonValue(sql`s.facts -> 'run'`, name, field);
		case 'identifier':
			return {
				kind: 'rows',
				rows: sql`from identifier i where i.customer_id = c.id and i.kind in ('unique', 'movable')
					and lower(i.system) = lower(${name}::text)`,
				sql: sql`i.value`,
			};
		case 'topic.explicit':
			return {
				kind: 'column',
				sql: sql`exists (select ${channel} and u.topic = ${topicOf(name)})`,
			};
		case 'topic.since':
			return { kind: 'rows', rows: effectiveSubscription(name), sql: sql`u.changed_at` };
		case 'topic.consentSource':
			return {
				kind: 'rows',
				rows: sql`${consents(clock)} and g.topic in (${topicOf(name)}, '')`,
				sql: sql`g.source`,
			};
	}
	throw new Error(`no column for the filter field ${field.field}`);
}

/** Rows of `subscription` that decide about the channel, or about a topic: its own, else the channel's. */
export function effectiveSubscription(topic: string | null): Fragment {
	if (topic === null) return sql`${channel} and u.topic = ''`;
	const name = topicOf(topic);
	return sql`${channel} and (u.topic = ${name} or (u.topic = '' and not exists (
		select from subscription w where w.customer_id = u.customer_id and w.channel = 'sms' and w.topic = ${name})))`;
}

// The tables hold the system name in lower case.
function topicOf(name: string): Fragment {
	return sql`${name.toLowerCase()}::text`;
}

/** A member of an object in jsonb, as its declared type. */
function jsonValue(object: Fragment, name: string, { type }: FilterField): FieldSource {
	const text = sql`(${object} ->> ${name}::text)`;
	switch (type) {
		case 'number':
		case 'boolean':
			return { kind: 'column', sql: sql`(${object} -> ${name}::text)`, json: true };
		case 'date':
			return {
				kind: 'column',
				sql: sql`(case when ${text} ~ '^\\d{4}-\\d{2}-\\d{2}$' and pg_input_is_valid(${text}, 'date') then ${text}::date end)`,
			};
		case 'instant':
			return {
				kind: 'column',
				sql: sql`(case when ${text} ~ '^\\d{4}-\\d{2}-\\d{2}T.*(Z|[+-]\\d{2}:?\\d{2})$' and pg_input_is_valid(${text}, 'timestamptz')
					then ${text}::timestamptz end)`,
			};
		default:
			return { kind: 'column', sql: text, json: true };
	}
}
