import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiAnswer, Delivery } from './sigma-api.ts';

/** Writes an answer in the way its fault prescribes. `refuse` is the server's own business and looks like a drop here. */
export async function deliverAnswer(
	response: ServerResponse,
	answer: ApiAnswer,
	delivery: Delivery | null,
	random: () => number,
): Promise<void> {
	const socket = response.socket;
	if (delivery === null) return write(response, answer);
	switch (delivery.kind) {
		case 'hang':
			return;
		case 'refuse':
			socket?.destroy();
			return;
		case 'latency': {
			const from = delivery.ms ?? delivery.minMs ?? 0;
			const to = delivery.ms ?? delivery.maxMs ?? from;
			if (delivery.at === 'whole') head(response, answer).flushHeaders();
			await wait(from + random() * (to - from));
			if (response.headersSent) response.end(answer.body);
			else write(response, answer);
			return;
		}
		case 'drip': {
			const bytes = Buffer.from(answer.body);
			const stepMs = Math.max(10, 1000 / delivery.bytesPerSecond);
			const size = Math.max(1, Math.round((delivery.bytesPerSecond * stepMs) / 1000));
			head(response, answer).flushHeaders();
			for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
				await wait(stepMs);
				response.write(bytes.subarray(at, at + size));
			}
			response.end();
			return;
		}
		case 'drop': {
			const close = () => {
				if (delivery.reset) socket?.resetAndDestroy();
				else socket?.destroy();
			};
			if (!socket || (delivery.at ?? 'request') === 'request') return close();
			const bytes = Buffer.from(answer.body);
			const start = `HTTP/1.1 ${answer.status} OK\r\ncontent-type: application/json\r\n`;
			if (delivery.at === 'headers') {
				socket.write(start, close);
			} else {
				const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
				socket.write(Buffer.concat([Buffer.from(`${start}content-length: ${bytes.length}\r\n\r\n`), half]), close);
			}
			return;
		}
	}
}

function head(response: ServerResponse, answer: ApiAnswer): ServerResponse {
	return response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
}

function write(response: ServerResponse, answer: ApiAnswer): void {
	head(response, answer).end(answer.body);
}
