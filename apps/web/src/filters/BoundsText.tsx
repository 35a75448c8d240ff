import type { FilterField } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';
import { boundsText } from './bounds-text.ts';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';

/** Under a row: the moments it means just now, and whom it finds that one might not expect. */
export function BoundsText({ field, op, value }: { field: FilterField; op: string; value: unknown }) {
	const { speech } = useFilterForm();
	const { t } = speech;
	const bounds = boundsText(field, op, value, speech, Temporal.Now.instant());
	const also =
		op === 'ne' && field.type !== 'aggregate'
			? t('includesEmpty')
			: op === 'notInLast'
				? t('includesNever')
				: field.entity === 'action-category'
					? t('includesBelow')
					: '';
	if (bounds === '' && also === '') return null;
	return <p className={css.hint}>{[bounds, also].filter(Boolean).join('. ')}</p>;
}
