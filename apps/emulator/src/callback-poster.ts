import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type CallbackPoster = ReturnType<typeof createCallbackPoster>;

/** Posts callback bodies. Nothing is retried: whether SIGMA does is not known. */
export function createCallbackPoster() {
	const options = { keepAlive: true, maxSockets: 64, timeout: 10_000 };
	const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };

	return {
		/** HTTP status of the answer, or null when there was none. */
		post(url: string, body: unknown): Promise<number | null> {
			const bytes = Buffer.from(JSON.stringify(body));
			const secure = url.startsWith('https:');
			return new Promise((resolve) => {
				let answered = false;
				const call = (secure ? httpsRequest : httpRequest)(
					url,
					{
						method: 'POST',
						agent: secure ? agents.https : agents.http,
						timeout: 10_000,
						headers: { 'content-type': 'application/json', 'content-length': bytes.length, 'user-agent': 'SIGMA' },
					},
					(answer) => {
						answered = true;
						answer.resume();
						answer.once('close', () => resolve(answer.statusCode ?? null));
					},
				);
				call.once('timeout', () => call.destroy());
				call.once('error', () => resolve(null));
				call.once('close', () => {
					if (!answered) resolve(null);
				});
				call.end(bytes);
			});
		},
		close(): void {
			agents.http.destroy();
			agents.https.destroy();
		},
	};
}
