/** `+79991234567` → `+7999***4567`: for those without the right to see personal data. */
export function maskPhone(phone: string): string {
	return `${phone.slice(0, 5)}***${phone.slice(-4)}`;
}

/** `anna@example.ru` → `a•••@example.ru`. */
export function maskEmail(email: string): string {
	const at = email.lastIndexOf('@');
	return `${email.slice(0, 1)}•••${at < 0 ? '' : email.slice(at)}`;
}
