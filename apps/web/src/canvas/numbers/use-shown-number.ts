import { routes } from '@volna/contract';
import { useRead } from '../../reading/use-read.ts';
import { useFacts, useView } from '../canvas-context.ts';

/** The number of the version that lies under the numbers; null before the first publishing. */
export function useShownNumber(): number | null {
	const { flow } = useFacts();
	const chosen = useView((state) => state.version);
	const isOther = chosen !== null && chosen !== 'all' && chosen !== flow.activeVersion?.id;
	const versions = useRead(routes.listVersions, { params: { flow: flow.id } }, { enabled: isOther });
	if (!isOther) return flow.activeVersion?.number ?? null;
	return versions.data?.items.find((one) => one.id === chosen)?.number ?? null;
}
