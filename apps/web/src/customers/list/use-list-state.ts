import { useNavigate, useSearch } from '@tanstack/react-router';
import { type CustomerView, firstColumns, routes } from '@volna/contract';
import type { Filter } from '@volna/node-sdk';
import { useState } from 'react';
import { useChange } from '../../reading/use-change.ts';
import { useRead } from '../../reading/use-read.ts';

export type ListSort = 'newest' | 'oldest';

/** What the list of customers shows. Filter, search, order, page, view and selection stand in the address. */
export interface ListState {
	readonly q: string | undefined;
	readonly filter: Filter | undefined;
	readonly sort: ListSort;
	readonly cursor: string | null;
	/** From 1; of the page shown. */
	readonly page: number;
	readonly pageSize: number;
	readonly columns: readonly string[];
	readonly views: readonly CustomerView[];
	readonly view: CustomerView | undefined;
	/** The view shows something else than it was saved with. */
	readonly viewDiffers: boolean;
	readonly selection: string | undefined;
	/** Columns and views were read, or could not be. */
	readonly ready: boolean;
	/** Another question: the first page, nothing selected. */
	ask(change: { q?: string | undefined; filter?: Filter | undefined }): void;
	setSort(sort: ListSort): void;
	setColumns(columns: readonly string[]): void;
	setPageSize(size: number): void;
	goTo(cursor: string | null, page: number): void;
	openView(view: CustomerView | undefined): void;
	keepView(id: string): void;
	select(selection: string | undefined): void;
}

export function useListState(): ListState {
	const search = useSearch({ from: '/shell/customers' });
	const navigate = useNavigate({ from: '/customers' });
	const kept = useRead(routes.listCustomerViews, {});
	const keep = useChange(routes.keepCustomerList, { stale: ['listCustomerViews'], quiet: true });
	const [ownColumns, setOwnColumns] = useState<readonly string[] | null>(null);
	const [ownSize, setOwnSize] = useState<number | null>(null);
	const views = kept.data?.items ?? [];
	const view = views.find((one) => one.id === search.view);
	const columns = ownColumns ?? view?.columns ?? kept.data?.setting.columns ?? firstColumns;
	const pageSize = ownSize ?? kept.data?.setting.pageSize ?? 50;
	const sort = search.sort ?? 'newest';
	const restart = { cursor: undefined, page: undefined };
	const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
	return {
		q: search.q,
		filter: search.filter,
		sort,
		cursor: search.cursor ?? null,
		page: search.page ?? 1,
		pageSize,
		columns,
		views,
		view,
		viewDiffers:
			view !== undefined &&
			!(
				same(view.filter, search.filter) &&
				same(view.search, search.q) &&
				same(view.columns, columns) &&
				view.sort === sort
			),
		selection: search.selection,
		ready: kept.data !== undefined || kept.isError,
		ask: (change) =>
			void navigate({ search: (was) => ({ ...was, ...change, ...restart, selection: undefined }), replace: true }),
		setSort: (next) => void navigate({ search: (was) => ({ ...was, ...restart, sort: next }), replace: true }),
		setColumns(next) {
			setOwnColumns(next);
			if (!view) keep.mutate({ body: { columns: [...next], pageSize } });
		},
		setPageSize(next) {
			setOwnSize(next);
			keep.mutate({ body: { columns: [...(kept.data?.setting.columns ?? columns)], pageSize: next } });
			void navigate({ search: (was) => ({ ...was, ...restart }), replace: true });
		},
		goTo: (cursor, page) =>
			void navigate({ search: (was) => ({ ...was, cursor: cursor ?? undefined, page: page > 1 ? page : undefined }) }),
		openView(next) {
			setOwnColumns(null);
			void navigate({
				search: next
					? {
							view: next.id,
							q: next.search ?? undefined,
							filter: next.filter ?? undefined,
							sort: next.sort === 'newest' ? undefined : next.sort,
						}
					: {},
			});
		},
		keepView(id) {
			setOwnColumns(null);
			void navigate({ search: (was) => ({ ...was, view: id }), replace: true });
		},
		select: (selection) => void navigate({ search: (was) => ({ ...was, selection }), replace: true }),
	};
}
