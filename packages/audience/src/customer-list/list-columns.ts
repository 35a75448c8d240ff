/** Columns of the list of customers beside those of a custom field and of a segmentation. */
export const customerColumns = [
	'name',
	'id',
	'phone',
	'email',
	'area',
	'sms',
	'segments',
	'orders',
	'ordersTotal',
	'lastAction',
	'activity',
	'created',
	'source',
	'sex',
	'birthDate',
	'zone',
] as const;
export type CustomerColumn = (typeof customerColumns)[number];

/** What the list shows before somebody chooses. */
export const firstColumns: readonly string[] = [
	'name',
	'phone',
	'area',
	'sms',
	'segments',
	'orders',
	'ordersTotal',
	'lastAction',
];

/** Columns a list can have at once. */
export const columnsMost = 24;

/** One of `customerColumns`, `custom:<system name of a field>` or `segmentation:<uuid>`. */
export function isCustomerColumn(column: string): boolean {
	if ((customerColumns as readonly string[]).includes(column)) return true;
	return /^custom:[A-Za-z][A-Za-z0-9_]{0,99}$/.test(column) || /^segmentation:[0-9a-f-]{36}$/.test(column);
}
