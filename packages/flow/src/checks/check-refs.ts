import type { Json, Ref, RefEntity } from '@volna/node-sdk';
import type { PlacedValue } from '../each-value.ts';
import type { Issue, IssueCode } from '../issue.ts';
import type { ProjectEntity, ProjectSender, ProjectSnapshot } from '../project-snapshot.ts';
import type { ReadFlow } from '../read-document.ts';

/** Everything a config refers to exists, is in use, and is offered to this flow. */
export function checkRefs(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	const lists = indexProject(project);
	return flow.nodes.flatMap((one) => {
		return one.values.flatMap((placed) => {
			if (placed.field.kind !== 'ref') return [];
			const many = Array.isArray(placed.value);
			const refs = (many ? placed.value : [placed.value]) as unknown as readonly Ref[];
			return refs.flatMap((ref, index): readonly Issue[] => {
				const found = problemOf(ref, placed, lists);
				if (!found) return [];
				return [
					{
						code: found.code,
						severity: found.severity ?? 'error',
						at: { node: one.node.id, field: many ? `${placed.path}.${index}` : placed.path },
						values: { entity: placed.field.options.entity ?? '', id: ref.id, name: ref.name },
					},
				];
			});
		});
	});
}

type Known = ProjectEntity & {
	readonly draft?: boolean;
	readonly usage?: readonly string[];
	readonly segmentationId?: string;
};

interface ProjectIndex {
	readonly entities: Partial<Record<RefEntity, ReadonlyMap<string, Known>>>;
	readonly senders: readonly ProjectSender[] | undefined;
}

function indexProject(project: ProjectSnapshot): ProjectIndex {
	const index = (list: readonly Known[] | undefined) => list && new Map(list.map((one) => [one.id, one]));
	return {
		entities: {
			'action-template': index(project.actionTemplates),
			segmentation: index(project.segmentations),
			segment: index(project.segments),
			topic: index(project.topics),
		},
		senders: project.senders,
	};
}

function problemOf(
	ref: Ref,
	{ field, beside, config }: PlacedValue,
	project: ProjectIndex,
): { readonly code: IssueCode; readonly severity?: Issue['severity'] } | undefined {
	const { entity, usage, within } = field.options;
	if (entity === 'sender') return senderProblem(ref, project.senders);
	const list = entity && project.entities[entity];
	if (!list) return undefined;
	const known = list.get(ref.id);
	if (!known) return { code: 'ref.missing' };
	if (within !== undefined) {
		const owner = idOf(beside[within] ?? config[within]);
		if (owner !== undefined && known.segmentationId !== undefined && owner !== known.segmentationId) {
			return { code: 'ref.missing' };
		}
	}
	if (known.archived) return { code: 'ref.archived' };
	if (known.draft) return { code: 'ref.draft' };
	if (usage !== undefined && known.usage && !known.usage.includes(usage)) return { code: 'ref.usage' };
	if (known.inScope === false) return { code: 'ref.out-of-campaign' };
	return undefined;
}

function senderProblem(ref: Ref, senders: readonly ProjectSender[] | undefined): ReturnType<typeof problemOf> {
	if (!senders) return undefined;
	const known = senders.find((one) => one.id === ref.id) ?? senders.find((one) => one.name === ref.systemName);
	if (!known || known.state === 'refused') return { code: 'send.sender' };
	return known.state === 'partly' ? { code: 'send.sender', severity: 'warning' } : undefined;
}

function idOf(value: Json | undefined): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const { id } = value as { readonly id?: Json };
	return typeof id === 'string' ? id : undefined;
}
