import { createEmulator } from '@volna/emulator/testing';
import { defaultAccountFlags } from '@volna/messaging/gateway';
import { gatewayConformance, type ProviderBehaviour, type ProviderUnderTest } from '@volna/messaging/testing';
import { it } from 'vitest';
import { createSigmaGateway } from './create-sigma-gateway.ts';

/** What the emulator is told to do so that the next hand-off meets a behaviour. */
const faults: Record<ProviderBehaviour, object> = {
	throttles: { kind: 'status', status: 429, headers: { 'Retry-After': '1' }, body: { error: 429, message: 'busy' } },
	rejects: { kind: 'failed-answer', status: 400, error: 'refused' },
	breaks: { kind: 'status', status: 500, take: true },
	hangs: { kind: 'hang', take: true },
	has_no_funds: { kind: 'status', status: 402, body: { error: 402, message: 'Insufficient funds' } },
	knows_no_sender: { kind: 'sender-unknown' },
};

async function openProvider(): Promise<ProviderUnderTest> {
	const emulator = createEmulator();
	await emulator.start(0);
	const gateway = createSigmaGateway({
		id: 'account',
		baseUrl: emulator.apiUrl(),
		token: null,
		username: 'demo',
		password: 'demo',
		emulator: true,
		flags: { ...defaultAccountFlags, requestsPerSecond: null },
	});
	return {
		gateway,
		sender: 'VOLNA',
		phone: '+79995550001',
		arrange(behaviour) {
			emulator.addFaults({
				id: behaviour,
				when: { method: 'POST', path: '/sendings', times: 1 },
				do: faults[behaviour],
			} as never);
		},
		taken: () =>
			emulator
				.ledger()
				.filter((entry) => entry.taken)
				.map((entry) => ({ phone: entry.recipient, text: entry.text })),
		async close() {
			await gateway.close();
			await emulator.stop();
		},
	};
}

for (const { name, run } of gatewayConformance(openProvider)) it(name, run);
