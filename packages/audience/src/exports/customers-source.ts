import { type Db, TaskFailure, type Tx } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { type CustomerRow, describeCustomers } from '../customer-list/describe-customers.ts';
import { drawSelection } from '../selections/draw-selection.ts';
import { readSelection } from '../selections/read-selection.ts';
import type { CsvValue } from './csv-line.ts';
import type { ExportColumnInfo, ExportSource, ExportStyle } from './export-source.ts';
import type { ExportWords } from './export-words.ts';

export interface CustomersQuery {
	/** A kept selection; else all that filter and search find when the task begins. */
	readonly selectionId?: string | undefined;
	readonly filter?: Filter | null | undefined;
	readonly search?: string | null | undefined;
}

/** The stored row of ids that comes next. */
interface AfterChunk {
	readonly selectionId: string;
	readonly part: number;
	readonly position: number;
}

const FIND_WITHIN_MS = 600_000;

/** Customers by the ids of a selection, so that a retry hours later writes the same ones. */
export const customersSource: ExportSource<CustomersQuery, AfterChunk> = {
	name: 'customers',
	columns: customerColumns,

	async begin(db, query, { staffId, signal }) {
		const selection = query.selectionId
			? await readSelection(db, query.selectionId)
			: await found(db, query, staffId, signal);
		if (!selection) throw new TaskFailure('selection-expired');
		// People may have it go on days later.
		await sql`
			update selection set kept_until = greatest(kept_until, volna.now_exact() + interval '7 days')
			where id = ${selection.id}`.execute(db);
		return { after: { selectionId: selection.id, part: 1, position: 0 }, total: selection.count };
	},

	async page(tx, _query, after, style) {
		const { rows } = await sql<{ part: number; position: number; ids: number[]; living: number[] }>`
			select k.part, k.position, to_jsonb(k.ids) as ids, (
				select coalesce(jsonb_agg(c.id order by c.id), '[]') from customer c
				where c.id = any (k.ids) and c.deleted_at is null) as living
			from selection_chunk k
			where k.selection_id = ${after.selectionId} and (k.part, k.position) >= (${after.part}, ${after.position})
			order by k.part, k.position limit 1`.execute(tx);
		const chunk = rows[0];
		if (!chunk) {
			const { rows: kept } = await sql`select from selection where id = ${after.selectionId}`.execute(tx);
			if (!kept[0]) throw new TaskFailure('selection-expired');
			return { rows: [], done: 0, next: null };
		}
		return {
			rows: await customerCells(tx, chunk.living, style),
			done: chunk.ids.length,
			next: { ...after, part: chunk.part, position: chunk.position + 1 },
		};
	},
};

async function found(db: Db, query: CustomersQuery, staffId: string | null, signal: AbortSignal) {
	const drawn = await drawSelection(
		db,
		{ kind: 'all', filter: query.filter ?? null, search: query.search ?? null },
		{ staffId, signal, timeoutMs: FIND_WITHIN_MS },
	);
	if (drawn.status === 'cancelled') throw signal.reason;
	if (drawn.status === 'drawn') return drawn.selection;
	throw new TaskFailure(drawn.status === 'too-slow' ? 'too-slow' : 'filter-invalid');
}

const plain: readonly { key: string; personal?: true; usual?: true }[] = [
	{ key: 'id', usual: true },
	{ key: 'lastName', personal: true, usual: true },
	{ key: 'firstName', usual: true },
	{ key: 'middleName', usual: true },
	{ key: 'name' },
	{ key: 'phone', personal: true, usual: true },
	{ key: 'email', personal: true, usual: true },
	{ key: 'area', usual: true },
	{ key: 'zone' },
	{ key: 'sms', usual: true },
	{ key: 'segments', usual: true },
	{ key: 'sex' },
	{ key: 'birthDate', personal: true },
	{ key: 'orders' },
	{ key: 'ordersTotal' },
	{ key: 'lastAction' },
	{ key: 'lastActionAt' },
	{ key: 'activity' },
	{ key: 'source' },
	{ key: 'created', usual: true },
];

/** Plain columns, one for each declared field of customers, one for each launched segmentation. */
export async function customerColumns(db: Db | Tx, words: ExportWords): Promise<ExportColumnInfo[]> {
	const { rows } = await sql<{ key: string; heading: string; personal: boolean }>`
		select 'custom:' || f.system_name as key, f.name as heading, true as personal, 1 as place, f.position
		from custom_field f where f.entity = 'customer' and f.archived_at is null
		union all
		select 'segmentation:' || s.id, s.name, false, 2, 0 from segmentation s where s.state = 'launched'
		order by place, position, heading, key`.execute(db);
	return [
		...plain.map(({ key, personal = false, usual = false }) => ({
			key,
			heading: words.heading[key] ?? key,
			personal,
			usual,
		})),
		...rows.map(({ key, heading, personal }) => ({ key, heading, personal, usual: false })),
	];
}

interface Names {
	readonly id: number;
	readonly lastName: string | null;
	readonly firstName: string | null;
	readonly middleName: string | null;
}

/** Cells of customers, in the order of their ids given. */
export async function customerCells(
	tx: Tx,
	ids: readonly number[],
	style: ExportStyle,
): Promise<Record<string, CsvValue>[]> {
	const asked = style.columns.map((column) => (column === 'lastActionAt' ? 'lastAction' : column));
	const rows = await describeCustomers(tx, ids, asked, style.masked);
	const names = await readNames(tx, ids);
	return rows.map((row) => ({ ...cellsOf(row, style), ...nameCells(names.get(row.id), style) }));
}

async function readNames(tx: Tx, ids: readonly number[]): Promise<Map<number, Names>> {
	const { rows } = await sql<Names>`
		select id, last_name as "lastName", first_name as "firstName", middle_name as "middleName"
		from customer where id = any (${ids as number[]}::bigint[])`.execute(tx);
	return new Map(rows.map((row) => [row.id, row]));
}

function nameCells(names: Names | undefined, { masked }: ExportStyle): Record<string, CsvValue> {
	return {
		lastName: masked ? null : (names?.lastName ?? null),
		firstName: names?.firstName ?? null,
		middleName: names?.middleName ?? null,
	};
}

function cellsOf(row: CustomerRow, { words, moment, masked }: ExportStyle): Record<string, CsvValue> {
	const cells: Record<string, CsvValue> = {
		id: row.id,
		name: row.name,
		phone: row.phone,
		email: row.email,
		area: row.area,
		zone: row.timeZone,
		sms: words.sms[row.smsSubscription],
		segments: row.segments.map((segment) => segment.name).join(', '),
		sex: row.sex && words.sex[row.sex],
		birthDate: row.birthDate,
		orders: row.orders,
		ordersTotal: row.ordersTotal,
		lastAction: row.lastAction?.template,
		lastActionAt: moment(row.lastAction?.at ?? null),
		activity: moment(row.lastActivityAt),
		source: row.source,
		created: moment(row.createdAt),
	};
	for (const { segmentationId, name } of row.segments) cells[`segmentation:${segmentationId}`] = name;
	if (!masked) {
		for (const [name, value] of Object.entries(row.custom)) cells[`custom:${name}`] = customCell(value, words);
	}
	return cells;
}

function customCell(value: unknown, words: ExportWords): CsvValue {
	if (typeof value === 'boolean') return value ? words.yes : words.no;
	if (typeof value === 'string' || typeof value === 'number') return value;
	return value === null || value === undefined ? null : JSON.stringify(value);
}
