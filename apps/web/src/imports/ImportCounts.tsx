import type { Import } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import css from './imports.module.css';

const ALWAYS = ['created', 'updated', 'unchanged', 'refused'] as const;
const SOMETIMES = ['remarked', 'added', 'moved', 'actions'] as const;
const tones: Readonly<Record<string, string>> = { refused: 'danger', remarked: 'warning' };

/** Rows by their result: the four add up to the rows read, the rest is counted beside them. */
export function ImportCounts({ rows, counts }: { rows: number; counts: Import['counts'] }) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const shown = [...ALWAYS, ...SOMETIMES.filter((name) => counts[name] > 0)];
	return (
		<dl className={css.counts}>
			<div className={css.count}>
				<dt>{t('result.rows')}</dt>
				<dd>{format.number(rows)}</dd>
			</div>
			{shown.map((name) => (
				<div key={name} className={css.count} data-tone={counts[name] > 0 ? tones[name] : undefined}>
					<dt>{t(`result.${name}`)}</dt>
					<dd>{format.number(counts[name])}</dd>
				</div>
			))}
		</dl>
	);
}
