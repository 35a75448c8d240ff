import { ApiError, type Client, routes } from '@volna/contract';
import { GraphOperation, type RefusalCode } from '@volna/flow';
import { z } from 'zod';
import type { SendResult } from './autosave.ts';

/** What a 409 says: who was first, and what they did, as far as the server tells. */
const Changed = z.object({
	revision: z.number().int().optional(),
	operations: z.array(GraphOperation).nullish(),
	by: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});

const Refused = z.object({
	index: z.number().int().optional(),
	refused: z.string().optional(),
	id: z.string().optional(),
});

/** Sends graph operations to the draft; what the answer means for saving. `staffId` tells one's own other tab. */
export function sendOperations(client: Client, flowId: string, staffId: string) {
	return async (revision: number, operations: readonly GraphOperation[]): Promise<SendResult> => {
		const params = { flow: flowId };
		try {
			const answer = await client(routes.patchDraft, { params, revision, body: { operations: [...operations] } });
			return { kind: 'accepted', revision: answer.revision };
		} catch (error) {
			if (!(error instanceof ApiError)) return { kind: 'failed' };
			if (error.body.code === 'draft-changed') {
				const said = Changed.safeParse(error.body.details);
				const { draft } = await client(routes.readFlow, { params });
				const isWhole = said.success && said.data.revision === draft.revision;
				const savers = (said.success ? said.data.by : undefined) ?? [];
				const saver = savers.find((one) => one.id !== staffId) ?? savers[0];
				return {
					kind: 'changed',
					revision: draft.revision,
					document: draft.document,
					by: saver
						? { name: saver.name, isSelf: saver.id === staffId }
						: draft.updatedBy === null
							? null
							: { name: draft.updatedBy, isSelf: false },
					missed: isWhole ? (said.data.operations ?? null) : null,
				};
			}
			if (error.body.code === 'operation-refused') {
				const said = Refused.safeParse(error.body.details ?? error.body.values);
				const { index = indexIn(error.body.at), refused = 'changed-since', id = '' } = said.success ? said.data : {};
				return { kind: 'refused', index, refused: refused as RefusalCode, id };
			}
			return { kind: 'failed' };
		}
	};
}

/** `/operations/3` → 3. */
function indexIn(pointer: string | undefined): number {
	return Number(/\/operations\/(\d+)/.exec(pointer ?? '')?.[1] ?? 0);
}
