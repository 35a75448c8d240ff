import type { Catalogue, CatalogueEndpoint, CatalogueKey, CatalogueOperation } from './catalogue.ts';
import { hashOfSecret } from './endpoint-keys.ts';
import { parseZone } from './parse-moment.ts';
import type { ProtocolErrorCode } from './states.ts';

/** The query string and the headers that matter. Names in `query` are as sent. */
export interface CallHead {
	readonly query: Readonly<Record<string, string | undefined>>;
	readonly authorization: string | null;
	readonly origin: string | null;
}

export interface ResolvedCall {
	readonly operation: CatalogueOperation;
	readonly endpoint: CatalogueEndpoint;
	/** Null for a keyless call. */
	readonly key: CatalogueKey | null;
	readonly mode: 'live' | 'test';
	readonly transactionId: string | null;
	readonly deviceUuid: string | null;
	readonly deviceTimeZone: string | null;
	readonly dateTimeOffset: number | null;
}

export type Resolution = { ok: true; call: ResolvedCall } | { ok: false; code: ProtocolErrorCode };

/** Whose call it is and whether it may be made (domain §3.2, §3.3). Pure: the catalogue says what exists. */
export function resolveCall(catalogue: Catalogue, head: CallHead): Resolution {
	const query = new Map(Object.entries(head.query).map(([name, value]) => [name.toLowerCase(), value?.trim() ?? '']));
	const operationName = query.get('operation') ?? '';
	const endpointName = query.get('endpointid') ?? '';
	const transactionId = query.get('transactionid') ?? '';
	const offset = query.get('datetimeoffset') ?? '';
	if (!operationName || !endpointName || transactionId.length > 100 || transactionId.includes('\0'))
		return refuse('bad-query');
	if (offset !== '' && !/^\d{1,15}$/.test(offset)) return refuse('bad-query');
	const deviceUuid = query.get('deviceuuid') ?? '';
	if (deviceUuid !== '' && !/^[0-9a-z-]{8,64}$/i.test(deviceUuid)) return refuse('bad-query');
	const zone = query.get('devicetimezone') ?? '';

	const operation = catalogue.operations.get(operationName.toLowerCase());
	if (!operation) return refuse('operation-unknown');
	const endpoint = catalogue.endpoints.get(endpointName.toLowerCase());
	if (!endpoint) return refuse('endpoint-unknown');
	const secret = secretOf(head.authorization);
	if (secret === undefined) return refuse('key-invalid');
	const key = secret === null ? null : catalogue.keys.get(hashOfSecret(secret).toString('hex'));
	if (key === undefined || (key && key.endpointId !== endpoint.id)) return refuse('key-invalid');
	if (!key && operation.requiresKey) return refuse(head.origin ? 'operation-needs-key' : 'key-missing');
	if (!operation.endpoints.has(endpoint.id)) return refuse('endpoint-not-allowed');
	if (!key) {
		if (!mayCallKeyless(endpoint, head.origin)) return refuse('origin-not-allowed');
		if (!transactionId) return refuse('bad-query');
	}
	return {
		ok: true,
		call: {
			operation,
			endpoint,
			key,
			mode: key?.mode ?? 'live',
			transactionId: transactionId || null,
			deviceUuid: deviceUuid || null,
			deviceTimeZone: parseZone(zone) ?? null,
			dateTimeOffset: offset === '' ? null : Number(offset),
		},
	};
}

function refuse(code: ProtocolErrorCode): Resolution {
	return { ok: false, code };
}

/** A browser says its origin; an app has none. */
function mayCallKeyless(endpoint: CatalogueEndpoint, origin: string | null): boolean {
	if (origin === null) return endpoint.isApp;
	return endpoint.origins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase());
}

/** The secret of an Authorization header; null when there is none, undefined when it is of another kind. */
function secretOf(header: string | null): string | null | undefined {
	if (!header?.trim()) return null;
	const match =
		/^SecretKey\s+"?([^\s"]{1,200})"?$/i.exec(header.trim()) ??
		/^Mindbox\s+secretKey="([^"]{1,200})"$/i.exec(header.trim());
	return match?.[1];
}
