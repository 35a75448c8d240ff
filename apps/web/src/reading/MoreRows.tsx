import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { Pages } from './use-pages.ts';

/** The foot of a list: how many are shown (`shown` where the rows were narrowed further), and the next page. */
export function MoreRows({ pages, shown }: { pages: Pages<unknown>; shown?: number | undefined }) {
	const { t } = useTranslation('common');
	const format = useFormat();
	const count = shown ?? pages.items?.length ?? 0;
	return (
		<>
			<span>{t(pages.hasMore ? 'shownSome' : 'shownAll', { count, shown: format.number(count) })}</span>
			<span style={{ flex: 1 }} />
			{pages.hasMore ? (
				<Button variant="default" size="xs" loading={pages.loadingMore} onClick={pages.more}>
					{t('more')}
				</Button>
			) : null}
		</>
	);
}
