export { type Advanced, type AdvanceOptions, advanceRuns } from './advance-runs.ts';
export type { Lane } from './claim-runs.ts';
export { type CreatedFlow, createFlow, type NewFlow } from './create-flow.ts';
export { dropOldRefusals, refusalsKeptDays } from './drop-old-refusals.ts';
export { type AdvanceDeps, type EngineLog, type NodeHalves, nodeHalves, type StartDeps } from './engine-deps.ts';
export { TryLater } from './faults.ts';
export { keepAlive } from './keep-alive.ts';
export { type FlowSummary, listFlows } from './list-flows.ts';
export { listRefusals, type Refusal } from './list-refusals.ts';
export { listRuns, type RunCustomer, type RunQuery, type RunSummary } from './list-runs.ts';
export { listVersions, type VersionSummary } from './list-versions.ts';
export { aliveMs, liveWorkers } from './live-workers.ts';
export { type FlowMoved, pauseFlow, resumeFlow, settlePauses, stopFlow } from './pause-flow.ts';
export { createPlanCache, type PlanCache } from './plan-cache.ts';
export {
	diffVersions,
	type Published,
	type PublishFlow,
	type PublishPreview,
	previewPublish,
	publishFlow,
} from './publish-flow.ts';
export { type Due, readDue } from './read-due.ts';
export { type Draft, type FlowWithDraft, readDraft, readFlow } from './read-flow.ts';
export { type Counted, type FlowCounts, type NodeCounts, readFlowCounts } from './read-flow-counts.ts';
export { readProject } from './read-project.ts';
export { type MessageOfRun, type RunPath, readRun, type StepOfRun } from './read-run.ts';
export { readVersion, type VersionWithDocument } from './read-version.ts';
export { releaseHeldRuns } from './release-held-runs.ts';
export { renameFlow } from './rename-flow.ts';
export { type DraftChanged, discardDraft, patchDraft, putDraft, type SavedDraft } from './save-draft.ts';
export { type StartedRuns, startRuns } from './start-runs.ts';
export {
	type EndReason,
	endReasons,
	type FlowState,
	flowMoves,
	flowStates,
	isEnded,
	mayMove,
	type RefusalReason,
	type RunState,
	refusalReasons,
	runMoves,
	runStates,
	type StepKind,
	stepKinds,
} from './states.ts';
export { type StoppedRun, stopRun } from './stop-run.ts';
export { type MessageMoved, wakeMetRuns, wakeWaitingRuns } from './wake-waiting-runs.ts';
