import type { Db } from '@volna/db';
import { dropProcess, keepProcess } from '@volna/engine';
import type { Registry } from '@volna/flow';

const EVERY_MS = 5_000;

/**
 * Keeps this worker's row fresh: its registry's hash and the `type@version` pairs it can run. Publishing refuses what a
 * live worker cannot run; a worker that died counts as live for 15 seconds.
 */
export async function keepAlive(
	db: Db,
	id: string,
	registry: Registry,
	onError: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
	const beat = () => keepProcess(db, { id, kind: 'worker', registryHash: registry.hash, types: registry.types });
	await beat();
	let beating: Promise<void> = Promise.resolve();
	const timer = setInterval(() => {
		beating = beat().catch(onError);
	}, EVERY_MS);
	return {
		async stop() {
			clearInterval(timer);
			await beating;
			await dropProcess(db, id).catch(onError);
		},
	};
}
