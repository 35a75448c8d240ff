import { ApiError, ErrorBody, type FileInfo, routes } from '@volna/contract';

/** The network broke off, or nobody answered. */
export class UploadBroken extends Error {}

/**
 * Uploads a file as it lies on the disk, without reading it into memory. Throws `ApiError` for a refusal, `UploadBroken`
 * when the network fails, and the signal's reason when it is aborted.
 *
 * @param onProgress bytes sent so far
 */
export function uploadFile(
	file: File,
	options: { onProgress?: (sent: number) => void; signal?: AbortSignal } = {},
): Promise<FileInfo> {
	return new Promise((resolve, reject) => {
		// `fetch` does not tell how much of a body is sent.
		const request = new XMLHttpRequest();
		request.open('POST', `/api/v1${routes.uploadFile.path}?name=${encodeURIComponent(file.name)}`);
		request.setRequestHeader('content-type', 'application/octet-stream');
		request.upload.addEventListener('progress', (event) => options.onProgress?.(event.loaded));
		request.addEventListener('load', () => {
			const answer: unknown = readAnswer(request.responseText);
			if (request.status === 200) return resolve(routes.uploadFile.response.parse(answer));
			const refusal = ErrorBody.safeParse(answer);
			reject(refusal.success ? new ApiError(request.status, refusal.data.error) : new UploadBroken());
		});
		request.addEventListener('error', () => reject(new UploadBroken()));
		request.addEventListener('abort', () => reject(options.signal?.reason ?? new UploadBroken()));
		if (options.signal?.aborted) return reject(options.signal.reason);
		options.signal?.addEventListener('abort', () => request.abort(), { once: true });
		request.send(file);
	});
}

function readAnswer(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
