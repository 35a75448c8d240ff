import type { NodeLocales } from '@volna/node-sdk';
import en from '../locales/en.json' with { type: 'json' };
import ru from '../locales/ru.json' with { type: 'json' };

/** Texts of this package's nodes. */
export const locales: NodeLocales = { ru, en };
