import { type Db, json } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { checkFilter, type FilterIssue } from '../filters/check-filter.ts';
import { readDeclaredFields } from '../filters/read-filter-clock.ts';
import type { CustomerSort } from '../states.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { columnsMost, firstColumns, isCustomerColumn } from './list-columns.ts';

/** The list of customers as somebody keeps it. */
export interface SavedView {
	readonly id: string;
	readonly name: string;
	readonly filter: Filter | null;
	readonly search: string | null;
	readonly columns: readonly string[];
	readonly sort: CustomerSort;
	/** Everybody sees it; only its owner changes it. */
	readonly shared: boolean;
	readonly own: boolean;
	/** Whose it is. */
	readonly owner: string;
}

export type SavedViewInput = Omit<SavedView, 'id' | 'own' | 'owner'>;

export type WrittenView =
	| { readonly status: 'saved'; readonly id: string }
	/** Nobody's, or somebody else's. */
	| { readonly status: 'unknown' }
	| { readonly status: 'name-taken' }
	| { readonly status: 'filter-invalid'; readonly issues: readonly FilterIssue[] };

/** One's own views and those others share, by name. */
export async function listViews(db: Db, staffId: string): Promise<SavedView[]> {
	const { rows } = await sql<SavedView>`
		select v.id, v.name, v.filter, v.search, v.columns, v.sort, v.shared, v.staff_id = ${staffId} as own, s.name as owner
		from saved_view v join staff s on s.id = v.staff_id
		where v.staff_id = ${staffId} or v.shared
		order by v.staff_id <> ${staffId}, lower(v.name), v.id`.execute(db);
	return rows;
}

/** Saves a new view, or with `id` one's own anew. */
export async function saveView(db: Db, staffId: string, input: SavedViewInput, id?: string): Promise<WrittenView> {
	const issues = input.filter ? checkFilter(input.filter, 'customer', await readDeclaredFields(db)) : [];
	if (issues.length > 0) return { status: 'filter-invalid', issues };
	const values = {
		name: input.name,
		filter: input.filter && json(input.filter),
		search: input.search,
		columns: usableColumns(input.columns),
		sort: input.sort,
		shared: input.shared,
	};
	try {
		const row =
			id === undefined
				? await db
						.insertInto('savedView')
						.values({ ...values, staffId })
						.returning('id')
						.executeTakeFirst()
				: await db
						.updateTable('savedView')
						.set({ ...values, updatedAt: sql<Date>`volna.now_exact()` })
						.where('id', '=', id)
						.where('staffId', '=', staffId)
						.returning('id')
						.executeTakeFirst();
		return row ? { status: 'saved', id: row.id } : { status: 'unknown' };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

/** False when it is not one's own. */
export async function deleteView(db: Db, staffId: string, id: string): Promise<boolean> {
	const deleted = await db
		.deleteFrom('savedView')
		.where('id', '=', id)
		.where('staffId', '=', staffId)
		.executeTakeFirst();
	return deleted.numDeletedRows > 0n;
}

export interface CustomerListSetting {
	readonly columns: readonly string[];
	readonly pageSize: number;
}

/** The columns and the page size somebody chose last. */
export async function readListSetting(db: Db, staffId: string): Promise<CustomerListSetting> {
	const row = await db
		.selectFrom('customerListSetting')
		.select(['columns', 'pageSize'])
		.where('staffId', '=', staffId)
		.executeTakeFirst();
	return row ?? { columns: firstColumns, pageSize: 50 };
}

/** Keeps them for the next time. */
export async function keepListSetting(db: Db, staffId: string, setting: CustomerListSetting): Promise<void> {
	const values = { columns: usableColumns(setting.columns), pageSize: setting.pageSize };
	await db
		.insertInto('customerListSetting')
		.values({ staffId, ...values })
		.onConflict((conflict) => conflict.column('staffId').doUpdateSet(values))
		.execute();
}

/** Known columns, each once; the name is always there. */
function usableColumns(columns: readonly string[]): string[] {
	return [...new Set(['name', ...columns.filter(isCustomerColumn)])].slice(0, columnsMost);
}
