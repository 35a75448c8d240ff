import { randomUUID } from 'node:crypto';
import type { AppliedCall } from './apply-call.ts';
import type { Catalogue } from './catalogue.ts';
import type { CallIssue } from './operation-call.ts';
import { type Language, protocolText, validationText } from './operation-messages.ts';
import type { CallToRecord } from './record-actions.ts';
import { type ProtocolErrorCode, protocolErrors } from './states.ts';

/**
 * What became of a call.
 *
 * - `answered`: the bytes of the answer, Success or ValidationError. `replayed` when a repeat is answered as the first was.
 * - `refused`: a protocol error. `retryAfterSeconds` stands where the caller should come again.
 */
export type CallOutcome =
	| { readonly status: 'answered'; readonly answer: string; readonly replayed: boolean }
	| {
			readonly status: 'refused';
			readonly code: ProtocolErrorCode;
			readonly language: Language;
			readonly retryAfterSeconds?: number;
	  };

/** An HTTP answer as it goes out: the body is sent byte for byte. */
export interface OperationAnswer {
	readonly httpStatus: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Of refusals: what the log and the answer share. */
	readonly errorId?: string;
}

/** The HTTP answer of an outcome, exactly as domain §3.3 has it. */
export function answerOf(outcome: CallOutcome): OperationAnswer {
	const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
	if (outcome.status === 'answered') {
		if (outcome.replayed) headers['idempotency-replayed'] = 'true';
		return { httpStatus: 200, headers, body: outcome.answer };
	}
	const httpStatus = protocolErrors[outcome.code];
	const errorId = randomUUID();
	const retryAfter = outcome.retryAfterSeconds ?? (httpStatus === 429 || httpStatus === 503 ? 1 : undefined);
	if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
	const body = JSON.stringify({
		status: 'ProtocolError',
		errorMessage: `${outcome.code}: ${protocolText(outcome.code, outcome.language)}`,
		errorId,
		httpStatusCode: httpStatus,
	});
	return { httpStatus, headers, body, errorId };
}

/** What `async` answers as soon as a call is durable. */
export const acceptedText = '{"status":"Success"}';

/** The text of a ValidationError: all messages at once. */
export function validationErrorText(issues: readonly CallIssue[], language: Language): string {
	return JSON.stringify({
		status: 'ValidationError',
		validationMessages: issues.map(({ code, location }) => ({
			code,
			message: validationText(code, language),
			location,
		})),
	});
}

/** The text of a Success. A call without a key learns nothing of the customer. */
export function successText(
	call: CallToRecord,
	receivedAt: Date,
	applied: AppliedCall & { status: 'applied' | 'not-found' },
	catalogue: Catalogue,
): string {
	const warnings = [...call.warnings, ...(applied.status === 'applied' ? applied.warnings : [])];
	const noted = warnings.length > 0 ? { warnings: warnings.map(({ code, location }) => ({ code, location })) } : {};
	if (call.keyId === null) return JSON.stringify({ status: 'Success', ...noted });
	if (applied.status === 'not-found') {
		return JSON.stringify({ status: 'Success', customer: { processingStatus: 'NotFound' }, ...noted });
	}
	const { customer, action } = applied;
	const ids = [...customer.held.values()].filter((key) => key.kind === 'unique' || key.kind === 'movable');
	ids.sort((a, b) => (a.system < b.system ? -1 : 1));
	const template = action && catalogue.templateById.get(action.templateId);
	return JSON.stringify({
		status: 'Success',
		customer: {
			processingStatus: applied.processing,
			ids: { volnaId: customer.id, ...Object.fromEntries(ids.map((key) => [key.system, key.value])) },
		},
		...(action && {
			customerActions: [
				{
					ids: { volnaId: action.id },
					actionTemplate: { systemName: template?.systemName ?? '', name: template?.name ?? '' },
					dateTimeUtc: utcText(action.occurredAt ?? receivedAt.toISOString()),
					pointOfContact: call.call.touchpoint,
				},
			],
		}),
		...(call.call.segments.length > 0 && { customerSegmentations: memberships(call, customer.segments, catalogue) }),
		...noted,
	});
}

function memberships(call: CallToRecord, held: ReadonlyMap<string, string>, catalogue: Catalogue) {
	return call.call.segments.map(({ segmentationId }) => {
		const segmentation = catalogue.segmentationById.get(segmentationId);
		const segment = segmentation?.segmentById.get(held.get(segmentationId) ?? '');
		return {
			segmentation: { ids: { externalId: segmentation?.externalId ?? '' } },
			segment: segment ? { ids: { externalId: segment.externalId } } : null,
		};
	});
}

/** `2026-12-01T08:05:00Z`; milliseconds where there are any. */
function utcText(iso: string): string {
	return new Date(iso).toISOString().replace('.000Z', 'Z');
}
