import type { Operation } from '@volna/contract';

export interface ExampleWords {
	readonly firstName: string;
	readonly lastName: string;
	readonly product: string;
}

/** A body that the operation accepts, short enough to read. */
export function exampleBody(operation: Pick<Operation, 'customerRight' | 'template'>, words: ExampleWords): object {
	const customer =
		operation.customerRight === 'create_or_edit'
			? {
					ids: { websiteId: '42' },
					mobilePhone: '+7 999 123-45-67',
					firstName: words.firstName,
					lastName: words.lastName,
					subscriptions: [{ pointOfContact: 'SMS', isSubscribed: true }],
				}
			: { mobilePhone: '+7 999 123-45-67' };
	return {
		customer,
		...(operation.template
			? {
					order: {
						ids: { externalId: 'A-1001' },
						status: 'paid',
						totalPrice: 1990,
						lines: [{ name: words.product, quantity: 1, price: 1990 }],
					},
				}
			: {}),
	};
}

/**
 * A call ready for a shell: its own names filled in, a fresh transaction id each time it runs, the key from the variable
 * `VOLNA_KEY`, or given.
 */
export function curlOf(
	operation: Pick<Operation, 'systemName' | 'customerRight' | 'template'> & { readonly requiresKey?: boolean },
	endpoint: string,
	origin: string,
	words: ExampleWords,
	key?: string,
): string {
	const query = new URLSearchParams({ operation: operation.systemName, endpointId: endpoint });
	const body = JSON.stringify(exampleBody(operation, words), null, 2).replaceAll("'", "'\\''");
	return [
		`curl -X POST "${origin}/v3/operations/sync?${query}&transactionId=$(date +%s)$RANDOM" \\`,
		...(key !== undefined || operation.requiresKey !== false
			? [`  -H "Authorization: SecretKey ${key ?? '$VOLNA_KEY'}" \\`]
			: []),
		`  -H "Content-Type: application/json" \\`,
		`  -d '${body}'`,
	].join('\n');
}
