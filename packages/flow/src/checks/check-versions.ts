import type { NodeConfig } from '../flow-document.ts';
import type { GraphOperation } from '../graph-operation.ts';
import type { Issue } from '../issue.ts';
import type { ReadFlow } from '../read-document.ts';

/** Every node is of a type and version that is installed; older ones are offered their upgrade. */
export function checkVersions(flow: ReadFlow): readonly Issue[] {
	return flow.nodes.flatMap(({ node, definition, lifted }): readonly Issue[] => {
		const at = { node: node.id };
		const values = { type: node.type, version: node.version, current: definition?.version ?? null };
		if (!definition || !lifted || lifted.kind === 'newer') {
			return [{ code: 'version.unknown', severity: 'error', at, values }];
		}
		const current = lifted.kind === 'retired' ? lifted.lifted : lifted;
		const fix: GraphOperation | undefined = current
			? {
					op: 'node.upgrade',
					id: node.id,
					version: definition.version,
					config: current.config as NodeConfig,
					outputs: current.outputs,
				}
			: undefined;
		if (lifted.kind === 'retired') return [{ code: 'version.retired', severity: 'error', at, values, fix }];
		if (node.version === definition.version) return [];
		return [{ code: 'version.upgrade', severity: lifted.review ? 'warning' : 'info', at, values, fix }];
	});
}
