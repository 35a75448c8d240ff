/** A call of an operation, ready for a shell: each run of it is one more action. */
export function curlOf(call: {
	readonly origin: string;
	readonly operation: string;
	readonly endpoint: string;
	readonly secret: string;
}): string {
	const query = new URLSearchParams({ operation: call.operation, endpointId: call.endpoint }).toString();
	const body = JSON.stringify(
		{
			customer: { mobilePhone: '+79991234567', firstName: 'Анна' },
			order: { ids: { externalId: 'A-1001' }, status: 'paid', totalPrice: 1990 },
		},
		null,
		2,
	);
	return [
		`curl -X POST "${call.origin}/v3/operations/async?${query}&transactionId=$(date +%s)$RANDOM" \\`,
		`  -H 'Authorization: SecretKey ${call.secret}' \\`,
		`  -H 'Content-Type: application/json' \\`,
		`  -d '${body}'`,
	].join('\n');
}
