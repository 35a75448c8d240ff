import { audit } from '@volna/access';
import { archiveCampaign, createCampaign, moveCampaign, readCampaignTree, updateCampaign } from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { inUse } from './describe-use.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createCampaign'>, 'staff' | 'requestId'>;

/** The tree of campaigns. */
export function campaignHandlers({ db }: { db: Db }) {
	const note = (act: string, id: string, { staff, requestId }: Asked) =>
		db.transaction().execute((tx) => audit(tx, { staffId: staff.id, act, subject: `campaign:${id}`, requestId }));
	return {
		async listCampaigns() {
			const campaigns = await readCampaignTree(db);
			return {
				items: campaigns.map(({ parentId, ...campaign }) => ({
					...campaign,
					id: toId('campaign', campaign.id),
					parent: parentId && toId('campaign', parentId),
				})),
			};
		},

		async createCampaign({ body, staff, requestId }: Input<'createCampaign'>) {
			const { parent, ...names } = body;
			const made = await createCampaign(db, { ...names, parentId: parent && fromId('campaign', parent) });
			if (made.status === 'parent-unknown') throw unknown('/parent');
			if (made.status === 'too-deep') throw new Refusal('campaign-too-deep', { values: { most: made.most } });
			if (made.status === 'name-taken') throw new Refusal('name-taken', { at: '/systemName' });
			await note('campaign.create', made.id, { staff, requestId });
			return { id: toId('campaign', made.id), systemName: made.systemName };
		},

		async updateCampaign({ params, body, revision, staff, requestId }: Input<'updateCampaign'>) {
			const id = fromId('campaign', params.campaign);
			const saved = await updateCampaign(db, id, revision, body);
			if (saved.status === 'unknown') throw unknown();
			if (saved.status === 'changed') throw new Refusal('thing-changed', { values: { revision: saved.revision } });
			if (saved.status === 'name-taken') throw new Refusal('name-taken', { at: '/systemName' });
			await note('campaign.update', id, { staff, requestId });
			return { revision: saved.revision };
		},

		async moveCampaign({ params, body, staff, requestId }: Input<'moveCampaign'>) {
			const id = fromId('campaign', params.campaign);
			const moved = await moveCampaign(db, id, body.parent && fromId('campaign', body.parent));
			switch (moved.status) {
				case 'unknown':
					throw unknown();
				case 'parent-unknown':
					throw unknown('/parent');
				case 'into-itself':
					throw new Refusal('campaign-into-itself');
				case 'too-deep':
					throw new Refusal('campaign-too-deep', { values: { most: moved.most } });
				case 'out-of-campaign':
					throw inUse('out-of-campaign', moved.uses);
			}
			await note('campaign.move', id, { staff, requestId });
			return { done: true as const };
		},

		async archiveCampaign(input: Input<'archiveCampaign'>) {
			return archive(input, true);
		},

		async restoreCampaign(input: Input<'restoreCampaign'>) {
			return archive(input, false);
		},
	};

	async function archive({ params, staff, requestId }: Input<'archiveCampaign'>, archived: boolean) {
		const id = fromId('campaign', params.campaign);
		const done = await archiveCampaign(db, id, archived);
		if (done.status === 'unknown') throw unknown();
		if (done.status === 'parent-archived') throw new Refusal('parent-archived');
		if (done.status === 'in-use') throw inUse('thing-in-use', done.uses);
		await note(archived ? 'campaign.archive' : 'campaign.restore', id, { staff, requestId });
		return { done: true as const };
	}
}

function unknown(at?: string): Refusal {
	return new Refusal('thing-unknown', { at, values: { kind: 'campaign' } });
}
