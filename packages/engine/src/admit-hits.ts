import { durationMs, type RecordedAction } from '@volna/node-sdk';
import type { FlowState, RefusalReason } from './states.ts';

/** An action that meets a trigger of an active version. */
export interface Hit {
	readonly action: RecordedAction;
	readonly flowId: string;
	readonly versionId: string;
	readonly ignoreOlder: string;
	readonly acceptUntrusted: boolean;
	readonly state: FlowState;
	/** The run it would start. */
	readonly runId: string;
}

/** What is looked at before the trigger's filter: age of the action, trust, test data. null lets it through. */
export function refusedBeforeFilter(hit: Hit, now: Date): RefusalReason | null {
	const olderMs = durationMs(hit.ignoreOlder) ?? 0;
	if (now.getTime() - hit.action.occurredAt.getTime() > olderMs) return 'stale_action';
	if (!hit.action.trusted && !hit.acceptUntrusted) return 'untrusted';
	if (hit.action.mode === 'test') return 'test';
	return null;
}

/** What is looked at after the trigger's filter and before the entry rule. */
export function refusedByState(hit: Hit): RefusalReason | null {
	if (hit.state === 'paused') return 'flow_paused';
	return hit.state === 'active' ? null : 'flow_stopped';
}
