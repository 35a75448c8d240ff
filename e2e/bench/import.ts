import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Db, migrate, openDatabase } from '@volna/db';
import { startEmbeddedPostgres } from '@volna/db/embedded';
import { sql } from 'kysely';
import { type BenchResult, median } from './result.ts';

const RUNS = 3;
const columns = ['Id:shop', 'MobilePhone', 'LastName', 'FirstName', 'Sex', 'BirthDate', 'Area', 'IsSubscribedBySms'];
const encodings = ['utf-8', 'windows-1251'] as const;
type Encoding = (typeof encodings)[number];

/**
 * New customers with an id, a phone, a subscription with its consent and a segment, then the same file again, in two
 * encodings; beside it Postgres's own COPY of the same file into one bare table.
 */
export async function benchImport(rows: number): Promise<BenchResult[]> {
	const folder = mkdtempSync(join(tmpdir(), 'volna-bench-import-'));
	// As root the server runs as another user, who must get in and read the files.
	chmodSync(folder, 0o755);
	const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data') });
	try {
		await migrate(server.url);
		const database = openDatabase(server.url, { max: 4, name: 'volna bench' });
		try {
			const results: BenchResult[] = [];
			for (const encoding of encodings) {
				const file = join(folder, `${encoding}.csv`);
				await writeFile(file, rows, encoding);
				chmodSync(file, 0o644);
				results.push(...(await measure(database, file, rows, encoding)));
			}
			return results;
		} finally {
			await database.close();
		}
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function writeFile(path: string, rows: number, encoding: Encoding): Promise<void> {
	const out = createWriteStream(path);
	const cyrillic = new Map(
		[...new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map(
			(char, byte) => [char, byte],
		),
	);
	const bytesOf = (text: string) =>
		encoding === 'utf-8' ? Buffer.from(text) : Buffer.from(Array.from(text, (char) => cyrillic.get(char)!));
	const [lasts, firsts] = [
		['Орлова', 'Иванова', 'Смирнова', 'Кузнецова', 'Щербакова'],
		['Анна', 'Мария', 'Ольга', 'Екатерина', 'Юлия', 'Яна', 'Вера'],
	];
	const areas = ['Омская область', 'Московская область', 'Самарская область', 'Приморский край'];
	let text = `${columns.join(';')}\n`;
	for (let n = 0; n < rows; n++) {
		const phone = String(9_100_000_000 + n * 7);
		text += `${n};+7 ${phone.slice(0, 3)} ${phone.slice(3, 6)}-${phone.slice(6, 8)}-${phone.slice(8)};${lasts[n % 5]};${firsts[n % 7]};ж;${String(1 + (n % 28)).padStart(2, '0')}.05.${1950 + (n % 50)};${areas[n % 4]};да\n`;
		if (text.length > 50_000) {
			if (!out.write(bytesOf(text))) await once(out, 'drain');
			text = '';
		}
	}
	out.end(bytesOf(text));
	await once(out, 'close');
}

async function measure(
	{ db, url }: { db: Db; url: string },
	file: string,
	rows: number,
	encoding: Encoding,
): Promise<BenchResult[]> {
	const figures = { new: [] as number[], again: [] as number[], copy: [] as number[] };
	let peak = 0;
	for (let run = 0; run < RUNS; run++) {
		await sql`truncate customer, identifier, subscription, consent, segment_member, segment_move, segment_size, import`.execute(
			db,
		);
		const first = await importFile({ db, url }, file, encoding, run);
		if (first.created !== rows) throw new Error(`${first.created} of ${rows} customers were made`);
		await sql`vacuum analyze customer, identifier, subscription, consent, segment_member`.execute(db);
		const again = await importFile({ db, url }, file, encoding, run);
		if (again.unchanged !== rows) throw new Error(`${again.unchanged} of ${rows} rows were found unchanged`);
		peak = Math.max(peak, first.peak, again.peak);
		figures.new.push(rows / first.seconds);
		figures.again.push(rows / again.seconds);
		figures.copy.push(rows / (await copy(db, file, encoding)));
	}
	const baseline = median(figures.copy);
	const details = { rows, 'MB of the file': Math.round(statSync(file).size / 1e6), 'RSS MB': Math.round(peak / 1e6) };
	return (['new', 'again'] as const).map((metric) => {
		const value = median(figures[metric]);
		return {
			bench: 'import',
			metric: `${encoding} ${metric}`,
			unit: 'rows/s',
			value,
			baseline,
			ratio: value / baseline,
			runs: RUNS,
			details,
		};
	});
}

async function importFile({ db, url }: { db: Db; url: string }, file: string, encoding: Encoding, run: number) {
	const { segmentationId, segmentId } = await segmentOf(db, run);
	const { id } = await db
		.insertInto('import')
		.values({
			kind: 'upsert',
			fileId: '00000000-0000-0000-0000-000000000000',
			fileName: 'bench.csv',
			fileSize: statSync(file).size,
			format: JSON.stringify({ encoding, delimiter: ';', quotes: true, header: true }),
			headers: JSON.stringify(columns),
			columns: JSON.stringify(columns),
			settings: JSON.stringify({
				findBy: null,
				fill: 'overwrite',
				consent: { source: 'bench', at: '2026-11-01T09:00:00Z', evidence: null },
				agreed: null,
				touchpoint: null,
				segment: { segmentationId, segmentId },
				templateId: null,
				occurredAt: null,
				startsFlows: false,
			}),
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const { stdout } = await promisify(execFile)(process.execPath, [
		// As scripts/supervisor starts a worker.
		'--max-semi-space-size=4',
		join(import.meta.dirname, 'run-import.ts'),
		url,
		file,
		id,
	]);
	const ran = JSON.parse(stdout) as { seconds: number; peak: number };
	const row = await db
		.selectFrom('import')
		.select(['created', 'unchanged'])
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	return { ...row, ...ran };
}

async function segmentOf(db: Db, run: number) {
	const name = `bench${run}`;
	const known = await db
		.selectFrom('segment')
		.select(['id', 'segmentationId'])
		.where('systemName', '=', name)
		.executeTakeFirst();
	if (known) return { segmentationId: known.segmentationId, segmentId: known.id };
	const { id: segmentationId } = await db
		.insertInto('segmentation')
		.values({ name, systemName: name, externalId: name, state: 'launched' })
		.returning('id')
		.executeTakeFirstOrThrow();
	const { id: segmentId } = await db
		.insertInto('segment')
		.values({ segmentationId, name, systemName: name, externalId: name })
		.returning('id')
		.executeTakeFirstOrThrow();
	return { segmentationId, segmentId };
}

/** Seconds of a COPY of the file. */
async function copy(db: Db, file: string, encoding: Encoding): Promise<number> {
	await sql`drop table if exists bench_copy`.execute(db);
	await sql`create table bench_copy (shop text, phone text, last text, first text, sex text, birth text, area text, sms text)`.execute(
		db,
	);
	const startedAt = performance.now();
	await sql`copy bench_copy from ${sql.lit(file)} with (format csv, delimiter ';', header true,
		encoding ${sql.lit(encoding === 'utf-8' ? 'utf8' : 'win1251')})`.execute(db);
	return (performance.now() - startedAt) / 1000;
}
