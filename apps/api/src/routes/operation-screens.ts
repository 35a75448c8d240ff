import { audit } from '@volna/access';
import {
	archiveEndpoint,
	archiveOperation,
	countCallProblems,
	createEndpoint,
	createEndpointKey,
	createOperation,
	type EndpointInfo,
	listEndpoints,
	listOperationCalls,
	listOperations,
	listRefusedCalls,
	maskCallBody,
	type OperationProblem,
	readOperationCall,
	restoreOperation,
	revokeKey,
	type UpdatedOperation,
	updateEndpoint,
	updateOperation,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { seesPersonal } from './mask.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createOperation'>, 'staff' | 'requestId'>;

/** Operations, endpoints, keys, and the log of calls. */
export function operationHandlers({ db }: { db: Db }) {
	const note = (act: string, subject: string, { staff, requestId }: Asked, details?: Record<string, unknown>) =>
		db
			.transaction()
			.execute((tx) => audit(tx, { staffId: staff.id, act, subject, requestId, ...(details && { details }) }));
	return {
		async listOperations({ query }: Input<'listOperations'>) {
			const { items, asOf } = await listOperations(db, {
				templateId: query.template,
				archived: query.archived === '1',
			});
			return {
				items: items.map(({ campaign, campaignId, ...operation }) => ({
					...operation,
					id: toId('operation', operation.id),
					campaign: { id: toId('campaign', campaignId), name: campaign },
					endpoints: operation.endpoints.map(withIds),
				})),
				asOf,
			};
		},

		async createOperation({ body, staff, requestId }: Input<'createOperation'>) {
			const made = await createOperation(db, settingsOf(body), staff.role);
			if (made.status !== 'created') throw refusalOf(made);
			await note('operation.create', `operation:${made.id}`, { staff, requestId });
			return { id: toId('operation', made.id), systemName: made.systemName };
		},

		async updateOperation({ params, body, revision, staff, requestId }: Input<'updateOperation'>) {
			const id = fromId('operation', params.operation);
			const input = { ...settingsOf(body), systemName: body.systemName };
			const saved = await updateOperation(db, id, revision, input, staff.role);
			if (saved.status !== 'updated') throw refusalOf(saved);
			await note('operation.update', `operation:${id}`, { staff, requestId }, { revision: saved.revision });
			return { revision: saved.revision };
		},

		async archiveOperation({ params, body, staff, requestId }: Input<'archiveOperation'>) {
			const id = fromId('operation', params.operation);
			if (!(await archiveOperation(db, id, body.reason))) throw unknown('operation');
			await note('operation.archive', `operation:${id}`, { staff, requestId });
			return { done: true as const };
		},

		async restoreOperation({ params, staff, requestId }: Input<'restoreOperation'>) {
			const id = fromId('operation', params.operation);
			if (!(await restoreOperation(db, id))) throw unknown('operation');
			await note('operation.restore', `operation:${id}`, { staff, requestId });
			return { done: true as const };
		},

		async listOperationCalls({ params, query }: Input<'listOperationCalls'>) {
			return listOperationCalls(db, fromId('operation', params.operation), query);
		},

		async readOperationCall({ params, staff }: Input<'readOperationCall'>) {
			const call = await readOperationCall(db, params.call, fromId('operation', params.operation));
			if (!call) throw unknown('call');
			const masked = !seesPersonal(staff);
			return { ...call, ...(masked && { body: maskCallBody(call.body), answer: maskCallBody(call.answer) }), masked };
		},

		async countOperationErrors({ params }: Input<'countOperationErrors'>) {
			return { items: await countCallProblems(db, fromId('operation', params.operation)) };
		},

		async listRefusedCalls({ query }: Input<'listRefusedCalls'>) {
			return listRefusedCalls(db, query);
		},

		async listEndpoints() {
			return { items: (await listEndpoints(db)).map(withIds) };
		},

		async createEndpoint({ body, staff, requestId }: Input<'createEndpoint'>) {
			const made = await createEndpoint(db, body);
			if (made.status !== 'created') throw refusalOf(made);
			const first = await createEndpointKey(db, { endpointId: made.id, name: body.keyName, staffId: staff.id });
			if (first.status !== 'created') throw unknown('endpoint');
			await note('endpoint.create', `endpoint:${made.id}`, { staff, requestId }, { hint: first.key.hint });
			return {
				id: toId('endpoint', made.id),
				systemName: made.systemName,
				key: { ...first.key, id: toId('key', first.key.id) },
				secret: first.secret,
			};
		},

		async updateEndpoint({ params, body, revision, staff, requestId }: Input<'updateEndpoint'>) {
			const id = fromId('endpoint', params.endpoint);
			const saved = await updateEndpoint(db, id, revision, body);
			if (saved.status === 'unknown') throw unknown('endpoint');
			if (saved.status !== 'updated') throw refusalOf(saved);
			await note('endpoint.update', `endpoint:${id}`, { staff, requestId }, { revision: saved.revision });
			return { revision: saved.revision };
		},

		async archiveEndpoint({ params, staff, requestId }: Input<'archiveEndpoint'>) {
			const id = fromId('endpoint', params.endpoint);
			if (!(await archiveEndpoint(db, id))) throw unknown('endpoint');
			await note('endpoint.archive', `endpoint:${id}`, { staff, requestId });
			return { done: true as const };
		},

		async createKey({ params, body, staff, requestId }: Input<'createKey'>) {
			const endpointId = fromId('endpoint', params.endpoint);
			const made = await createEndpointKey(db, { endpointId, name: body.name, mode: body.mode, staffId: staff.id });
			if (made.status !== 'created') throw unknown('endpoint');
			const details = { hint: made.key.hint, mode: made.key.mode };
			await note('key.create', `endpoint:${endpointId}`, { staff, requestId }, details);
			return { key: { ...made.key, id: toId('key', made.key.id) }, secret: made.secret };
		},

		async revokeKey({ params, staff, requestId }: Input<'revokeKey'>) {
			const keyId = fromId('key', params.key);
			if (!(await revokeKey(db, keyId))) throw unknown('key');
			await note('key.revoke', `key:${keyId}`, { staff, requestId });
			return { done: true as const };
		},
	};
}

function withIds(endpoint: EndpointInfo) {
	return {
		...endpoint,
		id: toId('endpoint', endpoint.id),
		keys: endpoint.keys.map((key) => ({ ...key, id: toId('key', key.id) })),
	};
}

function settingsOf({ campaign, template, endpoints, ...rest }: Input<'createOperation'>['body']) {
	return {
		...rest,
		campaignId: fromId('campaign', campaign),
		templateId: template,
		endpointIds: endpoints.map((id) => fromId('endpoint', id)),
	};
}

function unknown(kind: string): Refusal {
	return new Refusal('thing-unknown', { values: { kind } });
}

function refusalOf(problem: Exclude<UpdatedOperation, { status: 'updated' }> | OperationProblem): Refusal {
	switch (problem.status) {
		case 'unknown':
			return unknown('operation');
		case 'changed':
			return new Refusal('thing-changed', { values: { revision: problem.revision } });
		case 'name-taken':
			return new Refusal('name-taken', { at: '/systemName' });
		case 'thing-unknown':
			return new Refusal('thing-unknown', { at: `/${problem.kind}`, values: { kind: problem.kind } });
		case 'template-unfit':
			return new Refusal('template-unfit', { at: '/template', values: { problem: problem.problem } });
	}
}
