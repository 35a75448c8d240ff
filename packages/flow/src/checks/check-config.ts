import { durationMs, type FieldProblem, fieldAt, isShown, type Json } from '@volna/node-sdk';
import type { NodeConfig } from '../flow-document.ts';
import type { GraphOperation } from '../graph-operation.ts';
import type { Issue } from '../issue.ts';
import type { ReadFlow, ReadNode } from '../read-document.ts';

const offeredTimeout = 'P3D';

/** The node's own schema, then what only the node knows, then rules between its fields. */
export function checkConfig(flow: ReadFlow, flowId: string | null): readonly Issue[] {
	return flow.nodes.flatMap((one) => [
		...one.problems.map((problem) => issueOf(one, problem)),
		...ownIssues(one, flowId),
		...duplicates(one),
	]);
}

function issueOf(one: ReadNode, { path, problem, values }: FieldProblem): Issue {
	const field = one.definition && fieldAt(one.definition, path);
	const name = String(path[0] ?? '');
	const at = { node: one.node.id, field: path.join('.') };
	const set = (value: Json | undefined): GraphOperation | undefined =>
		value === undefined || path.length > 1 ? undefined : { op: 'node.config', id: one.node.id, set: { [name]: value } };
	if (problem === 'hours-empty') {
		return { code: 'time.hours-empty', severity: 'error', at, values, fix: set({ any: true }) };
	}
	if (problem === 'bounds') {
		const fix = field?.kind === 'hours' ? { any: true } : nearest(one.config[name], field?.options);
		return { code: 'time.bounds', severity: 'error', at, values, fix: set(fix) };
	}
	if (problem === 'required' && field?.options.timeout && path.length === 1) {
		return { code: 'time.no-timeout', severity: 'error', at, values, fix: set(clip(offeredTimeout, field.options)) };
	}
	if (problem === 'too-small' && field?.kind === 'branches' && path.length === 1) {
		return { code: 'split.few', severity: 'error', at, values };
	}
	if (problem === 'required' && field?.kind === 'branches' && path.length === 1) {
		return { code: 'split.few', severity: 'error', at, values: { min: field.options.min ?? 1 } };
	}
	const unset: GraphOperation = { op: 'node.config', id: one.node.id, set: {}, unset: [name] };
	const fix = problem === 'unknown' && path.length === 1 ? unset : set(field?.options.default);
	return { code: 'config.invalid', severity: 'error', at, values: { problem, ...values }, fix };
}

function nearest(value: Json | undefined, options: { min?: unknown; max?: unknown } = {}): string | undefined {
	if (typeof value !== 'string') return undefined;
	return clip(value, options);
}

function clip(value: string, options: { min?: unknown; max?: unknown }): string {
	const ms = durationMs(value) ?? 0;
	const { min, max } = options;
	if (typeof min === 'string' && ms < (durationMs(min) ?? 0)) return min;
	if (typeof max === 'string' && ms > (durationMs(max) ?? Number.POSITIVE_INFINITY)) return max;
	return value;
}

function ownIssues(one: ReadNode, flowId: string | null): readonly Issue[] {
	if (!one.parsed || !one.definition?.check) return [];
	return one.definition.check(one.parsed, { flowId, nodeId: one.node.id }).map((found) => ({
		code: `config.${found.code}`,
		severity: found.severity ?? 'error',
		at: { node: one.node.id, ...(found.field !== undefined && { field: found.field }) },
		values: found.values ?? {},
		...(found.fix && { fix: { op: 'node.config', id: one.node.id, set: found.fix.set as NodeConfig } }),
	}));
}

/** One segment in two branches: the second never gets anybody. */
function duplicates(one: ReadNode): readonly Issue[] {
	return one.values.flatMap(({ field, path, value }) => {
		const { distinct } = field.options;
		if (distinct === undefined || !Array.isArray(value) || path.includes('.')) return [];
		const seen = new Set<string>();
		const kept: Json[] = [];
		const repeated: { readonly index: number; readonly name: Json }[] = [];
		for (const [index, entry] of (value as readonly Json[]).entries()) {
			const held = isRecord(entry) ? entry[distinct] : undefined;
			const key = isRecord(held) ? String(held.id) : JSON.stringify(held);
			if (held !== undefined && seen.has(key)) {
				repeated.push({ index, name: isRecord(held) ? (held.name ?? '') : held });
				continue;
			}
			seen.add(key);
			kept.push(entry);
		}
		return repeated.map(
			({ index, name }): Issue => ({
				code: 'split.duplicate',
				severity: 'error',
				at: { node: one.node.id, field: `${path}.${index}.${distinct}` },
				values: { name },
				fix: { op: 'node.config', id: one.node.id, set: { [path]: kept } },
			}),
		);
	});
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a run waits here for something outside, at most so long. */
export function hasTimeout(one: ReadNode): boolean {
	const fields = one.definition?.config ?? {};
	return Object.values(fields).some((field) => field.options.timeout && isShown(field, fields, one.config));
}
