/** The address of the list of runs behind a number. */
export function runsHref(
	flowId: string,
	filter: { readonly node?: string; readonly state?: 'inside' | 'ended' | 'failed' } = {},
): string {
	const query = new URLSearchParams();
	if (filter.node !== undefined) query.set('node', filter.node);
	if (filter.state !== undefined) query.set('state', filter.state);
	const text = query.toString();
	return `/flows/${flowId}/runs${text ? `?${text}` : ''}`;
}

/** The address of the hits that started no run. */
export function refusalsHref(flowId: string, reason?: string): string {
	return `/flows/${flowId}/runs?tab=refusals${reason === undefined ? '' : `&state=${encodeURIComponent(reason)}`}`;
}
