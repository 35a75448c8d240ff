import { IconArchive, IconCircleDashed, IconPlayerPlay } from '@tabler/icons-react';
import type { Segmentation } from '@volna/contract';
import { StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';

const looks = {
	draft: { tone: 'neutral', icon: IconCircleDashed },
	launched: { tone: 'success', icon: IconPlayerPlay },
	archived: { tone: 'neutral', icon: IconArchive },
} as const;

/** The state of a segmentation. */
export function SegmentationPill({ state }: { state: Segmentation['state'] }) {
	const { t } = useTranslation('segments');
	return <StatePill {...looks[state]} label={t(`state.${state}`)} />;
}
