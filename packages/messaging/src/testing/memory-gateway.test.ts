import { test } from 'vitest';
import { gatewayConformance, type ProviderBehaviour } from './gateway-conformance.ts';
import { createMemoryGateway, type Scripted } from './memory-gateway.ts';

const behaviours: Record<ProviderBehaviour, Scripted> = {
	throttles: {
		taken: false,
		answer: { class: 'not_sent', throttled: true, retryAfterMs: 5_000, evidence: { code: 'http_429' } },
	},
	rejects: {
		taken: false,
		answer: { class: 'rejected', reason: 'rejected_text', evidence: { code: 'http_400' } },
	},
	breaks: { taken: true, answer: { class: 'ambiguous', evidence: { code: 'not_json' } } },
	hangs: { taken: true, answer: 'silence' },
	has_no_funds: {
		taken: false,
		answer: { class: 'account_problem', problem: 'no_funds', scope: 'account', evidence: { code: 'http_402' } },
	},
	knows_no_sender: {
		taken: false,
		answer: { class: 'account_problem', problem: 'sender_unknown', scope: 'sender', evidence: { code: 'http_400' } },
	},
};

const cases = gatewayConformance(async () => {
	const gateway = createMemoryGateway();
	return {
		gateway,
		sender: 'VOLNA',
		phone: '+79991230001',
		arrange: (behaviour) => gateway.script(behaviours[behaviour]),
		taken: () => gateway.entries.filter(({ taken }) => taken),
		close: () => gateway.close(),
	};
});

for (const { name, run } of cases) test(`in memory: ${name}`, run);
