import { randomUUID } from 'node:crypto';

export interface ShopCall {
	url: string;
	key: string;
	operation?: string;
	endpoint?: string;
	transactionId?: string;
	body: unknown;
}

/** Posts an action the way a shop does; answers status and body. */
export async function callOperation(
	call: ShopCall,
): Promise<{ status: number; body: Record<string, unknown>; transactionId: string }> {
	const transactionId = call.transactionId ?? randomUUID();
	const query = new URLSearchParams({
		operation: call.operation ?? 'Order.StatusChanged',
		endpointId: call.endpoint ?? 'shop',
		transactionId,
	});
	const response = await fetch(`${call.url}/v3/operations/async?${query}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: `SecretKey ${call.key}` },
		body: JSON.stringify(call.body),
	});
	return { status: response.status, body: (await response.json()) as Record<string, unknown>, transactionId };
}

/** An order that changed its status, for a customer known by phone alone. */
export function orderOf(phone: string, order: string, status = 'paid'): object {
	return { customer: { mobilePhone: phone }, order: { ids: { externalId: order }, status, totalPrice: 1990 } };
}
