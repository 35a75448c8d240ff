import { checkConfig } from './checks/check-config.ts';
import { checkFilters } from './checks/check-filters.ts';
import { checkGraph } from './checks/check-graph.ts';
import { checkLoops } from './checks/check-loops.ts';
import { checkRefs } from './checks/check-refs.ts';
import { checkSending } from './checks/check-sending.ts';
import { checkTemplates } from './checks/check-templates.ts';
import { checkVersions } from './checks/check-versions.ts';
import type { FlowDocument } from './flow-document.ts';
import { type Issue, sortIssues } from './issue.ts';
import type { ProjectSnapshot } from './project-snapshot.ts';
import { type ReadFlow, readDocument } from './read-document.ts';
import type { Registry } from './registry.ts';

/** Everything wrong with a document, errors first. The browser asks while typing, publishing asks again. Pure. */
export function checkFlow(document: FlowDocument, registry: Registry, project: ProjectSnapshot): readonly Issue[] {
	return checkRead(readDocument(document, registry, project.flowId), project);
}

export function checkRead(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	return sortIssues(
		[
			...checkGraph(flow),
			...checkLoops(flow),
			...checkVersions(flow),
			...checkConfig(flow, project.flowId),
			...checkRefs(flow, project),
			...checkFilters(flow, project),
			...checkTemplates(flow, project),
			...checkSending(flow, project),
		].map(withoutEmptyFix),
	);
}

function withoutEmptyFix(issue: Issue): Issue {
	if (issue.fix !== undefined || !('fix' in issue)) return issue;
	const { fix: _, ...rest } = issue;
	return rest;
}
