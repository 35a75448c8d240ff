import type { Db } from '@volna/db';
import type { RunValues } from '@volna/node-sdk';
import { composeText } from './compose-text.ts';
import { fieldMoments } from './field-moments.ts';
import type { HashPhone } from './hash-phone.ts';
import { messageValues } from './message-values.ts';
import { readRecipients } from './read-recipients.ts';
import { usableZone } from './usable-zone.ts';

export interface TextPreview {
	customer: { id: number; name: string | null; area: string | null; timeZone: string } | null;
	text: string | null;
	/** Why it does not compose: `render_failed` or its detail. */
	problem: string | null;
	parts: number | null;
	encoding: 'gsm7' | 'ucs2' | null;
}

/** What a trigger would bring along, so that a text about an order reads as one. */
const EXAMPLE: RunValues = {
	action: { id: '', name: '', occurredAt: '2026-12-01T08:05:00Z', touchpoint: 'site', custom: {} },
	order: { ref: '', id: 'A-1001', status: 'paid', total: 1990, createdAt: '2026-12-01T08:00:00Z', lineCount: 1 },
};

/** A text as one customer would receive it: the named one, or the newest with a phone. The order is an example. */
export async function previewText(
	db: Db,
	hashPhone: HashPhone,
	asked: { text: string; customerId?: number },
): Promise<TextPreview> {
	const id = asked.customerId ?? (await newestCustomer(db));
	const recipients = id === null ? null : await readRecipients(db, [id], hashPhone);
	const recipient = id === null ? undefined : recipients?.get(id);
	if (!recipient) return { customer: null, text: null, problem: 'customer_deleted', parts: null, encoding: null };
	const project = await db
		.selectFrom('project')
		.select(['timeZone', 'name', fieldMoments.as('moments')])
		.executeTakeFirstOrThrow();
	const zone = usableZone(recipient.timeZone ?? project.timeZone, project.timeZone);
	const composed = composeText(
		asked.text,
		messageValues(recipient, EXAMPLE, null, { name: project.name, systemName: '' }, project.moments),
		{
			zone,
			messageKey: `preview:${recipient.id}`,
			maxParts: 10,
		},
	);
	const name = [recipient.firstName, recipient.lastName].filter(Boolean).join(' ') || null;
	return {
		customer: { id: recipient.id, name, area: recipient.area, timeZone: zone },
		text: composed.ok ? composed.text : null,
		problem: composed.ok ? null : composed.detail,
		parts: composed.ok ? composed.parts : null,
		encoding: composed.ok ? composed.encoding : null,
	};
}

async function newestCustomer(db: Db): Promise<number | null> {
	const row = await db
		.selectFrom('customer')
		.select('id')
		.where('deletedAt', 'is', null)
		.where('phone', 'is not', null)
		.where('firstName', 'is not', null)
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.id ?? null;
}
