export interface LedgerEntry {
	seq: number;
	at: string;
	recipient: string;
	sender: string;
	text: string;
	attempt: string | null;
	taken: boolean;
	id: string | null;
	httpStatus: number | null;
	fault: string | null;
}

/** The emulator's ledger, for one recipient or whole: the judge of what was handed off. */
export async function readLedger(emulatorUrl: string, recipient?: string): Promise<LedgerEntry[]> {
	const query = recipient ? `?recipient=${encodeURIComponent(recipient)}` : '';
	const response = await fetch(`${emulatorUrl}/ledger${query}`);
	const body = (await response.json()) as LedgerEntry[] | { entries: LedgerEntry[] };
	return Array.isArray(body) ? body : body.entries;
}

/** Scripts a fault; answers what takes it away again. */
export async function setFault(emulatorUrl: string, rule: object): Promise<() => Promise<void>> {
	await fetch(`${emulatorUrl}/faults`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify([rule]),
	});
	return async () => {
		await fetch(`${emulatorUrl}/faults`, { method: 'DELETE' });
	};
}

/** Turns switches of the emulator: what is assumed of SIGMA, and where statuses are posted to. */
export async function setSwitches(emulatorUrl: string, switches: object): Promise<void> {
	const response = await fetch(`${emulatorUrl}/switches`, {
		method: 'PUT',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(switches),
	});
	if (!response.ok) throw new Error(`switches: ${response.status} ${await response.text()}`);
}
