import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** Says that long work has begun, and where to watch it. */
export function useTaskStarted(): () => void {
	const { t } = useTranslation('segments');
	return () => notifications.show({ color: 'teal', message: t('taskStarted'), autoClose: 6000 });
}
