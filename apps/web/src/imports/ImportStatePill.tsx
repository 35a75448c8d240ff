import {
	IconAlertTriangle,
	IconCheck,
	IconClock,
	IconHelpCircle,
	IconPlayerPlay,
	IconPlayerStop,
	type TablerIcon,
} from '@tabler/icons-react';
import type { Import } from '@volna/contract';
import { StatePill, type Tone } from '@volna/ui';
import { useTranslation } from 'react-i18next';

const looks: Readonly<Record<Import['state'], { tone: Tone; icon: TablerIcon }>> = {
	waiting: { tone: 'neutral', icon: IconClock },
	running: { tone: 'info', icon: IconPlayerPlay },
	asks: { tone: 'warning', icon: IconHelpCircle },
	done: { tone: 'success', icon: IconCheck },
	done_with_errors: { tone: 'warning', icon: IconCheck },
	cancelled: { tone: 'neutral', icon: IconPlayerStop },
	failed: { tone: 'danger', icon: IconAlertTriangle },
};

export function ImportStatePill({ state }: { state: Import['state'] }) {
	const { t } = useTranslation('imports');
	return <StatePill {...looks[state]} label={t(`state.${state}`)} />;
}
