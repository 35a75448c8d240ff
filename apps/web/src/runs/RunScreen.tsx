export function RunScreen() {
	return null;
}
