import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';

/** «на 12:40»: when what is shown was counted. */
export function AsOf({ at }: { at: string | null | undefined }) {
	const { t } = useTranslation('common');
	const format = useFormat();
	return at ? <span title={format.exact(at)}>{t('asOf', { at: format.clock(at) })}</span> : null;
}
