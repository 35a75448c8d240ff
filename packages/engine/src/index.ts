export { type Advanced, type AdvanceOptions, advanceRuns } from './advance-runs.ts';
export type { Lane } from './claim-runs.ts';
export { type CreatedFlow, createFlow, type NewFlow } from './create-flow.ts';
export { type AdvanceDeps, type EngineLog, type NodeHalves, nodeHalves, type StartDeps } from './engine-deps.ts';
export { dropProcess, keepProcess, type ProcessRow } from './keep-process.ts';
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
export { type Draft, type FlowWithDraft, readDraft, readFlow } from './read-flow.ts';
export { releaseHeldRuns } from './release-held-runs.ts';
export { renameFlow } from './rename-flow.ts';
export { type DraftChanged, discardDraft, patchDraft, putDraft, type SavedDraft } from './save-draft.ts';
export { type StartedRuns, startRuns } from './start-runs.ts';
export { type StoppedRun, stopRun } from './stop-run.ts';
export { type MessageMoved, wakeMetRuns, wakeWaitingRuns } from './wake-waiting-runs.ts';
