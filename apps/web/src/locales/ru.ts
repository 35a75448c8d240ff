import type { ResourceLanguage } from 'i18next';

const files = import.meta.glob<ResourceLanguage[string]>('./*.ru.json', { eager: true, import: 'default' });

/** Every area's texts in this language: `flows.ru.json` is the namespace `flows`. */
export const areas: ResourceLanguage = Object.fromEntries(
	Object.entries(files).map(([path, words]) => [path.slice(2, -'.ru.json'.length), words]),
);
