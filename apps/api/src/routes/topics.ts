import { audit } from '@volna/access';
import {
	createTopic,
	hasAnswers,
	listTopics,
	removeTopic,
	restoreTopic,
	type UpdatedTopic,
	updateTopic,
	usesOfTopic,
} from '@volna/audience';
import type { routes } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { describeUse, inUse } from './describe-use.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createTopic'>, 'staff' | 'requestId'>;

/** Topics of subscriptions. */
export function topicHandlers({ db }: { db: Db }) {
	const note = (act: string, id: string, { staff, requestId }: Asked) =>
		db.transaction().execute((tx) => audit(tx, { staffId: staff.id, act, subject: `topic:${id}`, requestId }));
	return {
		async listTopics() {
			return { items: await listTopics(db) };
		},

		async readTopic({ params }: Input<'readTopic'>) {
			const topic = (await listTopics(db)).find((one) => one.id === params.topic);
			if (!topic) throw unknown();
			const [uses, answered] = await Promise.all([usesOfTopic(db, topic), hasAnswers(db, topic.systemName)]);
			return { ...topic, answered, uses: uses.map(describeUse) };
		},

		async createTopic({ body, staff, requestId }: Input<'createTopic'>) {
			const made = await createTopic(db, body);
			if (made.status !== 'created') throw new Refusal('name-taken', { at: '/systemName' });
			await note('topic.create', made.id, { staff, requestId });
			return { id: made.id, systemName: made.systemName };
		},

		async updateTopic({ params, body, revision, staff, requestId }: Input<'updateTopic'>) {
			const saved = await updateTopic(db, params.topic, revision, body);
			if (saved.status !== 'updated') throw refusalOf(saved);
			await note('topic.update', params.topic, { staff, requestId });
			return { revision: saved.revision };
		},

		async removeTopic({ params, staff, requestId }: Input<'removeTopic'>) {
			const removed = await removeTopic(db, params.topic);
			if (removed.status === 'unknown') throw unknown();
			if (removed.status === 'in-use') throw inUse('thing-in-use', removed.uses);
			await note(`topic.${removed.status}`, params.topic, { staff, requestId });
			return { outcome: removed.status };
		},

		async restoreTopic({ params, staff, requestId }: Input<'restoreTopic'>) {
			if (!(await restoreTopic(db, params.topic))) throw unknown();
			await note('topic.restore', params.topic, { staff, requestId });
			return { done: true as const };
		},
	};
}

function unknown(): Refusal {
	return new Refusal('thing-unknown', { values: { kind: 'topic' } });
}

function refusalOf(problem: Exclude<UpdatedTopic, { status: 'updated' }>): Refusal {
	switch (problem.status) {
		case 'unknown':
			return unknown();
		case 'changed':
			return new Refusal('thing-changed', { values: { revision: problem.revision } });
		case 'name-taken':
			return new Refusal('name-taken', { at: '/systemName' });
		case 'locked':
			return new Refusal('thing-locked', { at: '/systemName' });
	}
}
