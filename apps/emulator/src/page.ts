import { readFileSync } from 'node:fs';

/** The phones' page, whole: markup, style and script. */
export const pageHtml = readFileSync(new URL('./page.html', import.meta.url), 'utf8');
