import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeWords } from './use-node-words.ts';

export interface RunWords {
	/** Why a run ended. `output:<name>` is an output that leads nowhere. */
	endReason(code: string, outputName?: (output: string) => string): string;
	/** Why a hit started no run, and what to change. */
	refusal(code: string): { text: string; remedy: string | null };
}

/** Ends and refusals in the reader's language. */
export function useRunWords(): RunWords {
	const { t, i18n } = useTranslation('runs');
	const nodes = useNodeWords();
	return useMemo(() => {
		const known = (key: string) => (i18n.exists(`runs:${key}`) ? (t(key as never) as string) : null);
		return {
			endReason: (code, outputName = nodes.anyOutput) =>
				code.startsWith('output:')
					? t('endedByOutput', { output: outputName(code.slice('output:'.length)) })
					: (known(`endReason.${code}`) ?? code),
			refusal: (code) => ({ text: known(`refusal.${code}`) ?? code, remedy: known(`refusalRemedy.${code}`) }),
		};
	}, [t, i18n, nodes]);
}
