export function SigmaScreen() {
	return null;
}
