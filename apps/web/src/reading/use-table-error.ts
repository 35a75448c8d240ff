import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';

/** What a table shows when its last read failed. */
export function useTableError(error: Error | null, again: () => void) {
	const { t } = useTranslation('common');
	const errorText = useErrorText();
	return error ? { text: errorText(error), retryLabel: t('retry'), onRetry: again } : null;
}
