import type pg from 'pg';

interface Column {
	table: string;
	column: string;
	type: string;
	notNull: boolean;
	hasDefault: boolean;
	always: boolean;
}

const TYPES: Record<string, string> = {
	text: 'string',
	uuid: 'string',
	bytea: 'Buffer',
	bool: 'boolean',
	int2: 'number',
	int4: 'number',
	int8: 'number',
	float4: 'number',
	float8: 'number',
	numeric: 'number',
	jsonb: 'unknown',
	date: 'string',
	_text: 'string[]',
	_int4: 'number[]',
	// The driver reads its elements as texts.
	_int8: 'string[]',
};

/** The Kysely types of every table of the schema `public`, as source text. Closed text columns become unions. */
export async function describeTables(client: pg.Client): Promise<string> {
	const columns = await readColumns(client);
	const unions = await readUnions(client);
	const tables = new Map<string, string[]>();
	for (const column of columns) {
		const lines = tables.get(column.table) ?? [];
		tables.set(column.table, lines);
		lines.push(`\t${camel(column.column)}: ${typeOf(column, unions.get(`${column.table}.${column.column}`))};`);
	}
	const parts = [...tables].map(([name, lines]) => `export interface ${pascal(name)}Table {\n${lines.join('\n')}\n}\n`);
	const list = [...tables.keys()].map((name) => `\t${camel(name)}: ${pascal(name)}Table;`).join('\n');
	return `// Made by \`npm run db:types\` from the migrations. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type GeneratedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;

${parts.join('\n')}
export interface Tables {
${list}
}
`;
}

async function readColumns(client: pg.Client): Promise<Column[]> {
	const { rows } = await client.query(`
		select c.relname as "table", a.attname as "column", t.typname as type, a.attnotnull as "notNull",
		       (a.atthasdef or a.attidentity <> '') as "hasDefault", a.attidentity = 'a' as always
		from pg_attribute a
		join pg_class c on c.oid = a.attrelid
		join pg_type t on t.oid = a.atttypid
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
		  and a.attnum > 0 and not a.attisdropped
		order by c.relname, a.attnum`);
	return rows;
}

async function readUnions(client: pg.Client): Promise<Map<string, string>> {
	const { rows } = await client.query(`
		select c.relname as "table", a.attname as "column", pg_get_constraintdef(k.oid) as definition
		from pg_constraint k
		join pg_class c on c.oid = k.conrelid
		join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
		where k.contype = 'c' and cardinality(k.conkey) = 1 and c.relnamespace = 'public'::regnamespace`);
	const unions = new Map<string, string>();
	for (const row of rows) {
		if (!/ = ANY \(ARRAY\[|^CHECK \(\(\w+ = '[^']*'::text\)\)$/.test(row.definition)) continue;
		const words = [...row.definition.matchAll(/'([^']*)'::text/g)].map((match) => `'${match[1]}'`);
		unions.set(`${row.table}.${row.column}`, words.join(' | '));
	}
	return unions;
}

function typeOf(column: Column, union: string | undefined): string {
	const base = column.type === 'timestamptz' ? 'Timestamp' : (union ?? TYPES[column.type]);
	if (!base) throw new Error(`No TypeScript type for ${column.table}.${column.column}: ${column.type}`);
	const value = column.notNull ? base : `${base} | null`;
	if (column.always) return `GeneratedAlways<${value}>`;
	if (value === 'Timestamp' && column.hasDefault) return 'GeneratedTimestamp';
	return column.notNull && column.hasDefault ? `Generated<${value}>` : value;
}

function camel(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function pascal(name: string): string {
	const word = camel(name);
	return word.charAt(0).toUpperCase() + word.slice(1);
}
