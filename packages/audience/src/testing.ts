import { type Db, json } from '@volna/db';
import { createEndpointKey } from './endpoint-keys.ts';
import type { CustomerRight, CustomFieldType, TemplateUsage } from './states.ts';

let serial = 0;
function unique(name: string): string {
	serial++;
	return `${name}${serial}`;
}

/** A campaign under a name of its own. */
export async function newCampaign(db: Db, values: { parentId?: string } = {}): Promise<string> {
	const name = unique('Campaign');
	const row = await db
		.insertInto('campaign')
		.values({ name, systemName: name, parentId: values.parentId ?? null })
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** An action template for operations, in a campaign of its own unless one is given. */
export async function newTemplate(
	db: Db,
	values: {
		campaignId?: string;
		name?: string;
		systemName?: string;
		usage?: TemplateUsage[];
		kind?: 'standard' | 'order';
		retentionMonths?: number;
	} = {},
): Promise<{ id: string; name: string; systemName: string; campaignId: string }> {
	const systemName = values.systemName ?? unique('Template');
	const row = await db
		.insertInto('actionTemplate')
		.values({
			campaignId: values.campaignId ?? (await newCampaign(db)),
			name: values.name ?? systemName,
			systemName,
			kind: values.kind ?? 'standard',
			usage: values.usage ?? ['operation', 'trigger'],
			retentionMonths: values.retentionMonths ?? 13,
		})
		.returning(['id', 'name', 'systemName', 'campaignId'])
		.executeTakeFirstOrThrow();
	return row;
}

/** Declared fields, of customers unless a template is named: their types by system name. */
export async function newFields(
	db: Db,
	types: Readonly<Record<string, CustomFieldType>>,
	templateId: string | null = null,
): Promise<void> {
	for (const [systemName, type] of Object.entries(types)) {
		const options = type === 'enum' ? json([{ value: 'one', name: 'Один' }]) : json([]);
		const entity = templateId ? 'action' : 'customer';
		await db
			.insertInto('customField')
			.values({ entity, templateId, systemName, name: systemName, type, options })
			.execute();
	}
}

/** A customer with an identifier row for each contact. */
export async function newCustomer(
	db: Db,
	values: {
		firstName?: string | null;
		lastName?: string | null;
		phone?: string | null;
		email?: string | null;
		area?: string | null;
		timeZone?: string | null;
		subscribed?: boolean;
	} = {},
): Promise<number> {
	const { subscribed, ...contacts } = values;
	const fields = { source: 'test', ...contacts };
	const { id } = await db.insertInto('customer').values(fields).returning('id').executeTakeFirstOrThrow();
	for (const kind of ['phone', 'email'] as const) {
		const value = fields[kind];
		if (value) await db.insertInto('identifier').values({ kind, value, customerId: id }).execute();
	}
	if (subscribed !== undefined) {
		await db
			.insertInto('subscription')
			.values({ customerId: id, state: subscribed ? 'subscribed' : 'unsubscribed', source: 'test' })
			.execute();
	}
	return id;
}

/** A launched static segmentation with segments of the given names. */
export async function newSegmentation(
	db: Db,
	names: readonly string[],
	state: 'draft' | 'launched' = 'launched',
): Promise<{ id: string; externalId: string; segments: Record<string, string> }> {
	const name = unique('segmentation');
	const { id } = await db
		.insertInto('segmentation')
		.values({ name, systemName: name, externalId: name, state })
		.returning('id')
		.executeTakeFirstOrThrow();
	const segments: Record<string, string> = {};
	for (const [position, segment] of names.entries()) {
		const row = await db
			.insertInto('segment')
			.values({ segmentationId: id, name: segment, systemName: segment, externalId: segment, position })
			.returning('id')
			.executeTakeFirstOrThrow();
		segments[segment] = row.id;
	}
	return { id, externalId: name, segments };
}

/** An operation that its own endpoint may call, with a live key of it. */
export async function newOperation(
	db: Db,
	values: {
		templateId?: string | null;
		campaignId?: string;
		right?: CustomerRight;
		strict?: boolean;
		requiresConsent?: boolean;
		requiresKey?: boolean;
		origins?: string[];
	} = {},
): Promise<{
	id: string;
	systemName: string;
	endpointId: string;
	endpointName: string;
	keyId: string;
	secret: string;
}> {
	const systemName = unique('Operation');
	const template =
		values.templateId &&
		(await db.selectFrom('actionTemplate').select('campaignId').where('id', '=', values.templateId).executeTakeFirst());
	const operation = await db
		.insertInto('operation')
		.values({
			campaignId: values.campaignId ?? (template ? template.campaignId : await newCampaign(db)),
			name: systemName,
			systemName,
			templateId: values.templateId ?? null,
			customerRight: values.right ?? 'create_or_edit',
			strict: values.strict ?? false,
			requiresConsent: values.requiresConsent ?? false,
			requiresKey: values.requiresKey ?? true,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const endpointName = unique('endpoint');
	const endpoint = await db
		.insertInto('endpoint')
		.values({ name: endpointName, systemName: endpointName, origins: values.origins ?? [] })
		.returning('id')
		.executeTakeFirstOrThrow();
	await db.insertInto('operationEndpoint').values({ operationId: operation.id, endpointId: endpoint.id }).execute();
	const created = await createEndpointKey(db, { endpointId: endpoint.id, name: 'test' });
	if (created.status !== 'created') throw new Error(created.status);
	return {
		id: operation.id,
		systemName,
		endpointId: endpoint.id,
		endpointName,
		keyId: created.key.id,
		secret: created.secret,
	};
}
