import type { ResourceLanguage } from 'i18next';

const files = import.meta.glob<ResourceLanguage[string]>('./*.en.json', { eager: true, import: 'default' });

/** Every area's texts in this language: `flows.en.json` is the namespace `flows`. */
export const areas: ResourceLanguage = Object.fromEntries(
	Object.entries(files).map(([path, words]) => [path.slice(2, -'.en.json'.length), words]),
);
