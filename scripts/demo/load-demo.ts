import type { Database } from '@volna/db';
import { createFlow, publishFlow, readProject } from '@volna/engine';
import { createRegistry } from '@volna/flow';
import { definitions } from '@volna/nodes/definitions';
import { demoFlow } from './demo-flow.ts';
import { loadDemoBase } from './load-demo-base.ts';

const SENDER = 'VOLNA';

/** Loads the demo base and the demo flow, published, once. Null when they are there already. */
export async function loadDemo({ db }: Database): Promise<{ customers: number } | null> {
	const base = await loadDemoBase(db);
	if (!base) return null;
	const named = async (table: 'actionTemplate' | 'segmentation', systemName: string) =>
		db
			.selectFrom(table)
			.select(['id', 'systemName', 'name'])
			.where('systemName', '=', systemName)
			.executeTakeFirstOrThrow();
	const template = await named('actionTemplate', 'IzmenenieStatusaZakaza');
	const segmentation = await named('segmentation', base.segmentation);
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
	return { customers: base.customers };
}
