import { useDebouncedValue } from '@mantine/hooks';
import { routes } from '@volna/contract';
import { type Filter, filterFieldOf } from '@volna/node-sdk';
import { useRead } from '../../../reading/use-read.ts';
import { useTexts } from '../../model/texts.ts';
import styles from './filter.module.css';
import { isComplete } from './filter-query.ts';

/** How many customers pass a filter just now; what only a run knows cannot be counted. */
export function FilterCount({ filter }: { filter: Filter }) {
	const texts = useTexts();
	const [settled] = useDebouncedValue(filter, 400);
	const isFlow = readsRun(settled);
	const count = useRead(routes.countFilter, { body: { filter: settled } }, { enabled: !isFlow && isComplete(settled) });
	if (isFlow) return <p className={styles.count}>{texts.t('filter.count-in-run')}</p>;
	if (!isComplete(settled)) return <p className={styles.count}>{texts.t('filter.incomplete')}</p>;
	if (count.isError) return <p className={styles.count}>{texts.t('filter.not-counted')}</p>;
	if (!count.data) return <p className={styles.count}>{texts.t('filter.counting')}</p>;
	return (
		<p className={styles.count} data-dim={count.isPlaceholderData || undefined}>
			<b>{texts.t('filter.passes', { count: count.data.count, figure: texts.number(count.data.count) })}</b>{' '}
			{texts.t('numbers.as-of', { time: texts.time(count.data.asOf) })}
		</p>
	);
}

function readsRun(filter: Filter): boolean {
	if ('not' in filter) return readsRun(filter.not);
	if ('all' in filter) return filter.all.some(readsRun);
	if ('any' in filter) return filter.any.some(readsRun);
	return filterFieldOf(filter.field)?.scope === 'flow';
}
