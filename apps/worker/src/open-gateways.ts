import { createHash } from 'node:crypto';
import type { GatewayAccount, SmsGateway } from '@volna/messaging/gateway';

export interface Gateways {
	/** The gateway of an account as it is stored now; null when there is no such account or its secrets do not open. */
	of(accountId: string): Promise<SmsGateway | null>;
	close(): Promise<void>;
}

/** Longer than any call on a gateway may take. */
const LINGER_MS = 20_000;

/**
 * One open gateway per account. A changed address, secret or flag opens another; the former one is closed once the calls
 * on it must have ended.
 */
export function openGateways(deps: {
	readonly read: (accountId: string) => Promise<GatewayAccount | null>;
	readonly open: (account: GatewayAccount) => SmsGateway;
	readonly onProblem: (error: unknown, accountId: string) => void;
}): Gateways {
	const held = new Map<string, { readonly print: string; readonly gateway: SmsGateway }>();
	const lingering = new Map<SmsGateway, NodeJS.Timeout>();
	const troubled = new Set<string>();

	const retire = (gateway: SmsGateway) => {
		const timer = setTimeout(() => {
			lingering.delete(gateway);
			gateway.close().catch(() => {});
		}, LINGER_MS).unref();
		lingering.set(gateway, timer);
	};

	return {
		async of(accountId) {
			let account: GatewayAccount | null;
			try {
				account = await deps.read(accountId);
				troubled.delete(accountId);
			} catch (error) {
				if (!troubled.has(accountId)) deps.onProblem(error, accountId);
				troubled.add(accountId);
				return null;
			}
			const former = held.get(accountId);
			if (!account) {
				held.delete(accountId);
				if (former) retire(former.gateway);
				return null;
			}
			const print = fingerprint(account);
			if (former?.print === print) return former.gateway;
			const gateway = deps.open(account);
			held.set(accountId, { print, gateway });
			if (former) retire(former.gateway);
			return gateway;
		},
		async close() {
			const all = [...lingering.keys(), ...[...held.values()].map((one) => one.gateway)];
			for (const timer of lingering.values()) clearTimeout(timer);
			lingering.clear();
			held.clear();
			await Promise.allSettled(all.map((gateway) => gateway.close()));
		},
	};
}

/** A hash, so that secrets are not kept a second time. */
function fingerprint(account: GatewayAccount): string {
	return createHash('sha256').update(JSON.stringify(account)).digest('hex');
}
