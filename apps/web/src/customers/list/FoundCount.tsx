import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { routes } from '@volna/contract';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../format/use-error-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { AsOf } from '../../reading/AsOf.tsx';
import { useClient } from '../../session/client-context.tsx';
import css from './CustomersScreen.module.css';
import type { ListState } from './use-list-state.ts';

export interface Found {
	/** Null until counted, and when counting was cancelled. */
	readonly count: number | null;
	readonly asOf: string | null;
	readonly counting: boolean;
	readonly cancelled: boolean;
	readonly error: Error | null;
	cancel(): void;
	again(): void;
}

/** How many the list finds: counted apart from its page, and broken off by another question or by a person. */
export function useFound({ q, filter, ready }: Pick<ListState, 'q' | 'filter' | 'ready'>, outside?: string): Found {
	const client = useClient();
	const queries = useQueryClient();
	const body = { search: q ?? null, filter: filter ?? null, outside: outside ?? null };
	const key = [routes.countCustomers.id, body];
	const asked = JSON.stringify(key);
	const [stopped, setStopped] = useState<string | null>(null);
	const read = useQuery({
		queryKey: key,
		queryFn: ({ signal }) => client(routes.countCustomers, { body, signal }),
		enabled: ready && stopped !== asked,
		retry: false,
		staleTime: 15_000,
	});
	return {
		count: read.data?.count ?? null,
		asOf: read.data?.asOf ?? null,
		counting: read.isFetching,
		cancelled: stopped === asked && !read.data,
		error: read.error,
		cancel() {
			setStopped(asked);
			void queries.cancelQueries({ queryKey: key });
		},
		again() {
			setStopped(null);
			void read.refetch();
		},
	};
}

/** «найдено 48 310 · на 12:40», while counting how long already, and a way out. */
export function FoundCount({ found }: { found: Found }) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const errorText = useErrorText();
	const seconds = useSeconds(found.counting);
	return (
		<span className={css.found} aria-live="polite">
			{found.count !== null ? (
				<span className={found.counting ? css.dim : undefined}>
					{t('list.found', { count: found.count, figure: format.number(found.count) })} · <AsOf at={found.asOf} />
				</span>
			) : found.counting ? (
				<span>{seconds > 0 ? t('list.countingFor', { time: format.span(seconds * 1000) }) : t('list.counting')}</span>
			) : found.cancelled ? (
				<span>{t('list.notCounted')}</span>
			) : found.error ? (
				<span>{errorText(found.error)}</span>
			) : null}
			{found.counting && seconds > 0 ? (
				<Button size="compact-xs" variant="subtle" onClick={found.cancel}>
					{t('common:cancel')}
				</Button>
			) : null}
			{!found.counting && found.count === null && (found.cancelled || found.error) ? (
				<Button size="compact-xs" variant="subtle" onClick={found.again}>
					{t('list.count')}
				</Button>
			) : null}
		</span>
	);
}

function useSeconds(running: boolean): number {
	const [seconds, setSeconds] = useState(0);
	useEffect(() => {
		setSeconds(0);
		if (!running) return;
		const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
		return () => clearInterval(timer);
	}, [running]);
	return seconds;
}
