import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { routes } from '@volna/contract';
import type { Filter } from '@volna/node-sdk';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { useClient } from '../session/client-context.tsx';
import { isComplete } from './filter-query.ts';
import css from './filters.module.css';

const SETTLED_MS = 400;

/** How many customers pass just now. A filter that changes, and a drawer that closes, break the count off. */
export function FilterCount({ filter }: { filter: Filter }) {
	const { t } = useTranslation('filters');
	const format = useFormat();
	const errorText = useErrorText();
	const client = useClient();
	const queries = useQueryClient();
	const [settled] = useDebouncedValue(filter, SETTLED_MS);
	const [stopped, setStopped] = useState<Filter | null>(null);
	const whole = isComplete(settled);
	const key = [routes.countFilter.id, { body: { filter: settled } }];
	const count = useQuery({
		queryKey: key,
		queryFn: ({ signal }) => client(routes.countFilter, { body: { filter: settled }, signal }),
		placeholderData: (before) => before,
		enabled: whole && stopped !== settled,
		retry: false,
	});
	const seconds = useSecondsOf(count.isFetching);
	if (!whole) return <p className={css.count}>{t('incomplete')}</p>;
	if (stopped === settled) {
		return (
			<p className={css.count}>
				{t('cancelled')}
				<Button size="compact-xs" variant="subtle" onClick={() => setStopped(null)}>
					{t('countAgain')}
				</Button>
			</p>
		);
	}
	const { data } = count;
	return (
		<p className={css.count} aria-live="polite">
			{data && !count.isError && (
				<span data-dim={count.isFetching || undefined}>
					<b>{t('passes', { count: data.count, figure: format.number(data.count) })}</b> <AsOf at={data.asOf} />
				</span>
			)}
			{count.isError && !count.isFetching && <span>{errorText(count.error)}</span>}
			{count.isFetching && (
				<>
					{(!data || seconds > 0) && (
						<span>{seconds > 0 ? t('countingFor', { time: format.span(seconds * 1000) }) : t('counting')}</span>
					)}
					<Button
						size="compact-xs"
						variant="subtle"
						onClick={() => {
							setStopped(settled);
							void queries.cancelQueries({ queryKey: key });
						}}
					>
						{t('cancelCount')}
					</Button>
				</>
			)}
		</p>
	);
}

function useSecondsOf(running: boolean): number {
	const [seconds, setSeconds] = useState(0);
	useEffect(() => {
		setSeconds(0);
		if (!running) return;
		const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
		return () => clearInterval(timer);
	}, [running]);
	return seconds;
}
