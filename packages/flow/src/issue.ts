import type { Json, NodeId, OutputName } from '@volna/node-sdk';
import type { EdgeId } from './flow-document.ts';
import type { GraphOperation } from './graph-operation.ts';

export const issueCodes = [
	'graph.no-trigger',
	'graph.many-triggers',
	'graph.unreachable',
	'graph.edge-dangling',
	'graph.output-open',
	'graph.output-twice',
	'graph.into-trigger',
	'graph.id-twice',
	'loop.no-wait',
	'loop.no-limit',
	'config.invalid',
	'ref.missing',
	'ref.archived',
	'ref.draft',
	'ref.usage',
	'ref.out-of-campaign',
	'template.syntax',
	'template.not-supported',
	'template.function-unknown',
	'template.too-long',
	'template.too-deep',
	'template.type',
	'template.may-be-empty',
	'template.ucs2-by-one',
	'template.link-not-shortened',
	'template.no-unsubscribe-link',
	'param.unknown',
	'param.unavailable',
	'param.not-on-every-path',
	'param.twice',
	'filter.empty',
	'filter.contradiction',
	'filter.too-large',
	'filter.field',
	'filter.value',
	'split.few',
	'split.duplicate',
	'time.bounds',
	'time.hours-empty',
	'time.relevance-gap',
	'time.no-timeout',
	'send.sender',
	'send.parts',
	'send.in-a-row',
	'trigger.untrusted',
	'effect.unknown',
	'version.unknown',
	'version.retired',
	'version.upgrade',
	'version.worker',
	'scale.size',
] as const;

/** Hints an editor gives beside the checks; publishing never asks for them. */
export const hintCodes = ['graph.output-ends'] as const;

/** Codes of the checks and hints; a node's own are `config.<code>`, worded by its package. */
export type IssueCode = (typeof issueCodes)[number] | (typeof hintCodes)[number] | `config.${string}`;

export type Severity = 'error' | 'warning' | 'info';

/** One thing wrong with a document. Its text comes from locales by code; `values` fill the blanks. */
export interface Issue {
	readonly code: IssueCode;
	readonly severity: Severity;
	/** `field` is a path: `branches.0.segment`. Of the flow itself when empty. */
	readonly at: {
		readonly node?: NodeId;
		readonly edge?: EdgeId;
		readonly output?: OutputName;
		readonly field?: string;
	};
	readonly values: Readonly<Record<string, Json>>;
	/** Mends it. */
	readonly fix?: GraphOperation;
}

const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** Errors first, then by place and code: the same for any order of the document's arrays. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
	return issues
		.map((issue) => ({
			issue,
			key: [
				rank[issue.severity],
				issue.at.node ?? '',
				issue.code,
				issue.at.field ?? '',
				issue.at.output ?? '',
				issue.at.edge ?? '',
			].join('\u0000'),
		}))
		.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
		.map(({ issue }) => issue);
}

export function hasErrors(issues: readonly Issue[]): boolean {
	return issues.some((issue) => issue.severity === 'error');
}
