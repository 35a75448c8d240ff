import {
	countCustomers,
	deleteView,
	type FilterIssue,
	findCustomers,
	keepListSetting,
	listViews,
	readListSetting,
	saveView,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';
import { openLanes } from './open-lanes.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

const TIMEOUT_MS = 30_000;
/** Statements over the whole base at once; pages read along the key stand in no line. */
const LANES = 3;

/** The list of customers: its pages, how many there are, views kept of it. */
export function customerListHandlers({ db }: { db: Db }) {
	const lanes = openLanes(LANES);
	return {
		async findCustomers({ body, staff, context }: Input<'findCustomers'>) {
			const { signal } = context.req.raw;
			const query = {
				...body,
				selection: body.selection ? fromId('selection', body.selection) : null,
				masked: !seesPersonal(staff),
			};
			const found = await findCustomers(db, query, { signal, timeoutMs: TIMEOUT_MS });
			if (found.status === 'invalid') throw invalid(found.issues);
			if (found.status !== 'found') throw tooSlow();
			const { items, next, previous, rest, back, asOf } = found;
			return { items, next, previous, rest, back, asOf };
		},

		async countCustomers({ body, context }: Input<'countCustomers'>) {
			const { signal } = context.req.raw;
			const counted = await lanes(signal, () => countCustomers(db, body, { signal, timeoutMs: TIMEOUT_MS }));
			if (counted?.status === 'invalid') throw invalid(counted.issues);
			if (counted?.status !== 'counted') throw tooSlow();
			return { count: counted.count, asOf: counted.asOf };
		},

		async listCustomerViews({ staff }: Input<'listCustomerViews'>) {
			const [views, setting] = await Promise.all([listViews(db, staff.id), readListSetting(db, staff.id)]);
			return {
				items: views.map((view) => ({ ...view, id: toId('view', view.id) })),
				setting: { columns: [...setting.columns], pageSize: setting.pageSize },
			};
		},

		async saveCustomerView({ body, staff }: Input<'saveCustomerView'>) {
			return { id: toId('view', await saved(saveView(db, staff.id, body))) };
		},

		async updateCustomerView({ params, body, staff }: Input<'updateCustomerView'>) {
			await saved(saveView(db, staff.id, body, fromId('view', params.view)));
			return { done: true as const };
		},

		async deleteCustomerView({ params, staff }: Input<'deleteCustomerView'>) {
			if (!(await deleteView(db, staff.id, fromId('view', params.view)))) throw unknownView();
			return { done: true as const };
		},

		async keepCustomerList({ body, staff }: Input<'keepCustomerList'>) {
			await keepListSetting(db, staff.id, body);
			return { done: true as const };
		},
	};
}

async function saved(written: ReturnType<typeof saveView>): Promise<string> {
	const view = await written;
	if (view.status === 'saved') return view.id;
	if (view.status === 'name-taken') throw new Refusal('name-taken', { at: '/name' });
	if (view.status === 'filter-invalid') throw invalid(view.issues);
	throw unknownView();
}

function unknownView(): Refusal {
	return new Refusal('thing-unknown', { values: { kind: 'view' } });
}

function invalid(issues: readonly FilterIssue[]): Refusal {
	return new Refusal('field-invalid', {
		at: '/filter',
		values: { rule: issues[0]?.code ?? 'filter' },
		details: issues,
	});
}

function tooSlow(): Refusal {
	return new Refusal('filter-too-slow', { at: '/filter', values: { seconds: TIMEOUT_MS / 1000 } });
}
