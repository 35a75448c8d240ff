import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { listRefs, type RefProblem } from '../list-refs.ts';
import type { CustomerRight } from '../states.ts';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';

export interface OperationSettings {
	readonly campaignId: string;
	readonly name: string;
	/** Left out it is made of the name. */
	readonly systemName?: string;
	/** The action it issues; null when it issues none unless a call names one. */
	readonly templateId: string | null;
	readonly customerRight: CustomerRight;
	readonly requiresKey: boolean;
	/** What Volna has no place for is refused instead of left out. */
	readonly strict: boolean;
	/** Subscribing needs the consent in the call. */
	readonly requiresConsent: boolean;
	/** Endpoints that may call it; those left out may no longer. */
	readonly endpointIds: readonly string[];
}

/** Why settings cannot be saved. */
export type OperationProblem =
	| { status: 'name-taken' }
	| { status: 'thing-unknown'; kind: 'campaign' | 'endpoint' | 'template' }
	/** The template is there, yet cannot be issued by this operation (`unknown` is `thing-unknown`). */
	| { status: 'template-unfit'; problem: RefProblem };

export type CreatedOperation = { status: 'created'; id: string; systemName: string } | OperationProblem;

/** Makes an operation; calls of its endpoints are taken within seconds. `role` is whose choice of template it is. */
export async function createOperation(db: Db, input: OperationSettings, role: string): Promise<CreatedOperation> {
	return settle(() =>
		db.transaction().execute(async (tx): Promise<CreatedOperation> => {
			const problem = await problemOf(tx, input, role);
			if (problem) return problem;
			const taken = await tx.selectFrom('operation').select('systemName').execute();
			const systemName =
				input.systemName ??
				freeName(
					transliterate(input.name) || 'Operation',
					taken.map((row) => row.systemName),
				);
			const { id } = await tx
				.insertInto('operation')
				.values({ ...columnsOf(input), systemName })
				.returning('id')
				.executeTakeFirstOrThrow();
			await allow(tx, id, input.endpointIds);
			return { status: 'created', id, systemName };
		}),
	);
}

export type UpdatedOperation =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'changed'; revision: number }
	| OperationProblem;

/** Changes an operation. Compare-and-swap on `revision`. A template it has already may stay whatever became of it. */
export async function updateOperation(
	db: Db,
	id: string,
	revision: number,
	input: OperationSettings & { readonly systemName: string },
	role: string,
): Promise<UpdatedOperation> {
	return settle(() =>
		db.transaction().execute(async (tx): Promise<UpdatedOperation> => {
			const current = await tx
				.selectFrom('operation')
				.select(['revision', 'templateId', 'campaignId', 'requiresKey'])
				.where('id', '=', id)
				.where('archivedAt', 'is', null)
				.forUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			const sameIssue =
				current.templateId === input.templateId &&
				current.campaignId === input.campaignId &&
				current.requiresKey === input.requiresKey;
			const problem = await problemOf(tx, sameIssue ? { ...input, templateId: null } : input, role);
			if (problem) return problem;
			await tx
				.updateTable('operation')
				.set({ ...columnsOf(input), systemName: input.systemName, revision: revision + 1 })
				.where('id', '=', id)
				.execute();
			await tx.deleteFrom('operationEndpoint').where('operationId', '=', id).execute();
			await allow(tx, id, input.endpointIds);
			return { status: 'updated', revision: revision + 1 };
		}),
	);
}

/** Takes an operation out of use, with why; its calls are refused as unknown from then on. False when there is none. */
export async function archiveOperation(db: Db, id: string, reason: string): Promise<boolean> {
	const result = await sql`
		update operation set archived_at = volna.now_exact(), archive_reason = ${reason.trim()}, revision = revision + 1
		where id = ${id} and archived_at is null`.execute(db);
	return Number(result.numAffectedRows) > 0;
}

/** Puts an archived operation back; false when there is none. */
export async function restoreOperation(db: Db, id: string): Promise<boolean> {
	const result = await sql`
		update operation set archived_at = null, archive_reason = '', revision = revision + 1
		where id = ${id} and archived_at is not null`.execute(db);
	return Number(result.numAffectedRows) > 0;
}

function columnsOf(input: OperationSettings) {
	return {
		campaignId: input.campaignId,
		name: input.name.trim(),
		templateId: input.templateId,
		customerRight: input.customerRight,
		requiresKey: input.requiresKey,
		strict: input.strict,
		requiresConsent: input.requiresConsent,
	};
}

async function problemOf(tx: Tx, input: OperationSettings, role: string): Promise<OperationProblem | undefined> {
	const campaign = await tx
		.selectFrom('campaign')
		.select('archivedAt')
		.where('id', '=', input.campaignId)
		.executeTakeFirst();
	if (!campaign || campaign.archivedAt) return { status: 'thing-unknown', kind: 'campaign' };
	const wanted = [...new Set(input.endpointIds)];
	const known = await sql`
		select from endpoint where archived_at is null and id = any(${wanted}::uuid[]) for share`.execute(tx);
	if (known.rows.length !== wanted.length) return { status: 'thing-unknown', kind: 'endpoint' };
	if (input.templateId === null) return undefined;
	const template = await tx
		.selectFrom('actionTemplate')
		.select('systemName')
		.where('id', '=', input.templateId)
		.executeTakeFirst();
	if (!template) return { status: 'thing-unknown', kind: 'template' };
	const refs = await listRefs(tx, 'action-template', {
		q: template.systemName,
		use: input.requiresKey ? 'operation' : 'tracker',
		campaignId: input.campaignId,
		role,
	});
	const problem = refs.find((ref) => ref.id === input.templateId)?.problem;
	return problem ? { status: 'template-unfit', problem } : undefined;
}

async function allow(tx: Tx, operationId: string, endpointIds: readonly string[]): Promise<void> {
	await sql`
		insert into operation_endpoint (operation_id, endpoint_id)
		select ${operationId}::uuid, e from unnest(${[...new Set(endpointIds)]}::uuid[]) e`.execute(tx);
}

async function settle<T>(save: () => Promise<T>): Promise<T | { status: 'name-taken' }> {
	try {
		return await save();
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}
