import { TimeText } from '@volna/ui';
import { useFormat } from './use-format.ts';

/** An instant as a table shows it, exact under the pointer; `seconds` where things follow closely. */
export function When({
	at,
	none,
	muted,
	seconds = false,
}: {
	at: string | null;
	none?: string;
	muted?: boolean;
	seconds?: boolean;
}) {
	const format = useFormat();
	if (at === null) return <span style={{ color: 'var(--text-3)' }}>{none ?? '—'}</span>;
	return (
		<TimeText at={at} text={seconds ? format.toSecond(at) : format.when(at)} title={format.exact(at)} muted={muted} />
	);
}
