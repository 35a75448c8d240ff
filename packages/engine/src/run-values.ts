import type { Json, RecordedAction, RunValues } from '@volna/node-sdk';

/** Bytes of JSON a run carries at most. */
export const valuesLimit = 16_384;

export function sizeOf(values: RunValues): number {
	return Buffer.byteLength(JSON.stringify(values));
}

/**
 * What a run carries from the action that started it. Custom fields that would pass the limit are left out, largest
 * first: the action keeps them all.
 */
export function startValues(action: RecordedAction): RunValues {
	const values = valuesOf(action, action.custom);
	if (sizeOf(values) <= valuesLimit) return values;
	const custom: Record<string, Json> = {};
	let size = sizeOf(valuesOf(action, {}));
	const bySize = Object.entries(action.custom)
		.map(([name, value]) => ({ name, value, size: Buffer.byteLength(JSON.stringify({ [name]: value })) }))
		.sort((a, b) => a.size - b.size);
	for (const field of bySize) {
		size += field.size;
		if (size > valuesLimit) break;
		custom[field.name] = field.value;
	}
	return valuesOf(action, custom);
}

function valuesOf(action: RecordedAction, custom: RecordedAction['custom']): RunValues {
	return {
		action: {
			id: action.id,
			name: action.templateName,
			occurredAt: action.occurredAt.toISOString(),
			touchpoint: action.touchpoint,
			custom,
		},
		...(action.order ? { order: action.order } : {}),
	};
}
