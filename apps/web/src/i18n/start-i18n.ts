import { createInstance, type i18n, type ResourceLanguage } from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'ru' | 'en';

const texts: Readonly<Record<Language, () => Promise<{ areas: ResourceLanguage }>>> = {
	ru: () => import('../locales/ru.ts'),
	en: () => import('../locales/en.ts'),
};

let current: i18n | undefined;

/** Loads one language's texts and starts i18next with them. A namespace is a file of `locales`. */
export async function startI18n(language: Language): Promise<i18n> {
	const instance = createInstance();
	await instance.use(initReactI18next).init({
		lng: language,
		fallbackLng: false,
		resources: { [language]: (await texts[language]()).areas },
		defaultNS: 'common',
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	document.documentElement.lang = language;
	current = instance;
	return instance;
}

/** Goes over to a language, loading its texts first, so that nothing is seen in between; remembered for the sign-in. */
export async function speak(language: Language): Promise<void> {
	if (!current) return;
	remember(language);
	if (current.language === language) return;
	const { areas } = await texts[language]();
	for (const [area, words] of Object.entries(areas)) current.addResourceBundle(language, area, words, true, true);
	await current.changeLanguage(language);
	document.documentElement.lang = language;
}

const KEY = 'volna-language';

/** The language of the last session on this browser; Russian before the first. */
export function rememberedLanguage(): Language {
	try {
		return localStorage.getItem(KEY) === 'en' ? 'en' : 'ru';
	} catch {
		return 'ru';
	}
}

function remember(language: Language): void {
	try {
		localStorage.setItem(KEY, language);
	} catch {
		return;
	}
}
