import { type AnswerOf, ApiError, ErrorBody, routes } from '@volna/contract';
import { useEffect, useRef, useState } from 'react';

export type UploadedFile = AnswerOf<typeof routes.uploadFile>;

export type Upload =
	| { readonly state: 'none' }
	| { readonly state: 'running'; readonly name: string; readonly size: number; readonly share: number }
	| { readonly state: 'failed'; readonly name: string; readonly error: Error }
	| { readonly state: 'done'; readonly file: UploadedFile };

/** Sends a file's bytes with their progress, which `fetch` does not tell. Leaving the screen breaks it off. */
export function useUpload(onDone: (file: UploadedFile) => void) {
	const [upload, setUpload] = useState<Upload>({ state: 'none' });
	const request = useRef<XMLHttpRequest | null>(null);
	useEffect(() => () => request.current?.abort(), []);
	return {
		upload,
		start(file: File) {
			request.current?.abort();
			const { name, size } = file;
			const sending = new XMLHttpRequest();
			request.current = sending;
			setUpload({ state: 'running', name, size, share: 0 });
			sending.upload.onprogress = (event) => {
				if (event.lengthComputable) setUpload({ state: 'running', name, size, share: event.loaded / event.total });
			};
			sending.onload = () => {
				try {
					const done = answerOf(sending);
					setUpload({ state: 'done', file: done });
					onDone(done);
				} catch (error) {
					setUpload({ state: 'failed', name, error: error as Error });
				}
			};
			sending.onerror = () => setUpload({ state: 'failed', name, error: new TypeError('upload broke off') });
			sending.open('POST', `/api/v1${routes.uploadFile.path}?name=${encodeURIComponent(name)}`);
			sending.setRequestHeader('content-type', 'application/octet-stream');
			sending.send(file);
		},
		cancel() {
			request.current?.abort();
			setUpload({ state: 'none' });
		},
	};
}

function answerOf(sending: XMLHttpRequest): UploadedFile {
	const answer: unknown = JSON.parse(sending.responseText || 'null');
	if (sending.status === 200) return routes.uploadFile.response.parse(answer);
	const refusal = ErrorBody.safeParse(answer);
	if (refusal.success) throw new ApiError(sending.status, refusal.data.error);
	throw new ApiError(sending.status, { kind: 'internal', code: 'internal', requestId: '' });
}
