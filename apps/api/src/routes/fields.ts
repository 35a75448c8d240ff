import { audit } from '@volna/access';
import {
	createField,
	findUses,
	hasValues,
	listFields,
	readField,
	removeField,
	restoreField,
	type UpdatedField,
	updateField,
	usesOfField,
} from '@volna/audience';
import type { routes } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { describeUse, inUse } from './describe-use.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createField'>, 'staff' | 'requestId'>;

/** Custom fields of customers. */
export function fieldHandlers({ db }: { db: Db }) {
	const note = (act: string, id: string, { staff, requestId }: Asked, details = {}) =>
		db.transaction().execute((tx) => audit(tx, { staffId: staff.id, act, subject: `field:${id}`, details, requestId }));
	return {
		async listFields() {
			return { items: await listFields(db, { entity: 'customer' }) };
		},

		async readField({ params }: Input<'readField'>) {
			const field = await readField(db, params.field);
			if (!field) throw unknown();
			const [uses, filled] = await Promise.all([
				findUses(db, usesOfField('customer', field.systemName)),
				hasValues(db, field.systemName),
			]);
			return { ...field, filled, uses: uses.map(describeUse) };
		},

		async createField({ body, staff, requestId }: Input<'createField'>) {
			const made = await createField(db, body);
			if (made.status === 'system-taken') throw new Refusal('system-taken', { at: '/systemName' });
			if (made.status !== 'created') throw refusalOf(made);
			await note('field.create', made.id, { staff, requestId }, { systemName: made.systemName, type: body.type });
			return { id: made.id, systemName: made.systemName };
		},

		async updateField({ params, body, revision, staff, requestId }: Input<'updateField'>) {
			const saved = await updateField(db, params.field, revision, body);
			if (saved.status !== 'updated') throw refusalOf(saved);
			await note('field.update', params.field, { staff, requestId });
			return { revision: saved.revision };
		},

		async removeField({ params, staff, requestId }: Input<'removeField'>) {
			const removed = await removeField(db, params.field);
			if (removed.status === 'unknown') throw unknown();
			if (removed.status === 'in-use') throw inUse('thing-in-use', removed.uses);
			await note(`field.${removed.status}`, params.field, { staff, requestId });
			return { outcome: removed.status };
		},

		async restoreField({ params, staff, requestId }: Input<'restoreField'>) {
			if (!(await restoreField(db, params.field))) throw unknown();
			await note('field.restore', params.field, { staff, requestId });
			return { done: true as const };
		},
	};
}

function unknown(): Refusal {
	return new Refusal('thing-unknown', { values: { kind: 'field' } });
}

const places = { 'system-name': 'systemName', name: 'name', options: 'options' } as const;

function refusalOf(problem: Exclude<UpdatedField, { status: 'updated' }>): Refusal {
	switch (problem.status) {
		case 'unknown':
			return unknown();
		case 'changed':
			return new Refusal('thing-changed', { values: { revision: problem.revision } });
		case 'invalid':
			return new Refusal('field-invalid', { at: `/${places[problem.fault]}`, values: { rule: problem.fault } });
		case 'name-taken':
			return new Refusal('name-taken', { at: '/systemName' });
		case 'locked':
			return new Refusal('thing-locked', { at: '/systemName' });
	}
}
