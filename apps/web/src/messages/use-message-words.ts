import type { MessageSummary } from '@volna/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';

type Told = Pick<MessageSummary, 'state' | 'reason' | 'detail' | 'hold' | 'dueAt'>;

export interface MessageWords {
	/** The state in a word or two; a held message is called held. */
	state(message: Pick<Told, 'state' | 'hold'>): string;
	/** Why, in a sentence: the reason, the hold, or until when it is postponed; null where the state says it all. */
	why(message: Told): string | null;
	/** What to change, so that it goes next time; null where nothing is wrong. */
	remedy(message: Told): string | null;
	/** A reason alone. */
	reason(code: string): string;
}

/** A message's state, reason and remedy in the reader's language. */
export function useMessageWords(): MessageWords {
	const { t, i18n } = useTranslation('messages');
	const format = useFormat();
	return useMemo(() => {
		const known = (key: string) => (i18n.exists(`messages:${key}`) ? t(key as never) : null) as string | null;
		const reason = (code: string) => known(`reason.${code}`) ?? code;
		return {
			reason,
			state: (message) => (message.hold === null ? (known(`state.${message.state}`) ?? message.state) : t('held')),
			why(message) {
				if (message.hold !== null) return known(`hold.${message.hold}`) ?? message.hold;
				if (message.reason !== null) {
					const detail = message.detail === null ? null : (known(`detail.${message.detail}`) ?? message.detail);
					return detail === null
						? reason(message.reason)
						: t('reasonWithDetail', { reason: reason(message.reason), detail });
				}
				if (message.state === 'scheduled') return t('postponedUntil', { at: format.inText(message.dueAt) });
				return known(`stateWhy.${message.state}`);
			},
			remedy(message) {
				if (message.hold !== null) return known(`holdRemedy.${message.hold}`);
				if (message.reason !== null) return known(`remedy.${message.reason}`);
				return known(`stateRemedy.${message.state}`);
			},
		};
	}, [t, i18n, format]);
}
