import {
	IconAlertTriangle,
	IconCheck,
	IconClock,
	IconHelpCircle,
	IconPlayerPlay,
	IconPlayerStop,
	IconRefresh,
	type TablerIcon,
} from '@tabler/icons-react';
import type { Task } from '@volna/contract';
import { StatePill, type Tone } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { questionOf } from './use-task-words.ts';

const looks: Readonly<Record<string, { tone: Tone; icon: TablerIcon }>> = {
	waiting: { tone: 'neutral', icon: IconClock },
	running: { tone: 'info', icon: IconPlayerPlay },
	cancelling: { tone: 'neutral', icon: IconPlayerStop },
	retrying: { tone: 'warning', icon: IconRefresh },
	question: { tone: 'warning', icon: IconHelpCircle },
	done: { tone: 'success', icon: IconCheck },
	done_with_errors: { tone: 'warning', icon: IconAlertTriangle },
	cancelled: { tone: 'neutral', icon: IconPlayerStop },
	failed: { tone: 'danger', icon: IconAlertTriangle },
};

/** The state of a task. */
export function TaskStatePill({ task }: { task: Pick<Task, 'state' | 'cancelling' | 'retryAt' | 'outcome'> }) {
	const { t } = useTranslation('tasks');
	const shown = shownState(task);
	return <StatePill {...(looks[shown] ?? { tone: 'neutral' })} label={t(`state.${shown}`, { defaultValue: shown })} />;
}

function shownState(task: Pick<Task, 'state' | 'cancelling' | 'retryAt' | 'outcome'>): string {
	if (task.cancelling) return 'cancelling';
	if (task.retryAt !== null) return 'retrying';
	return task.state.startsWith('done') && questionOf(task) ? 'question' : task.state;
}
