import { formatPhone } from './format-phone.ts';

/** A phone as people read it; what the api masked stays masked. */
export function PhoneText({ phone, none }: { phone: string | null; none: string }) {
	return <span style={{ whiteSpace: 'nowrap' }}>{phone ? formatPhone(phone) : none}</span>;
}
