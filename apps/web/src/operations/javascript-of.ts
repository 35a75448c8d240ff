import type { Operation } from '@volna/contract';
import { type ExampleWords, exampleBody } from '../integrations/curl-of.ts';

/**
 * A call ready for a program: with a key for a server, which reads it from the variable `VOLNA_KEY`; without one for a
 * page, where a secret has no place.
 */
export function javascriptOf(
	operation: Pick<Operation, 'systemName' | 'customerRight' | 'template' | 'requiresKey'>,
	endpoint: string,
	origin: string,
	words: ExampleWords,
): string {
	const query = new URLSearchParams({ operation: operation.systemName, endpointId: endpoint });
	const body = JSON.stringify(exampleBody(operation, words), null, 2).replaceAll('\n', '\n  ');
	return [
		`const address = new URL(${JSON.stringify(`${origin}/v3/operations/sync?${query}`)});`,
		"address.searchParams.set('transactionId', crypto.randomUUID());",
		'const response = await fetch(address, {',
		"  method: 'POST',",
		'  headers: {',
		...(operation.requiresKey ? ['    authorization: `SecretKey ${process.env.VOLNA_KEY}`,'] : []),
		"    'content-type': 'application/json',",
		'  },',
		`  body: JSON.stringify(${body}),`,
		'});',
		'const answer = await response.json();',
		"if (answer.status !== 'Success') throw new Error(answer.errorMessage ?? JSON.stringify(answer.validationMessages));",
	].join('\n');
}
