import type { Sending } from './sending-book.ts';

/** A message as SIGMA shows it when read; the full scope adds payload, billing and times. */
export function showSending(sending: Sending, full: boolean, externalIdField: string | null): Record<string, unknown> {
	return {
		id: sending.id,
		chainId: sending.id,
		recipient: sending.recipient,
		type: sending.type,
		state: { status: sending.status, error: sending.error },
		...(full && {
			payload: { recipient: sending.recipient, sender: sending.sender, text: sending.text },
			meta: { billing: { amount: sending.price, refunded: sending.refunded } },
			createdAt: new Date(sending.createdAtMs).toISOString(),
		}),
		...(externalIdField !== null && { [externalIdField]: sending.externalId }),
	};
}
