import { expect, test } from 'vitest';
import { curlOf, exampleBody } from './curl-of.ts';

const words = { firstName: "O'Neil", lastName: 'B', product: 'Tea' };
const operation = { systemName: 'Order.Status Changed', customerRight: 'create_or_edit', template: null } as const;

test('names of the operation and the endpoint are escaped in the address', () => {
	expect(curlOf(operation, 'shop & till', 'https://volna.example', words)).toContain(
		'?operation=Order.Status+Changed&endpointId=shop+%26+till&',
	);
});

test('an apostrophe in the body does not end the shell string', () => {
	const body = curlOf(operation, 'shop', 'https://volna.example', words).split("-d '")[1]!;
	expect(JSON.parse(body.slice(0, -1).replaceAll("'\\''", "'"))).toEqual(exampleBody(operation, words));
});

test('without a key the call reads it from the environment', () => {
	expect(curlOf(operation, 'shop', 'https://volna.example', words)).toContain('SecretKey $VOLNA_KEY');
	expect(curlOf(operation, 'shop', 'https://volna.example', words, 's3cret')).toContain('SecretKey s3cret"');
});
