import { z } from 'zod';
import { IdOf, Instant } from '../ids.ts';
import { needs, route, signedIn } from '../route.ts';

export const FileInfo = z.object({
	id: IdOf('file'),
	name: z.string(),
	size: z.number().int(),
	/** In hex; null for what a task wrote. */
	sha256: z.string().nullable(),
	createdAt: Instant,
	expiresAt: Instant,
});
export type FileInfo = z.infer<typeof FileInfo>;

const params = z.strictObject({ file: IdOf('file') });

export const fileRoutes = {
	uploadFile: route({
		id: 'uploadFile',
		method: 'post',
		path: '/files',
		tag: 'files',
		summary: 'Upload a file, its bytes as the body, application/octet-stream. It is kept for seven days',
		access: needs('import'),
		query: z.strictObject({ name: z.string().trim().min(1).max(300) }),
		response: FileInfo,
		errors: ['body-not-bytes', 'file-too-large', 'file-empty', 'file-quota', 'file-broke-off'],
	}),
	readFile: route({
		id: 'readFile',
		method: 'get',
		path: '/files/{file}',
		tag: 'files',
		summary: 'What is known of a file of one’s own',
		access: signedIn,
		params,
		response: FileInfo,
		errors: ['thing-unknown', 'right-missing'],
	}),
	downloadFile: route({
		id: 'downloadFile',
		method: 'get',
		path: '/files/{file}/content',
		tag: 'files',
		summary: 'The bytes of a file of one’s own',
		access: signedIn,
		params,
		response: z.unknown(),
		errors: ['file-expired', 'right-missing'],
	}),
} as const;
