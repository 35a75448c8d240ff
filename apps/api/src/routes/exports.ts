import { audit, type StaffMember } from '@volna/access';
import { type ExportSourceName, exportSourceOf, exportWords, readSelection, startExport } from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import { listMessages, type MessageQuery } from '@volna/messaging';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type From = Input<'startExport'>['body']['from'];

/** Exports of lists, as tasks. */
export function exportHandlers({ db }: { db: Db }) {
	const sourceOf = (name: ExportSourceName) =>
		exportSourceOf(name, { listMessages: (db, query) => listMessages(db, query as MessageQuery) });
	return {
		async listExportColumns({ params, staff }: Input<'listExportColumns'>) {
			mustReach(params.source, staff);
			const columns = await sourceOf(params.source).columns(db, exportWords[staff.language]);
			return { items: [...columns] };
		},

		async startExport({ body, staff, requestId }: Input<'startExport'>) {
			const { from, columns } = body;
			mustReach(from.source, staff);
			await mustBeThere(db, from);
			const query = queryOf(from);
			const masked = !seesPersonal(staff);
			const task = await db.transaction().execute(async (tx) => {
				const started = await startExport(tx, {
					source: sourceOf(from.source),
					query,
					columns,
					language: staff.language,
					masked,
					staffId: staff.id,
				});
				if (started.status === 'column-unknown')
					throw new Refusal('field-invalid', {
						at: `/columns/${columns?.indexOf(started.column) ?? 0}`,
						values: { rule: 'column' },
					});
				await audit(tx, {
					staffId: staff.id,
					act: 'export.start',
					subject: `export:${from.source}`,
					details: { task: started.taskId, columns: started.columns, masked, by: conditionsOf(from) },
					requestId,
				});
				return started.taskId;
			});
			return { task: toId('task', task) };
		},
	};
}

/** Lists of people ask for the right to see them besides the one to export. */
function mustReach(source: ExportSourceName, staff: StaffMember): void {
	const right = source === 'action-templates' ? 'read' : 'read-customers';
	if (!staff.rights.includes(right)) throw new Refusal('right-missing', { values: { right } });
}

async function mustBeThere(db: Db, from: From): Promise<void> {
	if (from.source === 'customers' && from.selection) {
		if (!(await readSelection(db, fromId('selection', from.selection)))) throw new Refusal('selection-expired');
	}
	if (from.source === 'segment') {
		const segment = await db.selectFrom('segment').select('id').where('id', '=', from.segment).executeTakeFirst();
		if (!segment) throw new Refusal('thing-unknown', { values: { kind: 'segment' } });
	}
}

function queryOf(from: From): unknown {
	switch (from.source) {
		case 'customers':
			return {
				selectionId: from.selection ? fromId('selection', from.selection) : undefined,
				filter: from.filter ?? null,
				search: from.search ?? null,
			};
		case 'segment':
			return { segmentId: from.segment };
		case 'action-templates':
			return { q: from.q, archived: from.archived };
		case 'messages':
			return {
				q: from.q,
				group: from.group,
				reason: from.reason,
				flowId: from.flow ? fromId('flow', from.flow) : undefined,
				nodeId: from.node,
				customerId: from.customer,
				accountId: from.account ? fromId('account', from.account) : undefined,
			};
	}
}

/** Which conditions there were, not what they say: a search may be somebody's phone. */
function conditionsOf({ source: _, ...conditions }: From): readonly string[] {
	return Object.entries(conditions).flatMap(([name, value]) => (value === undefined || value === null ? [] : [name]));
}
