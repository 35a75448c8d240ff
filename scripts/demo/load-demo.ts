import type { Database, Db } from '@volna/db';
import { createFlow, publishFlow, readProject } from '@volna/engine';
import { createRegistry } from '@volna/flow';
import { definitions } from '@volna/nodes/definitions';
import { demoFlow } from './demo-flow.ts';
import { loadDemoBase } from './load-demo-base.ts';

const SENDER = 'VOLNA';

/** Loads the demo base and the demo flow, published, once. Null when they are there already. */
export async function loadDemo({ db }: Database): Promise<{ customers: number } | null> {
	const base = await loadDemoBase(db);
	if (base) {
		await publishDemoFlow(db, base.segmentation, base.campaignId);
		return { customers: base.customers };
	}
	// A first start that was killed between the two has the base alone.
	const [flows, demo] = await Promise.all([
		db.selectFrom('flow').select('id').limit(1).execute(),
		db.selectFrom('project').select('demoLoadedAt').executeTakeFirstOrThrow(),
	]);
	if (demo.demoLoadedAt && flows.length === 0) await publishDemoFlow(db, 'loyalty');
	return null;
}

/** `segmentation` is a system name or an external id. */
async function publishDemoFlow(db: Db, name: string, campaignId?: string): Promise<void> {
	const template = await db
		.selectFrom('actionTemplate')
		.select(['id', 'systemName', 'name'])
		.where('systemName', '=', 'IzmenenieStatusaZakaza')
		.executeTakeFirstOrThrow();
	const segmentation = await db
		.selectFrom('segmentation')
		.select(['id', 'systemName', 'name'])
		.where((where) => where.or([where('systemName', '=', name), where('externalId', '=', name)]))
		.executeTakeFirstOrThrow();
	const segments = await db
		.selectFrom('segment')
		.select(['id', 'systemName', 'name'])
		.where('segmentationId', '=', segmentation.id)
		.orderBy('position')
		.execute();
	const vip = segments.find((segment) => /vip/i.test(segment.systemName))!;
	const regular = segments.find((segment) => segment.id !== vip.id)!;
	const made = await createFlow(db, {
		name: 'Статус заказа',
		systemName: 'StatusZakaza',
		campaignId,
		document: demoFlow({ template, segmentation, vip, regular, sender: SENDER }),
		staffId: null,
	});
	if (made.kind !== 'created') throw new Error('The demo has no campaign.');
	const published = await publishFlow(db, {
		flowId: made.id,
		revision: 1,
		note: '',
		staffId: null,
		registry: createRegistry(definitions),
		project: await readProject(db, made.id),
	});
	if (published.kind !== 'published') throw new Error(`The demo flow is not published: ${JSON.stringify(published)}`);
}
