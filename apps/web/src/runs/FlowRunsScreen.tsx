export function FlowRunsScreen() {
	return null;
}
