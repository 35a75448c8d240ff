import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Why nothing leaves just now, in words; a cause the provider gave in its own words is shown as it is. */
export function useHoldText(): (hold: string) => string {
	const { t, i18n } = useTranslation('messages');
	return useCallback((hold) => (i18n.exists(`messages:hold.${hold}`) ? t(`hold.${hold}`) : hold), [t, i18n]);
}
