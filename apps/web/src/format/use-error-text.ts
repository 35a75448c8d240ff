import { ApiError } from '@volna/contract';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** A refusal in words: what happened and the remedy, by its code; an api that did not answer says so. */
export function useErrorText(): (error: unknown) => string {
	const { t } = useTranslation('errors');
	return useCallback(
		(error) => {
			if (!(error instanceof ApiError)) return t('unreachable');
			return t(`code.${error.body.code}`, { ...error.body.values, defaultValue: t('code.internal') });
		},
		[t],
	);
}
