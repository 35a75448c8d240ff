/**
 * `+79135554567` → `+7 913 555-45-67`; hidden digits (any run of `*`, `•`, `·`, `x`) become `···`, so `+7913***4567` →
 * `+7 913 ··· 45-67`. A number of another country is grouped by three from its end.
 */
export function formatPhone(phone: string): string {
	const plain = phone.replace(/[^\d+*•·xX…]/g, '');
	const masked = /^(\+?\d*)([*•·xX…]+)(\d*)$/.exec(plain);
	if (masked) {
		const [, head = '', , tail = ''] = masked;
		return [headOf(head), '···', tailOf(tail)].filter(Boolean).join(' ');
	}
	const russian = /^\+?7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(plain);
	if (russian) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
	const digits = plain.replace(/\D/g, '');
	return digits ? `+${digits.replace(/\B(?=(\d{3})+$)/g, ' ')}` : phone;
}

function headOf(head: string): string {
	const digits = head.replace(/\D/g, '');
	if (digits.startsWith('7') && digits.length > 1) return `+7 ${digits.slice(1)}`;
	return digits ? `+${digits}` : '';
}

function tailOf(tail: string): string {
	return tail.length === 4 ? `${tail.slice(0, 2)}-${tail.slice(2)}` : tail;
}
