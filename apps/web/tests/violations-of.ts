import type { AxeBuilder } from '@axe-core/playwright';

/** What axe finds on a page: a rule and where it is broken, one a line. */
export async function violationsOf(axe: AxeBuilder): Promise<string[]> {
	const { violations } = await axe.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}
