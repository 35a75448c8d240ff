import { audit } from '@volna/access';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db, Tx } from '@volna/db';
import { listRefusals, listRuns, type RunSummary, readRun, stopRun } from '@volna/engine';
import type { MessageState } from '@volna/messaging/states';
import type { HandlerInput } from '../http/bind-route.ts';
import { inTransaction } from '../http/in-transaction.ts';
import { Refusal } from '../http/refuse.ts';
import { personalFor, phoneFor } from './mask.ts';
import { cursorOf, pageOf } from './page.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Runs: lists, one customer's path, stopping one. */
export function runHandlers({
	db,
	runsStopped,
}: {
	db: Db;
	runsStopped: (tx: Tx, runIds: readonly string[]) => Promise<void>;
}) {
	const describe = (run: RunSummary, staff: Input<'listRuns'>['staff']) => ({
		...run,
		id: toId('run', run.id),
		flow: { ...run.flow, id: toId('flow', run.flow.id) },
		customer: { ...run.customer, phone: phoneFor(staff, run.customer.phone) },
	});
	return {
		async listRuns({ query, staff }: Input<'listRuns'>) {
			const limit = query.limit ?? 25;
			const rows = await listRuns(db, {
				flowId: query.flow ? fromId('flow', query.flow) : undefined,
				nodeId: query.node,
				state: query.state,
				customerId: query.customer,
				q: query.q,
				after: cursorOf(query.cursor),
				limit: limit + 1,
			});
			return pageOf(
				rows,
				limit,
				(row) => row.id,
				(row) => describe(row, staff),
			);
		},

		async readRun({ params, staff }: Input<'readRun'>) {
			const path = await readRun(db, fromId('run', params.run));
			if (!path) throw new Refusal('thing-unknown', { values: { kind: 'run' } });
			return {
				...path,
				run: describe(path.run, staff),
				messages: path.messages.map((message) => ({
					...message,
					id: toId('message', message.id),
					state: storedState(message.state),
				})),
				values: { ...personalFor(staff, path.values) },
			};
		},

		async stopRun({ params, staff, requestId }: Input<'stopRun'>) {
			const runId = fromId('run', params.run);
			// Run, then its waits, then its messages; an outcome of a message comes the other way.
			await inTransaction(db, async (tx) => {
				const stopped = await stopRun(tx, { runId, staffId: staff.id });
				if (stopped.kind === 'unknown') throw new Refusal('thing-unknown', { values: { kind: 'run' } });
				if (stopped.kind === 'run-ended') throw new Refusal('run-ended');
				await runsStopped(tx, stopped.runIds);
				await audit(tx, { staffId: staff.id, act: 'run.stop', subject: `run:${runId}`, requestId });
			});
			return { done: true as const };
		},

		async listRefusals({ params, query, staff }: Input<'listRefusals'>) {
			const limit = query.limit ?? 25;
			const rows = await listRefusals(db, fromId('flow', params.flow), {
				reason: query.reason,
				customerId: query.customer,
				after: cursorOf(query.cursor),
				limit: limit + 1,
			});
			return pageOf(
				rows,
				limit,
				(row) => row.id,
				({ id: _, ...row }) => ({ ...row, customer: { ...row.customer, phone: phoneFor(staff, row.customer.phone) } }),
			);
		},
	};
}

/** The table's check holds that a stored state is one of the list. */
function storedState(state: string): MessageState {
	return state as MessageState;
}
