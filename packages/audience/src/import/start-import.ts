import { type Db, json, putTaskAside, startTask } from '@volna/db';
import { sql } from 'kysely';
import { checkSetup, type ImportIssue } from './check-setup.ts';
import { parseColumn } from './import-column.ts';
import { readImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import { importTaskName } from './import-task.ts';
import { makeSegment, type WantedSegment } from './make-segment.ts';
import { rememberColumns } from './preview-file.ts';

export interface NewImport {
	readonly file: { readonly id: string; readonly name: string; readonly size: number };
	/** Its `settings.segment` is not looked at. */
	readonly setup: ImportSetup;
	readonly segment: WantedSegment | null;
	readonly headers: readonly string[];
	readonly description: string;
	readonly staffId: string;
}

export type StartedImport =
	| { readonly status: 'started'; readonly id: string; readonly taskId: string }
	| { readonly status: 'invalid'; readonly issues: readonly ImportIssue[] };

/**
 * Writes an import down and puts its task on the list, in one transaction; identifier systems its columns name for the
 * first time are declared as unique. What the columns were is kept for the next file with the same headers.
 */
export async function startImport(db: Db, input: NewImport): Promise<StartedImport> {
	const names = await readImportNames(db);
	const { file, headers } = input;
	const known = input.segment && 'segmentId' in input.segment ? input.segment : null;
	const asked = { ...input.setup, settings: { ...input.setup.settings, segment: known } };
	const issues = checkSetup(asked, names, { merge: false });
	if (issues.length > 0) return { status: 'invalid', issues };
	const segment = input.segment && (await makeSegment(db, input.segment, input.staffId));
	if (segment && segment.status !== 'made') return { status: 'invalid', issues: [{ code: segment.status }] };
	const { segmentationId, segmentId } = segment ?? {};
	const setup: ImportSetup = {
		...asked,
		settings: { ...asked.settings, segment: segmentationId && segmentId ? { segmentationId, segmentId } : null },
	};
	const systems = setup.columns
		.flatMap((text) => (text === null ? [] : [parseColumn(text)!]))
		.flatMap((column) => (column.is === 'Id' ? [column.name] : []))
		.filter((name) => !names.systems.has(name.toLowerCase()));
	return db.transaction().execute(async (tx): Promise<StartedImport> => {
		if (systems.length > 0) {
			await sql`
				insert into identifier_system (name)
				select d.name from unnest(${systems}::text[]) as d(name)
				where not exists (select from identifier_system s where lower(s.name) = lower(d.name))
				order by d.name
				on conflict do nothing`.execute(tx);
		}
		const { id } = await tx
			.insertInto('import')
			.values({
				kind: setup.kind,
				fileId: file.id,
				fileName: file.name,
				fileSize: file.size,
				format: json(setup.format),
				headers: json(headers),
				columns: json(setup.columns),
				settings: json(setup.settings),
				description: input.description,
				staffId: input.staffId,
				startedAt: sql<Date>`volna.now_exact()`,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const taskId = await begin(tx, { id, fileName: file.name, staffId: input.staffId, anyway: false });
		if (setup.format.header) await rememberColumns(tx, headers, setup.columns);
		return { status: 'started', id, taskId };
	});
}

async function begin(
	tx: Parameters<typeof startTask>[0],
	{ id, fileName, staffId, anyway }: { id: string; fileName: string; staffId: string; anyway: boolean },
): Promise<string> {
	const taskId = await startTask(tx, {
		kind: importTaskName,
		title: { code: importTaskName, values: { file: fileName } },
		input: { importId: id, anyway },
		staffId,
		subject: `import:${id}`,
	});
	await tx.updateTable('import').set({ taskId, question: null }).where('id', '=', id).execute();
	return taskId;
}

export type AnsweredImport = 'answered' | 'unknown' | 'not-asked';

/** What people say to the question of an import: go on with a file that is bad from its beginning, or leave it. */
export async function answerImport(
	db: Db,
	id: string,
	answer: { readonly goOn: boolean; readonly staffId: string },
): Promise<AnsweredImport> {
	return db.transaction().execute(async (tx): Promise<AnsweredImport> => {
		const row = await tx
			.selectFrom('import')
			.select(['question', 'fileName', 'taskId'])
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		if (!row) return 'unknown';
		if (row.question === null) return 'not-asked';
		if (answer.goOn) await begin(tx, { id, fileName: row.fileName, staffId: answer.staffId, anyway: true });
		else {
			await sql`update import set question = null, cancelled_at = volna.now_exact() where id = ${id}`.execute(tx);
			if (row.taskId) await putTaskAside(tx, row.taskId);
		}
		return 'answered';
	});
}
