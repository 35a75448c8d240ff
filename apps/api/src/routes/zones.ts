import { audit } from '@volna/access';
import { readNumbering, startNumbering, tryNumber } from '@volna/audience';
import { type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { ownFile } from './own-file.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** The register of a ministry is below a megabyte; a file of many would be parsed in this process. */
const MOST_BYTES = 20 * 1024 * 1024;

/** Numbering ranges: which operator and which zone a number speaks for. */
export function zoneHandlers({ db }: { db: Db }) {
	return {
		async readNumbering() {
			return readNumbering(db);
		},

		async loadNumbering({ body, staff, requestId }: Input<'loadNumbering'>) {
			const file = await ownFile(db, body.file, staff);
			if (file.size > MOST_BYTES)
				throw new Refusal('file-too-large', { values: { megabytes: MOST_BYTES / 1024 ** 2 } });
			const started = await startNumbering(db, { file, staffId: staff.id });
			if (started.status === 'refused') {
				const { problem, line, value } = started;
				throw new Refusal('numbering-refused', { values: { problem }, details: { problem, line, value } });
			}
			await db.transaction().execute((tx) =>
				audit(tx, {
					staffId: staff.id,
					act: 'numbering.load',
					subject: `task:${started.taskId}`,
					details: { size: file.size },
					requestId,
				}),
			);
			return { task: toId('task', started.taskId) };
		},

		async tryNumber({ body }: Input<'tryNumber'>) {
			return tryNumber(db, body.phone);
		},
	};
}
