/** Values a run carries as rows: nested objects by their path (`order.total`), what is empty left out. */
export function flatValues(values: Readonly<Record<string, unknown>>, prefix = ''): [string, unknown][] {
	return Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
		const path = `${prefix}${key}`;
		if (value === null || value === undefined || value === '') return [];
		if (typeof value === 'object' && !Array.isArray(value)) {
			return flatValues(value as Record<string, unknown>, `${path}.`);
		}
		return [[path, value]];
	});
}
