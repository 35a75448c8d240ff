import type { TFunction } from 'i18next';

/** Why the provider could not be asked: a known problem with its remedy, else the code of what happened. */
export function problemText(t: TFunction<'integrations'>, code: string | null): string {
	return t(`checkProblem.${code}`, { defaultValue: t('checkProblem.other', { code: code ?? '' }) });
}
