import type { ServerType } from '@hono/node-server';

const LIMIT_MS = 10_000;

/** Stops taking calls, lets those under way end, then closes what they used. A second signal, or 10 seconds, end it at once. */
export function shutDownOn(signals: readonly NodeJS.Signals[], server: ServerType, close: () => Promise<void>): void {
	let stopping = false;
	const stop = () => {
		if (stopping) process.exit(1);
		stopping = true;
		setTimeout(() => process.exit(1), LIMIT_MS).unref();
		server.close(async () => {
			await close();
			process.exit(0);
		});
		if ('closeIdleConnections' in server) server.closeIdleConnections();
	};
	for (const signal of signals) process.on(signal, stop);
}
