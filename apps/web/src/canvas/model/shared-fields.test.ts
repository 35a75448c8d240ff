import { expect, it } from 'vitest';
import { sharedFields } from './shared-fields.ts';

const node = (type: string, config = {}) => ({
	id: crypto.randomUUID(),
	type: `volna.${type}` as const,
	version: 1,
	name: '',
	config,
	position: { x: 0, y: 0 },
});
const names = (...nodes: ReturnType<typeof node>[]) =>
	sharedFields(nodes).map(({ name, isMixed }) => (isMixed ? `${name}?` : name));

it('of one type are all its fields but branches, marked where values differ', () => {
	expect(names(node('wait', { for: 'PT1H' }), node('wait', { for: 'PT2H' }))).toEqual(['mode', 'for?']);
	expect(names(node('segment-split'), node('segment-split'))).toEqual(['segmentation']);
});

it('count a default as a value', () => {
	const [hours] = sharedFields([node('send-sms'), node('send-sms', { hours: { any: true } })]).filter(
		({ name }) => name === 'hours',
	);
	expect(hours).toMatchObject({ isMixed: true, value: undefined });
});

it('leave out what one of them does not show', () => {
	const waits = node('send-sms', { then: 'delivery', upTo: 'PT24H' });
	expect(names(waits, waits)).toContain('upTo');
	expect(names(waits, node('send-sms', { then: 'go_on' }))).not.toContain('upTo');
});

it('of several types are those that take the same values, by name', () => {
	expect(names(node('condition'), node('on-action'))).toEqual(['filter']);
	expect(names(node('wait'), node('end'))).toEqual([]);
	expect(names(node('wait'), node('nobody-installed'))).toEqual([]);
});
