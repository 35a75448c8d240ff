import { join } from 'node:path';
import { createSetupLink, openSeal, readKey } from '@volna/access';
import { migrate, openDatabase } from '@volna/db';
import { loadDemo } from '../demo/load-demo.ts';
import { prepareEmulatorAccount } from './prepare-account.ts';
import type { Preparation, Prepared } from './prepare-system.ts';
import { step } from './progress.ts';

/** Run by `prepareSystem`; answers over the channel to its parent. */
const preparation = JSON.parse(process.argv[2] ?? '{}') as Preparation;
try {
	process.send?.({ prepared: await prepare(preparation) });
} catch (error) {
	process.send?.({ problem: error instanceof Error ? error.message : String(error) });
	process.exitCode = 1;
}
process.disconnect?.();

async function prepare({ databaseUrl, dataFolder, demo, emulatorApiUrl }: Preparation): Promise<Prepared> {
	await step(
		'database is up to date',
		() => migrate(databaseUrl),
		(applied) => (applied.length > 0 ? `(${applied.length} migrations)` : ''),
	);
	const database = openDatabase(databaseUrl, { max: 4, name: 'volna start' });
	try {
		const account = await prepareEmulatorAccount(database.db, {
			seal: openSeal(readKey(process.env.VOLNA_KEY, join(dataFolder, 'key'))),
			baseUrl: emulatorApiUrl,
		});
		if (demo) {
			await step(
				'demo',
				() => loadDemo(database),
				(loaded) => (loaded ? `${loaded.customers} customers and a flow` : 'is there'),
			);
		}
		return { callbackSecret: account.callbackSecret, setupToken: await createSetupLink(database.db) };
	} finally {
		await database.close();
	}
}
