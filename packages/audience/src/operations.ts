import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { EndpointKeyInfo } from './endpoint-keys.ts';
import { readNow } from './read-now.ts';
import type { CustomerRight } from './states.ts';
import { freeName, transliterate } from './transliterate.ts';

export interface EndpointInfo {
	id: string;
	name: string;
	systemName: string;
	origins: string[];
	isApp: boolean;
	revision: number;
	/** Keys that are not revoked, the oldest first. */
	keys: EndpointKeyInfo[];
}

export interface OperationInfo {
	id: string;
	campaignId: string;
	campaign: string;
	revision: number;
	archivedAt: Date | null;
	archiveReason: string;
	name: string;
	systemName: string;
	template: { id: string; name: string; systemName: string } | null;
	customerRight: CustomerRight;
	requiresKey: boolean;
	strict: boolean;
	requiresConsent: boolean;
	endpoints: EndpointInfo[];
	calls24h: number;
	/** Of those, calls that were invalid or failed. */
	errors24h: number;
}

/** Operations that are not archived (`archived` asks for the others), by name; with `templateId` those that issue it. */
export async function listOperations(
	db: Db,
	options: { templateId?: string; archived?: boolean } = {},
): Promise<{ items: OperationInfo[]; asOf: Date }> {
	const { rows } = await sql<Omit<OperationInfo, 'endpoints'> & { endpointIds: string[] }>`
		select o.id, o.campaign_id as "campaignId", c.name as campaign, o.revision, o.archived_at as "archivedAt",
			o.archive_reason as "archiveReason", o.name, o.system_name as "systemName",
			case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name, 'systemName', t.system_name) end as template,
			o.customer_right as "customerRight", o.requires_key as "requiresKey", o.strict,
			o.requires_consent as "requiresConsent",
			(select coalesce(jsonb_agg(e.endpoint_id), '[]') from operation_endpoint e where e.operation_id = o.id) as "endpointIds",
			day.calls as "calls24h", day.errors as "errors24h"
		from operation o
		join campaign c on c.id = o.campaign_id
		left join action_template t on t.id = o.template_id
		cross join lateral (
			select count(*) as calls, count(*) filter (where r.state in ('invalid', 'failed')) as errors
			from operation_request r
			where r.operation_id = o.id and r.received_at >= volna.now_stable() - interval '24 hours'
		) day
		where (o.archived_at is not null) = ${options.archived ?? false} and (${options.templateId ?? null}::uuid is null or o.template_id = ${options.templateId ?? null}::uuid)
		order by o.name, o.id`.execute(db);
	const endpoints = new Map((await listEndpoints(db)).map((endpoint) => [endpoint.id, endpoint]));
	const items = rows.map(({ endpointIds, ...operation }) => ({
		...operation,
		endpoints: endpointIds.map((id) => endpoints.get(id)).filter((endpoint) => endpoint !== undefined),
	}));
	return { items, asOf: await readNow(db) };
}

/** Endpoints that are not archived, by name, with their keys. */
export async function listEndpoints(db: Db): Promise<EndpointInfo[]> {
	const endpoints = await db
		.selectFrom('endpoint')
		.select(['id', 'name', 'systemName', 'origins', 'isApp', 'revision'])
		.where('archivedAt', 'is', null)
		.orderBy('name')
		.orderBy('id')
		.execute();
	const keys = await db
		.selectFrom('endpointKey')
		.select(['id', 'endpointId', 'name', 'hint', 'mode', 'createdAt', 'lastUsedAt'])
		.where('revokedAt', 'is', null)
		.orderBy('createdAt')
		.execute();
	return endpoints.map((endpoint) => ({
		...endpoint,
		keys: keys.filter((key) => key.endpointId === endpoint.id).map(({ endpointId: _, ...key }) => key),
	}));
}

/** The endpoint of a system name, made when there is none. */
export async function ensureEndpoint(
	db: Db,
	input: { name: string; systemName?: string },
): Promise<{ id: string; systemName: string; created: boolean }> {
	const endpoints = await db.selectFrom('endpoint').select(['id', 'systemName']).execute();
	const same = endpoints.find((endpoint) => endpoint.systemName.toLowerCase() === input.systemName?.toLowerCase());
	if (same) return { ...same, created: false };
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Endpoint',
			endpoints.map((endpoint) => endpoint.systemName),
		);
	const row = await db
		.insertInto('endpoint')
		.values({ name: input.name, systemName })
		.onConflict((conflict) => conflict.doNothing())
		.returning(['id', 'systemName'])
		.executeTakeFirst();
	// Somebody made it in the same instant: look again.
	return row ? { ...row, created: true } : ensureEndpoint(db, input);
}

export interface OperationInput {
	campaignId: string;
	name: string;
	systemName?: string;
	templateId?: string | null;
	customerRight?: CustomerRight;
	requiresKey?: boolean;
	strict?: boolean;
	requiresConsent?: boolean;
	/** Endpoints that may call it, beside those that may already. */
	endpointIds: readonly string[];
}

/** The operation of a system name, made when there is none; the endpoints are allowed either way. */
export async function ensureOperation(
	db: Db,
	input: OperationInput,
): Promise<{ id: string; systemName: string; created: boolean }> {
	const made = await db.transaction().execute(async (tx) => {
		const operations = await tx.selectFrom('operation').select(['id', 'systemName']).execute();
		const same = operations.find((row) => row.systemName.toLowerCase() === input.systemName?.toLowerCase());
		const operation =
			same ??
			(await tx
				.insertInto('operation')
				.values({
					campaignId: input.campaignId,
					name: input.name,
					systemName:
						input.systemName ??
						freeName(
							transliterate(input.name) || 'Operation',
							operations.map((row) => row.systemName),
						),
					templateId: input.templateId ?? null,
					customerRight: input.customerRight ?? 'create_or_edit',
					requiresKey: input.requiresKey ?? true,
					strict: input.strict ?? false,
					requiresConsent: input.requiresConsent ?? false,
				})
				.onConflict((conflict) => conflict.doNothing())
				.returning(['id', 'systemName'])
				.executeTakeFirst());
		if (!operation) return undefined;
		if (input.endpointIds.length > 0) {
			await tx
				.insertInto('operationEndpoint')
				.values(input.endpointIds.map((endpointId) => ({ operationId: operation.id, endpointId })))
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		}
		return { ...operation, created: same === undefined };
	});
	// Somebody made it in the same instant: look again.
	return made ?? ensureOperation(db, input);
}
