import { createEmulator, demoAccount, type EmulatorOptions } from '@volna/emulator/testing';
import {
	type AccountFlags,
	defaultAccountFlags,
	type GatewayAccount,
	type HandOffRequest,
	type SmsGateway,
} from '@volna/messaging/gateway';
import { createSigmaGateway } from '../src/create-sigma-gateway.ts';

let messages = 0;

/** A hand-off to an ordinary number that is given up after 300 ms; the parts that matter to a test are given. */
export function newHandOff(more: Partial<HandOffRequest> = {}): HandOffRequest {
	messages += 1;
	return {
		messageId: `msg_${messages}`,
		attempt: 1,
		phone: '+79991230001',
		sender: 'VOLNA',
		text: `Привет, заказ ${messages} готов`,
		intendedAtMs: performance.now(),
		startWithinMs: 200,
		deadlineMs: 300,
		...more,
	};
}

export type AccountParts = Partial<Omit<GatewayAccount, 'flags'>> & { flags?: Partial<AccountFlags> };

/** An emulator on a free port and gateways to it; `close` ends them all. */
export async function openEmulated(options: EmulatorOptions = {}) {
	const emulator = createEmulator({ times: { sentAfterMs: 20, deliveredAfterMs: 40 }, ...options });
	await emulator.start();
	const opened: SmsGateway[] = [];

	return {
		emulator,
		gateway(parts: AccountParts = {}): SmsGateway {
			const { flags, ...account } = parts;
			const gateway = createSigmaGateway({
				id: 'acc_1',
				baseUrl: emulator.apiUrl(),
				token: null,
				username: 'demo',
				password: 'demo',
				emulator: false,
				flags: { ...defaultAccountFlags, requestsPerSecond: null, ...flags },
				...account,
			});
			opened.push(gateway);
			return gateway;
		},
		permanent: { token: demoAccount.permanentToken, username: null, password: null },
		async close() {
			await emulator.stop();
			await Promise.all(opened.map((gateway) => gateway.close()));
		},
	};
}

export type Emulated = Awaited<ReturnType<typeof openEmulated>>;
