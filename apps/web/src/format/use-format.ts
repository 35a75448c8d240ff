import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { createFormat, type Format } from './create-format.ts';

/** Numbers and instants in the reader's language. */
export function useFormat(): Format {
	const { i18n } = useTranslation();
	const language = i18n.language === 'en' ? 'en' : 'ru';
	return useMemo(() => createFormat(language), [language]);
}
