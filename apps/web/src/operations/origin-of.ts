/** The origin of an address as browsers say it: `shop.example/cart` → `https://shop.example`; null when it is no address. */
export function originOf(text: string): string | null {
	const address = text.includes('://') ? text : `https://${text}`;
	if (!/^https?:\/\/[^\s/?#@]+/i.test(address.trim()) || !URL.canParse(address.trim())) return null;
	return new URL(address.trim()).origin;
}
