import { notifications } from '@mantine/notifications';
import { type CustomerRow, routes, type Selection } from '@volna/contract';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../reading/use-read.ts';
import { useClient } from '../../session/client-context.tsx';
import type { ListState } from './use-list-state.ts';

/** Which customers are chosen: a kept selection, changed by hand, or ticks alone. */
export interface Chosen {
	readonly base: Selection | null;
	readonly count: number;
	has(row: CustomerRow): boolean;
	toggle(row: CustomerRow, index: number, range: boolean): void;
	setPage(on: boolean): void;
	/** The drawn selection takes the place of what was chosen. */
	keep(selection: Selection): void;
	clear(): void;
	/** The selection an action works on: the kept one as it is, else one stored now. */
	store(): Promise<Selection>;
}

const nobody: ReadonlySet<number> = new Set();

/** The counter survives paging; `rows` is the page shown. */
export function useChosen(state: ListState, rows: readonly CustomerRow[] | undefined): Chosen {
	const client = useClient();
	const { t } = useTranslation('customers');
	const read = useRead(
		routes.readSelection,
		{ params: { selection: state.selection ?? '' } },
		{ enabled: state.selection !== undefined },
	);
	const [ticked, setTicked] = useState(nobody);
	const [unticked, setUnticked] = useState(nobody);
	const last = useRef<number | null>(null);
	const base = state.selection !== undefined && read.data?.id === state.selection ? read.data : null;

	// Another question, another choice.
	const question = JSON.stringify([state.q, state.filter]);
	const asked = useRef(question);
	useEffect(() => {
		if (asked.current === question) return;
		asked.current = question;
		setTicked(nobody);
		setUnticked(nobody);
	}, [question]);

	// A selection whose day is over takes itself out of the address.
	const gone = state.selection !== undefined && read.isError;
	const { select } = state;
	useEffect(() => {
		if (!gone) return;
		select(undefined);
		notifications.show({ color: 'yellow', message: t('list.selectionOver') });
	}, [gone, select, t]);

	const inBase = (row: CustomerRow) => base !== null && row.selected;
	const has = (row: CustomerRow) => ticked.has(row.id) || (inBase(row) && !unticked.has(row.id));
	function set(those: readonly CustomerRow[], on: boolean) {
		const nextTicked = new Set(ticked);
		const nextUnticked = new Set(unticked);
		for (const row of those) {
			if (inBase(row)) {
				if (on) nextUnticked.delete(row.id);
				else nextUnticked.add(row.id);
			} else if (on) nextTicked.add(row.id);
			else nextTicked.delete(row.id);
		}
		setTicked(nextTicked);
		setUnticked(nextUnticked);
	}
	return {
		base,
		count: (base?.count ?? 0) + ticked.size - unticked.size,
		has,
		toggle(row, index, range) {
			const on = !has(row);
			const from = range && last.current !== null ? last.current : index;
			last.current = index;
			set(rows?.slice(Math.min(from, index), Math.max(from, index) + 1) ?? [row], on);
		},
		setPage: (on) => set(rows ?? [], on),
		keep(selection) {
			setTicked(nobody);
			setUnticked(nobody);
			state.select(selection.id);
		},
		clear() {
			setTicked(nobody);
			setUnticked(nobody);
			last.current = null;
			if (state.selection !== undefined) state.select(undefined);
		},
		async store() {
			if (base && ticked.size === 0 && unticked.size === 0) return base;
			return client(routes.drawSelection, {
				body: {
					draw: base
						? { kind: 'chosen', of: base.id, with: [...ticked], without: [...unticked] }
						: { kind: 'chosen', ids: [...ticked] },
				},
			});
		},
	};
}
