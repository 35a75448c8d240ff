// biome-ignore-all lint/suspicious/noThenProperty: the name of a config field
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the template language's own syntax
import { describe, expect, it } from 'vitest';
import { newEdge, newFlow, newNode, project, refTo, sampleFlow, sms } from '../tests/sample-flow.ts';
import { registry } from '../tests/test-nodes.ts';
import { apply, isRefusal } from './apply.ts';
import { checkFlow } from './check-flow.ts';
import { longestGapMinutes } from './checks/check-sending.ts';
import type { DocNode, FlowDocument, NodeConfig } from './flow-document.ts';
import { type Issue, issueCodes } from './issue.ts';
import type { ProjectSnapshot } from './project-snapshot.ts';

const check = (document: FlowDocument, known: ProjectSnapshot = project) => checkFlow(document, registry, known);

const withNodes = (...nodes: DocNode[]): FlowDocument => ({ ...sampleFlow, nodes: [...sampleFlow.nodes, ...nodes] });

const withEdges = (...words: string[]): FlowDocument => ({
	...sampleFlow,
	edges: [...sampleFlow.edges, ...words.map(newEdge)],
});

const without = (...ids: string[]): FlowDocument => ({
	...sampleFlow,
	nodes: sampleFlow.nodes.filter((node) => !ids.includes(node.id)),
	edges: sampleFlow.edges.filter((edge) => !ids.includes(edge.id)),
});

const set = (id: string, config: NodeConfig, extra: Partial<DocNode> = {}): FlowDocument => ({
	...sampleFlow,
	nodes: sampleFlow.nodes.map((node) =>
		node.id === id ? { ...node, ...extra, config: { ...node.config, ...config } } : node,
	),
});

const branch = (id: string, segment: string) => ({ id, name: id, segment: refTo(segment) });

const depth = (levels: number): object =>
	levels === 0 ? { field: 'customer.sex', op: 'is', value: 'male' } : { all: [depth(levels - 1)] };

/** A run of a lookup between the start and the message: what it gives is read in the text. */
const lookupFlow = (text: string, type = 'lookup', extra: readonly string[] = []) =>
	newFlow(
		[
			newNode('start', 'start', { templates: [refTo('order')] }),
			newNode('look', 'lookup', { what: 'bonus' }),
			newNode('other', type, { what: 'bonus' }),
			newNode('send', 'send', { ...sms, text }),
			newNode('stop', 'stop'),
		],
		['start.next>look', 'look.found>other', 'other.found>send', 'send.next>stop', ...extra],
	);

const loop = (config: NodeConfig, maxVisits?: number) =>
	newFlow(
		[
			newNode('start', 'start', { templates: [refTo('order')] }),
			newNode('pause', 'pause', config, maxVisits === undefined ? {} : { maxVisits }),
			newNode('ask', 'question', { filter: { field: 'order.status', op: 'eq', value: 'paid' } }),
			newNode('stop', 'stop'),
		],
		['start.next>pause', 'pause.next>ask', 'ask.yes>stop', 'ask.no>pause'],
	);

interface Mutation {
	readonly code: Issue['code'];
	readonly is: string;
	readonly document: FlowDocument;
	readonly project?: ProjectSnapshot;
	readonly severity?: Issue['severity'];
	readonly at?: Issue['at'];
	/** true: the issue carries a fix, and the fix removes it. */
	readonly fix?: boolean;
}

const mutations: readonly Mutation[] = [
	{
		code: 'graph.no-trigger',
		is: 'the trigger is gone',
		document: without('start', 'start_next_split'),
		at: {},
		fix: true,
	},
	{
		code: 'graph.many-triggers',
		is: 'a second trigger leads in',
		document: {
			...withNodes(newNode('again', 'start', { templates: [refTo('order')] })),
			edges: [...sampleFlow.edges, newEdge('again.next>split')],
		},
	},
	{
		code: 'graph.unreachable',
		is: 'nothing leads to a node',
		document: withNodes(newNode('lonely', 'stop')),
		at: { node: 'lonely' },
		fix: true,
	},
	{
		code: 'graph.edge-dangling',
		is: 'an output got another name',
		document: { ...sampleFlow, edges: [...sampleFlow.edges.slice(0, -1), { ...newEdge('send.old>stop') }] },
		at: { edge: 'send_old_stop', node: 'send', output: 'old' },
		fix: true,
	},
	{ code: 'graph.edge-dangling', is: 'an edge leads nowhere', document: withEdges('split.none>gone'), fix: true },
	{ code: 'graph.edge-dangling', is: 'an edge comes from nowhere', document: withEdges('gone.next>stop'), fix: true },
	{
		code: 'graph.output-open',
		is: 'an edge was cut',
		document: without('stop', 'send_next_stop'),
		severity: 'warning',
		at: { node: 'send', output: 'next' },
		fix: true,
	},
	{
		code: 'graph.output-twice',
		is: 'an output leads two ways',
		document: withEdges('pause.next>stop'),
		at: { node: 'pause', output: 'next' },
		fix: true,
	},
	{
		code: 'graph.into-trigger',
		is: 'an edge leads into the trigger',
		document: withEdges('split.none>start'),
		fix: true,
	},
	{
		code: 'graph.id-twice',
		is: 'two edges have one id',
		document: {
			...sampleFlow,
			edges: [...sampleFlow.edges, { ...newEdge('split.none>stop'), id: 'start_next_split' }],
		},
		fix: true,
	},
	{
		code: 'graph.id-twice',
		is: 'two nodes have one id',
		document: withNodes(newNode('stop', 'stop')),
		at: { node: 'stop' },
		fix: true,
	},
	{ code: 'loop.no-wait', is: 'a way round has no wait', document: loop({ for: 'PT59S' }, 5), fix: true },
	{
		code: 'loop.no-limit',
		is: 'a way round has no visit limit',
		document: loop({ for: 'PT1M' }),
		at: { node: 'pause' },
		fix: true,
	},
	{
		code: 'config.invalid',
		is: 'a field is missing',
		document: set('pause', { for: null }),
		at: { node: 'pause', field: 'for' },
	},
	{
		code: 'config.invalid',
		is: 'a field is unknown',
		document: set('pause', { extra: 1 }),
		at: { node: 'pause', field: 'extra' },
		fix: true,
	},
	{ code: 'config.invalid', is: 'a field with a default is wrong', document: set('send', { maxParts: 0 }), fix: true },
	{
		code: 'config.loud',
		is: "the node's own check finds something",
		document: set('send', { text: 'Скидка!' }),
		at: { node: 'send', field: 'text' },
		fix: true,
	},
	{
		code: 'ref.missing',
		is: 'a segment is gone',
		document: set('split', { branches: [branch('vip', 'vip'), branch('rest', 'gone')] }),
		at: { node: 'split', field: 'branches.1.segment' },
	},
	{
		code: 'ref.missing',
		is: 'a segment is of another segmentation',
		document: set('split', { branches: [branch('vip', 'vip'), branch('rest', 'foreign')] }),
	},
	{
		code: 'ref.missing',
		is: 'a template is gone',
		document: set('start', { templates: [refTo('gone')] }),
		at: { node: 'start', field: 'templates.0' },
	},
	{
		code: 'ref.archived',
		is: 'a segmentation is archived',
		document: sampleFlow,
		project: { ...project, segmentations: [{ ...refTo('loyalty'), archived: true }] },
	},
	{
		code: 'ref.draft',
		is: 'a segmentation is not launched',
		document: sampleFlow,
		project: { ...project, segmentations: [{ ...refTo('loyalty'), draft: true }] },
	},
	{
		code: 'ref.out-of-campaign',
		is: 'a template is out of scope',
		document: sampleFlow,
		project: { ...project, actionTemplates: [{ ...refTo('order'), inScope: false }] },
	},
	{
		code: 'template.syntax',
		is: 'a text does not parse',
		document: set('send', { text: 'Заказ ${ Order.Id' }),
		at: { node: 'send', field: 'text' },
	},
	{
		code: 'template.not-supported',
		is: 'a text uses what is refused',
		document: set('send', { text: '@{ for x in y }a@{ end for }' }),
	},
	{
		code: 'template.type',
		is: 'an argument has a wrong type',
		document: set('send', { text: '${ toUpper(Recipient.Id) }' }),
	},
	{
		code: 'template.may-be-empty',
		is: 'a parameter may be empty',
		document: set('send', { text: 'Заказ ${ Order.Id }' }),
		severity: 'warning',
		fix: true,
	},
	{
		code: 'param.unknown',
		is: 'a parameter is misspelt',
		document: set('send', { text: '${ Recipient.Idd }' }),
		fix: true,
	},
	{
		code: 'param.unknown',
		is: 'a custom field does not exist',
		document: set('send', { text: '${ replaceIfEmpty(Recipient.CustomFields.Bonuss, 0) }' }),
		fix: true,
	},
	{ code: 'param.unavailable', is: 'a parameter belongs elsewhere', document: set('send', { text: '${ Row.Code }' }) },
	{
		code: 'param.not-on-every-path',
		is: 'a value is given on some ways only',
		document: newFlow(
			[
				newNode('start', 'start', { templates: [refTo('order')] }),
				newNode('ask', 'question', { filter: { field: 'customer.sex', op: 'is', value: 'male' } }),
				newNode('look', 'lookup', { what: 'bonus' }),
				newNode('send', 'send', { ...sms, text: '${ Run.Bonus }' }),
				newNode('stop', 'stop'),
			],
			['start.next>ask', 'ask.yes>look', 'ask.no>send', 'look.found>send', 'send.next>stop'],
		),
		fix: true,
	},
	{ code: 'param.twice', is: 'one name is given with two types', document: lookupFlow('Бонусы', 'other-lookup') },
	{
		code: 'filter.empty',
		is: 'a filter passes everybody',
		document: set('ask', { filter: { all: [] } }),
		severity: 'warning',
	},
	{
		code: 'filter.contradiction',
		is: 'a filter passes nobody',
		document: set('ask', {
			filter: {
				all: [
					{ field: 'order.total', op: 'gt', value: 10 },
					{ field: 'order.total', op: 'le', value: 10 },
				],
			},
		}),
		severity: 'warning',
	},
	{ code: 'filter.too-large', is: 'a filter is eleven deep', document: set('ask', { filter: depth(10) as never }) },
	{
		code: 'filter.field',
		is: 'a field does not exist',
		document: set('ask', { filter: { field: 'customer.shoe', op: 'eq', value: 1 } }),
	},
	{
		code: 'filter.field',
		is: 'a field has no such operator',
		document: set('ask', { filter: { field: 'order.total', op: 'contains', value: 'x' } }),
	},
	{
		code: 'filter.field',
		is: 'a custom field is not declared',
		document: set('ask', { filter: { field: 'customer.custom.Shoe', op: 'eq', value: '1' } }),
	},
	{
		code: 'filter.field',
		is: 'a declared number is asked as a text',
		document: set('ask', { filter: { field: 'customer.custom.Bonus', op: 'contains', value: '1' } }),
	},
	{
		code: 'filter.field',
		is: 'a field of another template is asked of what started the flow',
		document: set('ask', { filter: { field: 'trigger.action.custom.Shoe', op: 'eq', value: '1' } }),
	},
	{
		code: 'filter.value',
		is: 'a condition compares with nothing',
		document: set('ask', { filter: { all: [{ field: 'order.total', op: 'gt' }] } }),
	},
	{
		code: 'filter.value',
		is: 'a condition compares with blanks',
		document: set('ask', { filter: { field: 'order.status', op: 'eq', value: '  ' } }),
	},
	{
		code: 'split.few',
		is: 'a split has one branch',
		document: {
			...set('split', { branches: [branch('vip', 'vip')] }),
			edges: sampleFlow.edges.map((edge) => (edge.sourceHandle === 'rest' ? { ...edge, sourceHandle: 'none' } : edge)),
		},
	},
	{
		code: 'split.duplicate',
		is: 'one segment stands in two branches',
		document: {
			...set('split', { branches: [branch('vip', 'vip'), branch('rest', 'rest'), branch('more', 'vip')] }),
			edges: [...sampleFlow.edges, newEdge('split.more>stop')],
		},
		at: { node: 'split', field: 'branches.2.segment' },
		fix: true,
	},
	{
		code: 'time.bounds',
		is: 'a wait is too long',
		document: set('pause', { for: 'P366D' }),
		at: { node: 'pause', field: 'for' },
		fix: true,
	},
	{
		code: 'time.hours-empty',
		is: 'hours never open',
		document: set('send', { hours: { from: '10:00', to: '20:00', days: [] } }),
		fix: true,
	},
	{
		code: 'time.relevance-gap',
		is: 'relevance ends before the next opening',
		document: set('send', { relevance: 'PT14H' }),
		severity: 'warning',
		fix: true,
	},
	{
		code: 'time.no-timeout',
		is: 'a wait for delivery has no end',
		document: {
			...set('send', { then: 'delivery' }),
			edges: sampleFlow.edges.map((edge) => (edge.source === 'send' ? { ...edge, sourceHandle: 'delivered' } : edge)),
		},
		at: { node: 'send', field: 'upTo' },
		fix: true,
	},
	{
		code: 'send.sender',
		is: 'the account has no such sender',
		document: set('send', { sender: refTo('GONE') }),
		at: { node: 'send', field: 'sender' },
	},
	{ code: 'send.sender', is: 'a sender is refused everywhere', document: set('send', { sender: refTo('REFUSED') }) },
	{
		code: 'send.sender',
		is: 'a sender is refused somewhere',
		document: set('send', { sender: refTo('PARTLY') }),
		severity: 'warning',
	},
	{
		code: 'send.parts',
		is: 'a text takes more parts than allowed',
		document: set('send', { text: 'я'.repeat(71), maxParts: 1 }),
		severity: 'warning',
	},
	{
		code: 'send.in-a-row',
		is: 'two messages follow one another',
		document: {
			...withNodes(newNode('second', 'send', sms)),
			edges: [
				...sampleFlow.edges.filter((edge) => edge.source !== 'send'),
				newEdge('send.next>second'),
				newEdge('second.next>stop'),
			],
		},
		severity: 'warning',
		at: { node: 'second' },
		fix: true,
	},
	{
		code: 'trigger.untrusted',
		is: 'its actions are all untrusted',
		document: sampleFlow,
		project: { ...project, actionTemplates: [{ ...refTo('order'), keylessOnly: true }] },
		severity: 'warning',
		fix: true,
	},
	{
		code: 'effect.unknown',
		is: 'a call that may be lost has no way out',
		document: newFlow(
			[newNode('start', 'start', { templates: [refTo('order')] }), newNode('call', 'call'), newNode('stop', 'stop')],
			['start.next>call', 'call.ok>stop'],
		),
		severity: 'warning',
	},
	{
		code: 'version.unknown',
		is: 'a type is not installed',
		document: {
			...sampleFlow,
			nodes: sampleFlow.nodes.map((node) => (node.id === 'stop' ? { ...node, type: 'other.stop' } : node)),
		},
	},
	{ code: 'version.unknown', is: 'a node is newer than what is installed', document: set('stop', {}, { version: 2 }) },
	{
		code: 'version.retired',
		is: 'a version is no longer accepted',
		document: {
			...lookupFlow('Бонусы'),
			nodes: lookupFlow('').nodes.map((node) =>
				node.id === 'look'
					? { ...node, version: 1, config: { name: 'bonus' } }
					: node.id === 'send'
						? newNode('send', 'send', sms)
						: node,
			),
		},
		fix: true,
	},
	{
		code: 'version.upgrade',
		is: 'a newer version exists',
		document: {
			...newFlow(
				[
					newNode('start', 'start', { templates: [refTo('order')] }),
					newNode('look', 'lookup', { title: 'bonus' }, { version: 2 }),
					newNode('stop', 'stop'),
				],
				['start.next>look', 'look.yes>stop'],
			),
		},
		severity: 'info',
		fix: true,
	},
	{
		code: 'version.worker',
		is: 'a live worker lacks a type',
		document: sampleFlow,
		project: {
			...project,
			workers: [{ name: 'old', types: registry.types.filter((type) => !type.startsWith('test.stop')) }],
		},
		at: { node: 'stop' },
	},
	{
		code: 'scale.size',
		is: 'there are more nodes than a flow may have',
		document: newFlow(
			[
				newNode('start', 'start', { templates: [refTo('order')] }),
				...Array.from({ length: 10_000 }, (_, index) =>
					newNode(`p${index}`, 'question', { filter: { field: 'customer.sex', op: 'is', value: 'male' } }),
				),
				newNode('stop', 'stop'),
			],
			[
				'start.next>p0',
				...Array.from({ length: 9_999 }, (_, index) => `p${index}.yes>p${index + 1}`),
				'p9999.yes>stop',
			],
		),
	},
];

describe('checks', () => {
	it('find nothing in the sample', () => expect(check(sampleFlow)).toEqual([]));

	it.each(mutations)('$code alone is found when $is', (mutation) => {
		const { code, document, severity = 'error', at, fix = false } = mutation;
		const issues = check(document, mutation.project);
		expect([...new Set(issues.map((issue) => issue.code))]).toEqual([code]);
		expect(issues[0]).toMatchObject({ severity, ...(at && { at }) });
		expect(issues.every((issue) => issue.fix !== undefined)).toBe(fix);
	});

	it.each(mutations.filter((mutation) => mutation.fix))('the fix of $code removes it when $is', (mutation) => {
		const [first] = check(mutation.document, mutation.project);
		const fixed = apply(mutation.document, first!.fix!);
		if (isRefusal(fixed)) throw new Error(`the fix is refused: ${JSON.stringify(fixed)}`);
		expect(check(fixed.document, mutation.project).map((issue) => issue.code)).not.toContain(mutation.code);
	});

	it('have a case here for every code but those no test node can raise', () => {
		const tried = new Set(mutations.map((mutation) => mutation.code));
		expect(issueCodes.filter((code) => !tried.has(code))).toEqual([
			'ref.usage',
			'template.function-unknown',
			'template.too-long',
			'template.too-deep',
			'template.ucs2-by-one',
			'template.link-not-shortened',
			'template.no-unsubscribe-link',
		]);
	});

	it('say nothing about references while the project is not known', () => {
		const document = set('send', {
			sender: refTo('GONE'),
			text: "${ replaceIfEmpty(Recipient.CustomFields.Any, '') }",
		});
		expect(check(document, { flowId: null })).toEqual([]);
	});

	it('say nothing about fields of actions that are not known', () => {
		const document = set('send', { text: "${ replaceIfEmpty(Action.CustomFields.Any, '') }" });
		expect(check(document, { ...project, actionTemplates: [refTo('order')] })).toEqual([]);
		expect(check(document).map((issue) => issue.code)).toEqual(['param.unknown']);
	});

	it('accept a loop through a wait with a limit', () => expect(check(loop({ for: 'PT1M' }, 10))).toEqual([]));

	it('give a value to texts on every path that gives it', () => {
		expect(check(lookupFlow('Бонусы: ${ Run.Bonus }'))).toEqual([]);
	});

	it('let a wait for delivery part two messages', () => {
		const delivery = { ...sms, then: 'delivery', upTo: 'PT24H' };
		const document = newFlow(
			[
				newNode('start', 'start', { templates: [refTo('order')] }),
				newNode('one', 'send', delivery),
				newNode('two', 'send', sms),
				newNode('stop', 'stop'),
			],
			['start.next>one', 'one.delivered>two', 'two.next>stop'],
		);
		expect(check(document)).toEqual([]);
	});

	it('lead all ways into a second message over one wait', () => {
		const document = newFlow(
			[
				newNode('start', 'start', { templates: [refTo('order')] }),
				newNode('first', 'send', sms),
				newNode('ask', 'question', { filter: { field: 'customer.sex', op: 'is', value: 'male' } }),
				newNode('second', 'send', sms),
				newNode('stop', 'stop'),
			],
			['start.next>first', 'first.next>ask', 'ask.yes>second', 'ask.no>second', 'second.next>stop'],
		);
		const [issue] = check(document);
		const fixed = apply(document, issue!.fix!);
		if (isRefusal(fixed)) throw new Error('refused');
		expect(check(fixed.document)).toEqual([]);
		expect(fixed.document.nodes).toHaveLength(document.nodes.length + 1);
	});

	it('answer in one order whatever the order of the document', () => {
		const document = {
			...without('start'),
			nodes: without('start').nodes.toReversed(),
			edges: sampleFlow.edges.toReversed(),
		};
		expect(check(document).map(({ fix: _, ...issue }) => issue)).toEqual(
			check(without('start')).map(({ fix: _, ...issue }) => issue),
		);
	});
});

describe('the longest gap between openings', () => {
	it.each([
		['any time', { any: true } as const, 0],
		['10–20 daily', { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] }, 14 * 60],
		['10–20 on workdays', { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5] }, 62 * 60],
		['22–06 on Fridays', { from: '22:00', to: '06:00', days: [5] }, 160 * 60],
		['22–06 daily', { from: '22:00', to: '06:00', days: [1, 2, 3, 4, 5, 6, 7] }, 16 * 60],
	])('of %s', (_, hours, minutes) => expect(longestGapMinutes(hours)).toBe(minutes));
});
