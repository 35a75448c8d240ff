import { TimeText } from '@volna/ui';
import { useFormat } from './use-format.ts';

/** An instant as a table shows it, exact under the pointer. */
export function When({ at, none, muted }: { at: string | null; none?: string; muted?: boolean }) {
	const format = useFormat();
	if (at === null) return <span style={{ color: 'var(--text-3)' }}>{none ?? '—'}</span>;
	return <TimeText at={at} text={format.when(at)} title={format.exact(at)} muted={muted} />;
}
