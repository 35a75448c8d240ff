import { type AccountFlags, defaultAccountFlags } from './gateway.ts';

/** Flags of a stored account. An emulator knows no limit and takes the attempt's header; the rest start careful. */
export function accountFlags(row: { isEmulator: boolean; flags: unknown }): AccountFlags {
	const own = row.isEmulator ? { requestsPerSecond: null, attemptHeader: true } : {};
	return { ...defaultAccountFlags, ...own, ...(row.flags as Partial<AccountFlags>) };
}
