import { audit } from '@volna/access';
import {
	answerImport,
	checkImport,
	type ImportInfo,
	type ImportIssue,
	type ImportSetup,
	listImports,
	previewFile,
	readImport,
	startImport,
	type WantedSegment,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { openLanes } from './open-lanes.ts';
import { ownFile } from './own-file.ts';
import { cursorOf, pageOf } from './page.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Body = Input<'startImport'>['body'];

/** Files of customers: previewed, checked, imported. Checks apply a thousand rows, so few run at once. */
export function importHandlers({ db }: { db: Db }) {
	const lanes = openLanes(2);
	return {
		async previewImport({ body, staff }: Input<'previewImport'>) {
			const file = await ownFile(db, body.file, staff);
			return previewFile(db, file.id, body.format);
		},

		async checkImport({ body, staff, context }: Input<'checkImport'>) {
			const file = await ownFile(db, body.file, staff);
			checkWidths(body);
			const checked = await lanes(context.req.raw.signal, () => checkImport(db, file.id, setupOf(body), body.headers));
			if (!checked) throw new Refusal('database-busy');
			if (checked.status === 'invalid') throw invalid(checked.issues);
			const { status: _, faults, ...rest } = checked;
			return {
				...rest,
				faults: faults.map(({ customerId, ...fault }) => ({ ...fault, customer: customerId ?? null })),
				asOf: new Date(),
			};
		},

		async startImport({ body, staff, requestId }: Input<'startImport'>) {
			const file = await ownFile(db, body.file, staff);
			checkWidths(body);
			const started = await startImport(db, {
				file,
				setup: setupOf(body),
				segment: wantedSegment(body),
				headers: body.headers,
				description: body.description,
				staffId: staff.id,
			});
			if (started.status === 'invalid') throw invalid(started.issues);
			await note('import.start', started.id, { staff, requestId }, { kind: body.kind, size: file.size });
			return { id: toId('import', started.id), task: toId('task', started.taskId) };
		},

		async listImports({ query }: Input<'listImports'>) {
			const limit = query.limit ?? 25;
			const rows = await listImports(db, { limit: limit + 1, before: cursorOf(query.cursor) });
			return pageOf(rows, limit, (row) => row.id, describe);
		},

		async readImport({ params }: Input<'readImport'>) {
			const found = await readImport(db, fromId('import', params.import));
			if (!found) throw unknown();
			return { ...describe(found), headers: found.headers, columns: found.setup.columns, asOf: new Date() };
		},

		async answerImport({ params, body, staff, requestId }: Input<'answerImport'>) {
			const id = fromId('import', params.import);
			const answered = await answerImport(db, id, { goOn: body.goOn, staffId: staff.id });
			if (answered === 'unknown') throw unknown();
			if (answered === 'not-asked') throw new Refusal('import-not-asked');
			await note('import.answer', id, { staff, requestId }, { goOn: body.goOn });
			return { done: true as const };
		},
	};

	function note(
		act: string,
		id: string,
		{ staff, requestId }: Pick<Input<'startImport'>, 'staff' | 'requestId'>,
		details: Record<string, unknown>,
	): Promise<void> {
		return db
			.transaction()
			.execute((tx) => audit(tx, { staffId: staff.id, act, subject: `import:${id}`, details, requestId }));
	}
}

function unknown(): Refusal {
	return new Refusal('thing-unknown', { values: { kind: 'import' } });
}

function checkWidths(body: Body): void {
	if (body.headers.length !== body.columns.length)
		throw new Refusal('field-invalid', { at: '/columns', values: { rule: 'length' } });
}

function invalid(issues: readonly ImportIssue[]): Refusal {
	return new Refusal('import-invalid', {
		details: issues.map(({ code, column, value }) => ({ code, column: column ?? null, value: value ?? null })),
	});
}

function setupOf({ kind, format, columns, settings }: Body): ImportSetup {
	const { template, segment, ...rest } = settings;
	const known = segment && 'segment' in segment;
	return {
		kind,
		format,
		columns,
		settings: {
			...rest,
			templateId: template,
			segment: known ? { segmentationId: segment.segmentation, segmentId: segment.segment } : null,
		},
	};
}

function wantedSegment({ settings: { segment } }: Body): WantedSegment | null {
	if (!segment) return null;
	if ('segment' in segment) return { segmentationId: segment.segmentation, segmentId: segment.segment };
	if ('segmentation' in segment) return { segmentationId: segment.segmentation, newSegment: segment.newSegment };
	return segment;
}

function describe({ taskId, ...row }: ImportInfo) {
	return { ...row, id: toId('import', row.id), task: taskId && toId('task', taskId) };
}
