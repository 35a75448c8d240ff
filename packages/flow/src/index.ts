export { type Applied, apply, applyAll, isRefusal, type Refusal, type RefusalCode } from './apply.ts';
export { canonicalJson, contentHash } from './canonical-json.ts';
export { checkFlow } from './check-flow.ts';
export { type Compiled, compile } from './compile.ts';
export { type ConnectionRefusal, healingOutput, refuseConnection } from './connection-rules.ts';
export { type DiffNode, diff, documentHash, type FlowDiff } from './diff.ts';
export {
	DocEdge,
	DocNode,
	defaultSettings,
	documentLimits,
	type EdgeId,
	EntryRule,
	emptyDocument,
	FlowDocument,
	FlowSettings,
	Group,
	type GroupId,
	NodeConfig,
	Note,
	type NoteId,
	type Point,
} from './flow-document.ts';
export { type Change, type Changes, GraphOperation } from './graph-operation.ts';
export { hasErrors, hintCodes, type Issue, type IssueCode, issueCodes, type Severity } from './issue.ts';
export { nodesLeadingTo, nodesReached, stepsReached } from './nodes-reached.ts';
export { openEndings } from './open-endings.ts';
export { parametersAt } from './parameters-at.ts';
export { type DocumentPart, partOf, pasteOf } from './paste-of.ts';
export { maxSteps, type Plan, type PlanRef, type PlanStep, stepOf } from './plan.ts';
export {
	type CustomFieldType,
	type ProjectActionTemplate,
	type ProjectEntity,
	type ProjectField,
	type ProjectSender,
	type ProjectSnapshot,
	unknownProject,
} from './project-snapshot.ts';
export { createRegistry, type Registry } from './registry.ts';
