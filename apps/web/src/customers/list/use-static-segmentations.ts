import { routes, type Segmentation } from '@volna/contract';
import { useRead } from '../../reading/use-read.ts';

/** What customers can be put into: launched static segmentations. Undefined until read. */
export function useStaticSegmentations(enabled: boolean): readonly Segmentation[] | undefined {
	const read = useRead(routes.listSegmentations, { query: { state: 'launched', kind: 'static' } }, { enabled });
	return read.data?.items;
}
