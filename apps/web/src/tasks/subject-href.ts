import { toId } from '@volna/contract';

const places: Readonly<Record<string, (id: string) => string>> = {
	import: (id) => `/data/imports/${toId('import', id)}`,
	segmentation: (id) => `/data/segmentations/${id}`,
};

/** Where what a task is about, `noun:id`, is shown; null when it has no screen. */
export function subjectHref(subject: string | null): string | null {
	const [noun = '', id = ''] = subject?.split(':') ?? [];
	return Object.hasOwn(places, noun) ? (places[noun]?.(id) ?? null) : null;
}
