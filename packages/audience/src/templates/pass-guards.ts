import type { Tx } from '@volna/db';
import type { Filter, Json, RunValues } from '@volna/node-sdk';
import { matchFilter } from '../filters/match-filter.ts';

/** An action that is about to be stored, as a guard sees it. */
export interface ActionToGuard {
	readonly id: string;
	readonly customerId: number;
	readonly guard: Filter | null;
	readonly templateName: string;
	/** ISO 8601. */
	readonly occurredAt: string;
	readonly touchpoint: string | null;
	readonly custom: Readonly<Record<string, Json>>;
	readonly order: RunValues['order'] | null;
}

/**
 * Ids of the actions that may be stored: those without a guard, and those whose guard is true of the customer as they
 * stand in this transaction and of the action itself (domain T-12). One statement per guard. The actions asked about
 * are not stored yet, so a guard that counts actions counts the ones before.
 */
export async function passGuards(tx: Tx, actions: readonly ActionToGuard[]): Promise<Set<string>> {
	const passed = new Set(actions.filter((action) => !action.guard).map((action) => action.id));
	const byGuard = Map.groupBy(
		actions.filter((action) => action.guard),
		(action) => action.guard!,
	);
	for (const [guard, group] of byGuard) {
		for (const id of await matchFilter(tx, guard, group.map(asRun))) passed.add(id);
	}
	return passed;
}

function asRun(action: ActionToGuard) {
	const values: RunValues = {
		action: {
			id: action.id,
			name: action.templateName,
			occurredAt: action.occurredAt,
			touchpoint: action.touchpoint,
			custom: action.custom,
		},
		...(action.order ? { order: action.order } : {}),
	};
	return { id: action.id, customerId: action.customerId, values };
}

/**
 * Actions in rounds, each customer's first, second and so on: a guard must see what the same batch has stored of a
 * customer before.
 */
export function roundsOf<T extends { readonly customer: object }>(actions: readonly T[]): T[][] {
	const rounds: T[][] = [];
	const seen = new Map<object, number>();
	for (const action of actions) {
		const round = seen.get(action.customer) ?? 0;
		seen.set(action.customer, round + 1);
		rounds[round] ??= [];
		rounds[round].push(action);
	}
	return rounds;
}
