import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface RunWords {
	/** Why a run ended. `output:<name>` is an output that leads nowhere. */
	endReason(code: string): string;
	/** Why a hit started no run, and what to change. */
	refusal(code: string): { text: string; remedy: string | null };
}

/** Ends and refusals in the reader's language. */
export function useRunWords(): RunWords {
	const { t, i18n } = useTranslation('runs');
	return useMemo(() => {
		const known = (key: string) => (i18n.exists(`runs:${key}`) ? (t(key as never) as string) : null);
		return {
			endReason: (code) =>
				code.startsWith('output:')
					? t('endedByOutput', { output: code.slice('output:'.length) })
					: (known(`endReason.${code}`) ?? code),
			refusal: (code) => ({ text: known(`refusal.${code}`) ?? code, remedy: known(`refusalRemedy.${code}`) }),
		};
	}, [t, i18n]);
}
