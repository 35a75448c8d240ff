import type { Right } from '@volna/access';

/**
 * The right each kind of task needs to be had go on, and to be cancelled by others than who started it. Every kind of
 * `apps/worker/src/task-kinds.ts` has its line here.
 */
const rightOfKind: Readonly<Record<string, Right>> = {
	'customers.import': 'import',
	'customers.merge': 'merge',
	'customers.delete': 'delete',
	'list.export': 'export',
	'numbering.load': 'provider',
	'segment.fill': 'edit',
	'segmentation.recalculate': 'edit',
};

/** The right of a kind; of one that this api does not know yet, the right to edit. */
export function taskRight(kind: string): Right {
	return rightOfKind[kind] ?? 'edit';
}
