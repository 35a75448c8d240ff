import { routes, type Task } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import { useSession } from '../session/use-session.ts';

const stale = ['readBell', 'listTasks', 'readTask'] as const;

/** What may be done with a task; a reason where it may not. */
export function useTaskActs() {
	const { t } = useTranslation('tasks');
	const { rights } = useSession().staff;
	const cancel = useChange(routes.cancelTask, { stale });
	const goOn = useChange(routes.continueTask, { stale });
	const aside = useChange(routes.putTaskAside, { stale });
	const lacks = (task: Task) =>
		rights.includes(task.right) ? null : t(`noRight.${task.right}`, { defaultValue: t('noRight.other') });
	const isOpen = (task: Task) => task.state === 'waiting' || task.state === 'running';
	return {
		cancel: (task: Task) => cancel.mutate({ params: { task: task.id } }),
		cancelReason: (task: Task) => {
			if (!isOpen(task)) return t('cancelReason.ended');
			if (task.cancelling) return t('cancelReason.cancelling');
			return task.own ? null : lacks(task);
		},
		goOn: (task: Task) => goOn.mutate({ params: { task: task.id } }),
		goOnReason: (task: Task) =>
			task.state === 'cancelled' || task.state === 'failed' ? lacks(task) : t('continueReason'),
		aside: (task: Task) => aside.mutate({ params: { task: task.id } }),
		asideReason: (task: Task) => (task.own ? null : lacks(task)),
		busy: cancel.isPending || goOn.isPending || aside.isPending,
	};
}
