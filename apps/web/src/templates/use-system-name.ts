import { useDebouncedValue } from '@mantine/hooks';
import { routes, transliterate } from '@volna/contract';
import { useRead } from '../reading/use-read.ts';

/** The system name a template of this name would get: made at once, with a digit as soon as the server knows of a clash. */
export function useSystemName(name: string, but: string | undefined): string {
	const [settled] = useDebouncedValue(name.trim(), 250);
	const read = useRead(
		routes.proposeTemplateName,
		{ query: { name: settled, ...(but !== undefined && { but }) } },
		{ enabled: settled !== '' },
	);
	if (name.trim() === '') return '';
	const fresh = settled === name.trim() && read.data && !read.isPlaceholderData;
	return fresh ? read.data.systemName : transliterate(name);
}
