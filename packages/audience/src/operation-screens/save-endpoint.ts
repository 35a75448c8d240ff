import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';

export interface EndpointSettings {
	readonly name: string;
	/** Left out it is made of the name. */
	readonly systemName?: string;
	/** Pages that may call without a key, as browsers say them: `https://shop.example`. */
	readonly origins: readonly string[];
	/** Calls without a key and without an origin pass: an app. */
	readonly isApp: boolean;
}

export type CreatedEndpoint = { status: 'created'; id: string; systemName: string } | { status: 'name-taken' };

/** Makes an endpoint: a site, a till, an app. Its keys are made apart. */
export async function createEndpoint(db: Db, input: EndpointSettings): Promise<CreatedEndpoint> {
	const taken = await db.selectFrom('endpoint').select('systemName').execute();
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Endpoint',
			taken.map((row) => row.systemName),
		);
	try {
		const { id } = await db
			.insertInto('endpoint')
			.values({ name: input.name.trim(), systemName, origins: originsOf(input), isApp: input.isApp })
			.returning('id')
			.executeTakeFirstOrThrow();
		return { status: 'created', id, systemName };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

export type UpdatedEndpoint =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'changed'; revision: number }
	| { status: 'name-taken' };

/** Changes an endpoint. Compare-and-swap on `revision`. Its keys stay. */
export async function updateEndpoint(
	db: Db,
	id: string,
	revision: number,
	input: EndpointSettings & { readonly systemName: string },
): Promise<UpdatedEndpoint> {
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedEndpoint> => {
			const current = await tx
				.selectFrom('endpoint')
				.select('revision')
				.where('id', '=', id)
				.where('archivedAt', 'is', null)
				.forUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			await tx
				.updateTable('endpoint')
				.set({
					name: input.name.trim(),
					systemName: input.systemName,
					origins: originsOf(input),
					isApp: input.isApp,
					revision: revision + 1,
				})
				.where('id', '=', id)
				.execute();
			return { status: 'updated', revision: revision + 1 };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

/** Takes an endpoint out of use: it may call nothing and its keys are revoked. False when there is none. */
export async function archiveEndpoint(db: Db, id: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const result = await sql`
			update endpoint set archived_at = volna.now_exact(), revision = revision + 1
			where id = ${id} and archived_at is null`.execute(tx);
		if (Number(result.numAffectedRows) === 0) return false;
		await sql`
			update endpoint_key set revoked_at = volna.now_exact()
			where endpoint_id = ${id} and revoked_at is null`.execute(tx);
		await tx.deleteFrom('operationEndpoint').where('endpointId', '=', id).execute();
		return true;
	});
}

function originsOf(input: EndpointSettings): string[] {
	return [...new Set(input.origins.map((origin) => origin.toLowerCase()))];
}
