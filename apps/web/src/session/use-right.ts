import type { Staff } from '@volna/contract';
import { useSession } from './use-session.ts';

export type Right = Staff['rights'][number];

/** Whether who is signed in holds a right. What lacks it stays visible, disabled, with its reason. */
export function useRight(right: Right): boolean {
	return useSession().staff.rights.includes(right);
}
