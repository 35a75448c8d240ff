import { randomUUID } from 'node:crypto';
import type { Db } from '@volna/db';
import type { Registry } from '@volna/flow';
import { dropProcess, keepProcess, type ProcessRow } from './keep-process.ts';

const EVERY_MS = 5_000;

/**
 * Keeps a process's row fresh until it is stopped: its kind, its registry's hash and the `type@version` pairs it can run.
 * Publishing refuses what a live worker cannot run; a process that died counts as live for 15 seconds. What fails after
 * the first time is told and tried again.
 */
export async function keepAlive(
	db: Db,
	process: { readonly id?: string; readonly kind: ProcessRow['kind']; readonly registry: Registry },
	onError: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
	const { id = randomUUID(), kind, registry } = process;
	const beat = () => keepProcess(db, { id, kind, registryHash: registry.hash, types: registry.types });
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
