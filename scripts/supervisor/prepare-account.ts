import type { Db } from '@volna/db';
import { ensureEmulatorAccount, type SecretSeal } from '@volna/messaging';

/** What the emulator accepts: its sign-in and its approved sender names. */
const EMULATOR = { username: 'demo', password: 'demo', senders: ['B-Media', 'VOLNA'] } as const;

/** The account of the emulator beside us, active while no other is. */
export function prepareEmulatorAccount(
	db: Db,
	options: { seal: SecretSeal; baseUrl: string },
): Promise<{ id: string; callbackSecret: string }> {
	return ensureEmulatorAccount(db, { ...EMULATOR, baseUrl: options.baseUrl }, options.seal);
}
