import { type Db, json, type Tx } from '@volna/db';
import { documentHash, emptyDocument, type FlowDocument } from '@volna/flow';
import { sql } from 'kysely';
import { inTransaction } from './in-transaction.ts';
import { systemNameOf } from './system-name.ts';

export interface NewFlow {
	readonly name: string;
	/** The oldest living campaign when left out. */
	readonly campaignId?: string;
	/** Empty when left out. */
	readonly document?: FlowDocument;
	readonly staffId: string | null;
	/** Made from the name when left out; a digit is added on a clash. */
	readonly systemName?: string;
}

export type CreatedFlow = { readonly kind: 'created'; readonly id: string } | { readonly kind: 'campaign-unknown' };

/** Makes a flow with a draft of revision 1. */
export function createFlow(db: Db | Tx, flow: NewFlow): Promise<CreatedFlow> {
	return inTransaction(db, async (tx) => {
		const campaign = await tx
			.selectFrom('campaign')
			.select('id')
			.where('archivedAt', 'is', null)
			.$if(flow.campaignId !== undefined, (query) => query.where('id', '=', flow.campaignId!))
			.orderBy('createdAt')
			.limit(1)
			.executeTakeFirst();
		if (!campaign) return { kind: 'campaign-unknown' };
		const document = flow.document ?? emptyDocument;
		const row = await tx
			.insertInto('flow')
			.values({
				campaignId: campaign.id,
				name: flow.name,
				systemName: await freeSystemName(tx, flow.systemName ?? systemNameOf(flow.name)),
				document: json(document),
				documentHash: documentHash(document),
				createdAt: sql`volna.now_exact()`,
				updatedAt: sql`volna.now_exact()`,
				updatedBy: flow.staffId,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return { kind: 'created', id: row.id };
	});
}

async function freeSystemName(tx: Tx, base: string): Promise<string> {
	// Two creators of one name in one instant would clash on the unique key; they take turns instead.
	await sql`select pg_advisory_xact_lock(hashtext('flow_system_name'))`.execute(tx);
	const { rows } = await sql<{ name: string }>`
		select lower(system_name) as name from flow where lower(system_name) like ${`${base.toLowerCase()}%`}`.execute(tx);
	const taken = new Set(rows.map((row) => row.name));
	let name = base;
	for (let digit = 2; taken.has(name.toLowerCase()); digit++) name = `${base}${digit}`;
	return name;
}
