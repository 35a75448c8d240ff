import { useTranslation } from 'react-i18next';
import type { ExampleWords } from './curl-of.ts';

/** Names an example needs, in the reader's language. */
export function useExampleWords(): ExampleWords {
	const { t } = useTranslation('integrations');
	return {
		firstName: t('example.firstName'),
		lastName: t('example.lastName'),
		product: t('example.product'),
	};
}
