/** The zone to reckon in: the stored one if this Node knows it, else the project's. */
export function usableZone(zone: string, projectZone: string): string {
	return isZone(zone) ? zone : projectZone;
}

const known = new Map<string, boolean>();

function isZone(zone: string): boolean {
	let answer = known.get(zone);
	if (answer === undefined) {
		try {
			new Intl.DateTimeFormat('en', { timeZone: zone });
			answer = true;
		} catch {
			answer = false;
		}
		if (known.size > 2000) known.clear();
		known.set(zone, answer);
	}
	return answer;
}
