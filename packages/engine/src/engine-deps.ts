import type { Tx, WakeUp } from '@volna/db';
import type { AnyDefinition, AnyServerHalf, InsideCapabilities, RunId } from '@volna/node-sdk';
import type { PlanCache } from './plan-cache.ts';

/** The node types a worker can run: what `registry.gen.ts` lists. */
export interface NodeHalves {
	definition(type: string): AnyDefinition | undefined;
	serverHalf(type: string): AnyServerHalf | undefined;
}

/** Ids and codes only: never a text, a phone, a value of a customer. */
export interface EngineLog {
	warn(details: Readonly<Record<string, unknown>>, message: string): void;
	error(details: Readonly<Record<string, unknown>>, message: string): void;
}

/** What starting runs needs. */
export interface StartDeps {
	readonly plans: PlanCache;
	/** Composed by the app from audience and messaging, bound to the transaction. */
	capabilitiesOf(tx: Tx): InsideCapabilities;
	readonly wakeUp: WakeUp;
}

/** What advancing runs needs. */
export interface AdvanceDeps extends StartDeps {
	readonly nodes: NodeHalves;
	readonly log: EngineLog;
	/** Called with the runs that an exit condition ended, so that messaging cancels what still waits. */
	runsStopped?(tx: Tx, runIds: readonly RunId[]): Promise<void>;
	/** Called before the engine's own wake-up, which is the transaction's last statement: the place for the app's. */
	committing?(tx: Tx): Promise<void>;
}

/** Node halves of lists, by type. */
export function nodeHalves(
	definitions: readonly AnyDefinition[],
	serverHalves: Readonly<Record<string, AnyServerHalf>>,
): NodeHalves {
	const byType = new Map<string, AnyDefinition>(definitions.map((definition) => [definition.type, definition]));
	const halves = new Map(Object.entries(serverHalves));
	return { definition: (type) => byType.get(type), serverHalf: (type) => halves.get(type) };
}
