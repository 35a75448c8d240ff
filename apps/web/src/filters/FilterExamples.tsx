import { useDebouncedValue } from '@mantine/hooks';
import { routes } from '@volna/contract';
import type { Filter } from '@volna/node-sdk';
import { PhoneText } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { isComplete } from './filter-query.ts';
import css from './filters.module.css';

/** Five of the customers that pass; nothing for those who may not see customers. */
export function FilterExamples({ filter }: { filter: Filter }) {
	const { t } = useTranslation('filters');
	const maySee = useRight('read-customers');
	const [settled] = useDebouncedValue(filter, 400);
	const whole = isComplete(settled);
	const found = useRead(routes.findFilterExamples, { body: { filter: settled } }, { enabled: maySee && whole });
	if (!maySee || !whole || !found.data || found.isError) return null;
	if (found.data.items.length === 0) return <p className={css.count}>{t('noExamples')}</p>;
	return (
		<section className={css.examples} aria-label={t('examples')} data-dim={found.isPlaceholderData || undefined}>
			<span className={css.caption}>{t('examples')}</span>
			<ul>
				{found.data.items.map((customer) => (
					<li key={customer.id}>
						<a href={`/customers/${customer.id}`} target="_blank" rel="noreferrer">
							{customer.name ?? t('unnamed', { id: customer.id })}
						</a>
						<PhoneText phone={customer.phone} none="" />
						<span>{customer.area ?? ''}</span>
					</li>
				))}
			</ul>
		</section>
	);
}
