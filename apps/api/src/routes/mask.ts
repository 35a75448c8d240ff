import type { StaffMember } from '@volna/access';

/** A phone as its reader may see it: whole with the right to personal data, else `+7999***0001`. */
export function phoneFor(staff: StaffMember, phone: string | null): string | null {
	if (phone === null || staff.rights.includes('read-personal')) return phone;
	return `${phone.slice(0, 5)}***${phone.slice(-4)}`;
}

/** A text that may carry names: for people with the right only. */
export function personalFor<T>(staff: StaffMember, value: T): T | null {
	return staff.rights.includes('read-personal') ? value : null;
}
