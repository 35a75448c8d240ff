import { importEncodings, importIssues, importKinds, rowProblems, rowRemarks } from '@volna/audience/states';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant, Uuid } from '../ids.ts';
import { Done, PageQuery, pageOf } from '../page.ts';
import { needs, route } from '../route.ts';

/** How a file is read. */
export const ImportFormat = z.strictObject({
	encoding: z.enum(importEncodings),
	/** Any one character. */
	delimiter: z.string().refine((text) => [...text].length === 1 && !/["\r\n\0]/.test(text)),
	quotes: z.boolean(),
	/** The first row names the columns. */
	header: z.boolean(),
});
export type ImportFormat = z.infer<typeof ImportFormat>;

/** What a column is: `FirstName`, `Id:website`, `IsSubscribedBySmsOn:promo`, `Custom:city`; null leaves it out. */
const Column = z.string().max(200).nullable();
const name = z.string().trim().min(1).max(200);

export const ImportSettings = z.strictObject({
	/** Columns a customer is found by; null means all that name one. */
	findBy: z.array(z.string().max(200)).max(20).nullable().default(null),
	/** `blanks` leaves what a customer already has. */
	fill: z.enum(['overwrite', 'blanks']).default('overwrite'),
	/** What stands behind a "yes" whose row says nothing of its own. */
	consent: z
		.strictObject({ source: name, at: Instant, evidence: z.string().trim().max(1000).nullable().default(null) })
		.nullable()
		.default(null),
	/** Topics, '' for the channel, that everybody in a file without a subscription column agreed to. */
	agreed: z.array(z.string().max(100)).min(1).max(50).nullable().default(null),
	touchpoint: z.string().trim().max(100).nullable().default(null),
	segment: z
		.union([
			z.strictObject({ segmentation: Uuid, segment: Uuid }),
			z.strictObject({ segmentation: Uuid, newSegment: name }),
			z.strictObject({ newSegmentation: name, newSegment: name }),
		])
		.nullable()
		.default(null),
	/** An action template that is issued for each row. */
	template: Uuid.nullable().default(null),
	/** When actions of the import happened, where rows do not say; null means when the row is read. */
	occurredAt: Instant.nullable().default(null),
	startsFlows: z.boolean().default(false),
});
export type ImportSettings = z.infer<typeof ImportSettings>;

const ImportBody = z.strictObject({
	file: IdOf('file'),
	kind: z.enum(importKinds),
	format: ImportFormat,
	/** The file's own, as the preview gave them. */
	headers: z.array(z.string().max(1000)).min(1).max(500),
	columns: z.array(Column).min(1).max(500),
	settings: ImportSettings,
	description: z.string().trim().max(1000).default(''),
});

const Counts = z.object({
	created: z.number().int(),
	updated: z.number().int(),
	unchanged: z.number().int(),
	refused: z.number().int(),
	/** Rows that were applied but for one value. */
	remarked: z.number().int(),
	actions: z.number().int(),
	/** Into the segment from none. */
	added: z.number().int(),
	/** Into the segment from another of the segmentation. */
	moved: z.number().int(),
});

export const RowFault = z.object({
	line: z.number().int(),
	column: z.string().nullable(),
	code: z.enum([...rowProblems, ...rowRemarks]),
	value: z.string().nullable(),
	customer: CustomerNumber.nullable(),
});
export type RowFault = z.infer<typeof RowFault>;

export const ImportIssue = z.object({
	code: z.enum(importIssues),
	/** From 0. */
	column: z.number().int().nullable(),
	value: z.string().nullable(),
});
export type ImportIssue = z.infer<typeof ImportIssue>;

export const Import = z.object({
	id: IdOf('import'),
	kind: z.enum(importKinds),
	fileName: z.string(),
	fileSize: z.number().int(),
	description: z.string(),
	/** `asks`: the first thousand rows are too bad to go on unasked. */
	state: z.enum(['waiting', 'running', 'asks', 'done', 'done_with_errors', 'cancelled', 'failed']),
	rowsRead: z.number().int(),
	/** A guess until the end. */
	rowsTotal: z.number().int().nullable(),
	counts: Counts,
	errorCount: z.number().int(),
	question: z.object({ rows: z.number().int(), refused: z.number().int() }).nullable(),
	failure: z.object({ code: z.string() }).nullable(),
	task: IdOf('task').nullable(),
	staffName: z.string().nullable(),
	createdAt: Instant,
	finishedAt: Instant.nullable(),
});
export type Import = z.infer<typeof Import>;

export const FilePreview = z.object({
	format: ImportFormat,
	headers: z.array(z.string()),
	rows: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()), problem: z.string().nullable() })),
	columns: z.array(z.string().nullable()),
	/** People chose them for a file with these headers. */
	remembered: z.boolean(),
	targets: z.object({
		fields: z.array(z.object({ systemName: z.string(), name: z.string(), type: z.string() })),
		topics: z.array(z.object({ systemName: z.string(), name: z.string() })),
		systems: z.array(z.string()),
	}),
});
export type FilePreview = z.infer<typeof FilePreview>;

const params = z.strictObject({ import: IdOf('import') });

export const importRoutes = {
	previewImport: route({
		id: 'previewImport',
		method: 'post',
		path: '/imports/preview',
		tag: 'imports',
		summary:
			'The first 20 rows of an uploaded file, as it seems to be written or as chosen, and what its columns may be',
		access: needs('import'),
		body: z.strictObject({ file: IdOf('file'), format: ImportFormat.partial().default({}) }),
		response: FilePreview,
		errors: ['file-expired'],
	}),
	checkImport: route({
		id: 'checkImport',
		method: 'post',
		path: '/imports/check',
		tag: 'imports',
		summary: 'What an import would do with the first 1 000 rows; nothing is kept',
		access: needs('import'),
		body: ImportBody,
		response: z.object({
			rows: z.number().int(),
			more: z.boolean(),
			counts: Counts,
			faults: z.array(RowFault),
			codes: z.array(z.object({ code: z.string(), count: z.number().int() })),
			asOf: Instant,
		}),
		errors: ['file-expired', 'import-invalid'],
	}),
	startImport: route({
		id: 'startImport',
		method: 'post',
		path: '/imports',
		tag: 'imports',
		summary: 'Import an uploaded file; `import-invalid` lists what is wrong with the set-up',
		access: needs('import'),
		body: ImportBody,
		response: z.object({ id: IdOf('import'), task: IdOf('task') }),
		errors: ['file-expired', 'import-invalid'],
	}),
	listImports: route({
		id: 'listImports',
		method: 'get',
		path: '/imports',
		tag: 'imports',
		summary: 'Imports, the newest first',
		access: needs('import'),
		query: PageQuery.omit({ q: true }),
		response: pageOf(Import),
	}),
	readImport: route({
		id: 'readImport',
		method: 'get',
		path: '/imports/{import}',
		tag: 'imports',
		summary: 'One import: what it was set up to do, and what came of it',
		access: needs('import'),
		params,
		response: Import.extend({
			headers: z.array(z.string()),
			columns: z.array(z.string().nullable()),
			asOf: Instant,
		}),
	}),
	answerImport: route({
		id: 'answerImport',
		method: 'post',
		path: '/imports/{import}/answer',
		tag: 'imports',
		summary: 'Answer an import that asks: go on with the rows that are good, or leave it',
		access: needs('import'),
		params,
		body: z.strictObject({ goOn: z.boolean() }),
		response: Done,
		errors: ['import-not-asked'],
	}),
} as const;
