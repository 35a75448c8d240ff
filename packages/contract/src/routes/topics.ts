import { z } from 'zod';
import { Uuid } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';
import { Removed, Use } from './uses.ts';

const SystemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/);

export const Topic = z.object({
	id: Uuid,
	systemName: z.string(),
	name: z.string(),
	description: z.string(),
	revision: z.number().int(),
	archived: z.boolean(),
});
export type Topic = z.infer<typeof Topic>;

const TopicBody = z.strictObject({
	systemName: SystemName,
	name: z.string().trim().min(1).max(200),
	description: z.string().max(2000).default(''),
});
export type TopicBody = z.input<typeof TopicBody>;

const params = z.strictObject({ topic: Uuid });

export const topicRoutes = {
	listTopics: route({
		id: 'listTopics',
		method: 'get',
		path: '/topics',
		tag: 'topics',
		summary: 'Topics customers may agree to, archived ones last',
		access: needs('read'),
		response: z.object({ items: z.array(Topic) }),
	}),
	readTopic: route({
		id: 'readTopic',
		method: 'get',
		path: '/topics/{topic}',
		tag: 'topics',
		summary: 'A topic with what names it; `answered` when a customer has an answer, which locks its system name',
		access: needs('read'),
		params,
		response: Topic.extend({ answered: z.boolean(), uses: z.array(Use) }),
	}),
	createTopic: route({
		id: 'createTopic',
		method: 'post',
		path: '/topics',
		tag: 'topics',
		summary: 'Make a topic; without a system name it is made from the name',
		access: needs('edit'),
		body: TopicBody.extend({ systemName: SystemName.optional() }),
		response: z.object({ id: Uuid, systemName: z.string() }),
		errors: ['name-taken'],
	}),
	updateTopic: route({
		id: 'updateTopic',
		method: 'put',
		path: '/topics/{topic}',
		tag: 'topics',
		summary: 'Change a topic',
		access: needs('edit'),
		revision: true,
		params,
		body: TopicBody,
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'thing-changed', 'name-taken', 'thing-locked'],
	}),
	removeTopic: route({
		id: 'removeTopic',
		method: 'delete',
		path: '/topics/{topic}',
		tag: 'topics',
		summary: 'Take a topic out of use: deleted if nobody has an answer to it and nothing names it, else archived',
		access: needs('edit'),
		params,
		response: Removed,
		errors: ['thing-unknown', 'thing-in-use'],
	}),
	restoreTopic: route({
		id: 'restoreTopic',
		method: 'post',
		path: '/topics/{topic}/restore',
		tag: 'topics',
		summary: 'Put an archived topic back',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['thing-unknown'],
	}),
} as const;
