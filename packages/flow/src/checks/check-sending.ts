import { durationMs, durationOf, type SendingHours } from '@volna/node-sdk';
import type { DocEdge } from '../flow-document.ts';
import type { Issue } from '../issue.ts';
import type { ProjectSnapshot } from '../project-snapshot.ts';
import { isSender, type ReadFlow, waitMsOf } from '../read-document.ts';
import { hasTimeout } from './check-config.ts';
import { waitBefore } from './insert-fix.ts';

const weekMinutes = 7 * 1_440;
const hourMs = 3_600_000;

/** Relevance against sending hours, two messages in a row, triggers nobody trusts, effects whose end nobody knows. */
export function checkSending(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	return [
		...checkRelevance(flow),
		...checkInARow(flow),
		...checkTrust(flow, project),
		...checkUnknownEffects(flow),
		...checkWorkers(flow, project),
	];
}

function checkRelevance(flow: ReadFlow): readonly Issue[] {
	return flow.nodes.flatMap((one) => {
		if (!one.definition) return [];
		const values = one.values;
		return values.flatMap(({ field, path, value }): readonly Issue[] => {
			const hours = values.find((other) => other.path === field.options.outlasts)?.value;
			const relevanceMs = typeof value === 'string' ? durationMs(value) : undefined;
			if (hours === undefined || relevanceMs === undefined) return [];
			const gapMs = longestGapMinutes(hours as unknown as SendingHours) * 60_000;
			if (relevanceMs > gapMs || gapMs === 0) return [];
			const shortest = durationOf((Math.floor(gapMs / hourMs) + 1) * hourMs);
			const { max } = field.options;
			const fits = typeof max !== 'string' || (durationMs(shortest) ?? 0) <= (durationMs(max) ?? 0);
			return [
				{
					code: 'time.relevance-gap',
					severity: 'warning',
					at: { node: one.node.id, field: path },
					values: { relevance: value, gap: durationOf(gapMs), shortest },
					...(fits && { fix: { op: 'node.config', id: one.node.id, set: { [path]: shortest } } }),
				},
			];
		});
	});
}

/** The longest time, in minutes of a week without clock changes, that lies between two openings; 0 when always open. */
export function longestGapMinutes(hours: SendingHours): number {
	if ('any' in hours) return 0;
	const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
	const from = minute(hours.from);
	const length = (minute(hours.to) - from + 1_440) % 1_440;
	const opens = [...new Set(hours.days)].sort((a, b) => a - b).map((day) => (day - 1) * 1_440 + from);
	if (opens.length === 0 || length === 0) return weekMinutes;
	return Math.max(
		0,
		...opens.map((open, index) => {
			const next = opens[index + 1] ?? opens[0]! + weekMinutes;
			return next - (open + length);
		}),
	);
}

/** Two messages with no wait between: the second node is told, and offered a wait before it. */
function checkInARow(flow: ReadFlow): readonly Issue[] {
	const carried = new Map<string, DocEdge[]>();
	const open = flow.nodes.filter((one) => isSender(one) && !hasTimeout(one));
	const seen = new Set(open.map((one) => one.node.id));
	for (let one = open.pop(); one; one = open.pop()) {
		for (const edge of flow.from.get(one.node.id) ?? []) {
			const target = flow.byId.get(edge.target)!;
			if (isSender(target)) {
				carried.set(edge.target, [...(carried.get(edge.target) ?? []), edge]);
				continue;
			}
			if (seen.has(edge.target) || waitMsOf(target) > 0) continue;
			seen.add(edge.target);
			open.push(target);
		}
	}
	return [...carried].map(([node, edges]) => {
		const sorted = edges.sort((a, b) => (a.id < b.id ? -1 : 1));
		return {
			code: 'send.in-a-row',
			severity: 'warning',
			at: { node },
			values: { edges: sorted.map((edge) => edge.id) },
			fix: waitBefore(flow, flow.byId.get(node)!, sorted),
		};
	});
}

function checkTrust(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	const templates = new Map(project.actionTemplates?.map((one) => [one.id, one]));
	return flow.triggers.flatMap(({ node, listening }): readonly Issue[] => {
		if (!listening || listening.acceptUntrusted || listening.templates.length === 0) return [];
		if (!listening.templates.every((id) => templates.get(id)?.keylessOnly)) return [];
		return [
			{
				code: 'trigger.untrusted',
				severity: 'warning',
				at: { node: node.id, field: 'acceptUntrusted' },
				values: {},
				fix: { op: 'node.config', id: node.id, set: { acceptUntrusted: true } },
			},
		];
	});
}

function checkUnknownEffects(flow: ReadFlow): readonly Issue[] {
	return flow.nodes.flatMap(({ node, definition }): readonly Issue[] => {
		const effect = definition?.effect;
		if (effect?.class !== 'outside' || effect.repeat !== 'never') return [];
		const exhausted = definition?.policy?.exhausted;
		const leads = flow.from.get(node.id)?.some((edge) => edge.sourceHandle === exhausted);
		return leads ? [] : [{ code: 'effect.unknown', severity: 'warning', at: { node: node.id }, values: {} }];
	});
}

function checkWorkers(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	const workers = project.workers ?? [];
	return flow.nodes.flatMap(({ node, definition }): readonly Issue[] => {
		if (!definition) return [];
		const type = `${definition.type}@${definition.version}`;
		const unable = workers.filter((worker) => !worker.types.includes(type)).map((worker) => worker.name);
		if (unable.length === 0) return [];
		return [{ code: 'version.worker', severity: 'error', at: { node: node.id }, values: { type, workers: unable } }];
	});
}
