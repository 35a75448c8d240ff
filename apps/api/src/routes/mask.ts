import type { StaffMember } from '@volna/access';
import { maskPhone } from '@volna/audience';

/** Whether someone may see whole phones, e-mails and texts. */
export function seesPersonal(staff: StaffMember): boolean {
	return staff.rights.includes('read-personal');
}

/** A phone as its reader may see it: whole with the right to personal data, else `+7999***0001`. */
export function phoneFor(staff: StaffMember, phone: string | null): string | null {
	return phone === null || seesPersonal(staff) ? phone : maskPhone(phone);
}

/** A text that may carry names: for people with the right only. */
export function personalFor<T>(staff: StaffMember, value: T): T | null {
	return seesPersonal(staff) ? value : null;
}
