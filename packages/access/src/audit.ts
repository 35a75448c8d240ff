import { createHash } from 'node:crypto';
import { json, type Tx } from '@volna/db';
import { sql } from 'kysely';

export interface AuditEntry {
	staffId: string | null;
	/** What was done: `flow.publish`, `key.create`, … */
	act: string;
	/** To what: `flow:<id>`, `endpoint:<id>`, … */
	subject: string;
	/** Ids and counts; never a secret, a text or a whole phone. */
	details?: Record<string, unknown>;
	requestId?: string;
}

/** Writes one line of the audit log, chained by hash to the line before. Entries queue behind one advisory lock. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('volna.audit'))`.execute(tx);
	const last = await tx.selectFrom('auditEntry').select('hash').orderBy('id', 'desc').limit(1).executeTakeFirst();
	const details = entry.details ?? {};
	const hash = createHash('sha256')
		.update(last?.hash ?? Buffer.alloc(0))
		.update(JSON.stringify([entry.staffId, entry.act, entry.subject, details]))
		.digest();
	await tx
		.insertInto('auditEntry')
		.values({
			staffId: entry.staffId,
			act: entry.act,
			subject: entry.subject,
			details: json(details),
			requestId: entry.requestId ?? null,
			previous: last?.hash ?? null,
			hash,
		})
		.execute();
}
