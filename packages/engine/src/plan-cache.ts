import type { Db, Tx } from '@volna/db';
import type { Plan } from '@volna/flow';

/** Plans of published versions, by version id. They are immutable, so nothing ever has to be thrown out but for room. */
export interface PlanCache {
	/** Plans of these versions; what is not held yet is read in one statement. */
	get(db: Db | Tx, versionIds: Iterable<string>): Promise<ReadonlyMap<string, Plan>>;
}

/** A cache of at most `size` plans; the one unused for longest goes first. */
export function createPlanCache(size = 200): PlanCache {
	const held = new Map<string, Plan>();
	return {
		async get(db, versionIds) {
			const found = new Map<string, Plan>();
			const missing: string[] = [];
			for (const id of new Set(versionIds)) {
				const plan = held.get(id);
				if (!plan) missing.push(id);
				else {
					held.delete(id);
					held.set(id, plan);
					found.set(id, plan);
				}
			}
			if (missing.length > 0) {
				const rows = await db.selectFrom('flowVersion').select(['id', 'plan']).where('id', 'in', missing).execute();
				for (const row of rows) {
					found.set(row.id, row.plan as Plan);
					held.set(row.id, row.plan as Plan);
				}
			}
			for (const id of held.keys()) {
				if (held.size <= size) break;
				held.delete(id);
			}
			return found;
		},
	};
}
