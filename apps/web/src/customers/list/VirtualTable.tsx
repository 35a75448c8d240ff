import { useVirtualizer } from '@tanstack/react-virtual';
import type { Column } from '@volna/ui';
import { ErrorState } from '@volna/ui';
import clsx from 'clsx';
import { type CSSProperties, type MouseEvent, type ReactNode, useRef } from 'react';
import css from './VirtualTable.module.css';

export interface TableSelection<Row> {
	/** What stands in the head of the column of ticks. */
	readonly head: ReactNode;
	readonly isSelected: (row: Row) => boolean;
	/** `range`: with Shift, from the row ticked before. */
	readonly onToggle: (row: Row, index: number, range: boolean) => void;
	/** What a tick is called for a reader without eyes. */
	readonly label: (row: Row) => string;
}

const ROW = 40;

/**
 * A table that draws only the rows in sight, however many there are, with a column of ticks. It looks as `DataTable`
 * does: rows 40 px high under a head that stays, grey bars, the empty sentence or the error in place.
 */
export function VirtualTable<Row>(props: {
	label: string;
	columns: readonly Column<Row>[];
	/** Undefined while nothing was read yet. */
	rows: readonly Row[] | undefined;
	rowKey: (row: Row) => string;
	rowHref: (row: Row) => string;
	onOpen: (row: Row) => void;
	selection: TableSelection<Row>;
	error?: { text: string; retryLabel: string; onRetry: () => void } | null;
	empty: ReactNode;
	dimmed?: boolean;
	foot?: ReactNode;
	minWidth?: number;
}) {
	const { columns, rows, error, selection } = props;
	const scroll = useRef<HTMLElement>(null);
	const virtual = useVirtualizer({
		count: rows?.length ?? 0,
		getScrollElement: () => scroll.current,
		estimateSize: () => ROW,
		overscan: 10,
		getItemKey: (index) => (rows?.[index] ? props.rowKey(rows[index]) : index),
	});
	const items = virtual.getVirtualItems();
	const before = items[0]?.start ?? 0;
	const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
	const span = columns.length + 1;
	return (
		<div className={css.frame}>
			{error ? <ErrorState {...error} /> : null}
			{rows && rows.length === 0 && !error ? props.empty : null}
			{(rows === undefined && error) || rows?.length === 0 ? null : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
				<section ref={scroll} className={css.scroll} tabIndex={0} aria-label={props.label}>
					<table
						className={clsx(css.table, props.dimmed && css.dimmed)}
						style={{ '--table-min-width': `${props.minWidth ?? 0}px` } as CSSProperties}
						aria-busy={rows === undefined || props.dimmed}
						aria-rowcount={rows ? rows.length + 1 : undefined}
					>
						<colgroup>
							<col style={{ width: '54px' }} />
							{columns.map((column) => (
								<col key={column.key} style={{ width: column.width }} />
							))}
						</colgroup>
						<thead>
							<tr>
								<th className={css.tick} scope="col">
									{selection.head}
								</th>
								{columns.map((column) => (
									<th key={column.key} scope="col" className={column.align === 'right' ? css.right : undefined}>
										{column.head}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{rows === undefined
								? Array.from({ length: 12 }, (_, index) => (
										// biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
										<tr key={index} className={css.skeleton} aria-hidden>
											<td className={css.tick} />
											{columns.map((column) => (
												<td key={column.key}>
													<span className={css.bar} style={{ width: `${40 + ((index * 7) % 40)}%` }} />
												</td>
											))}
										</tr>
									))
								: null}
							{rows && before > 0 ? <Spacer height={before} span={span} /> : null}
							{rows
								? items.map((item) => {
										const row = rows[item.index];
										if (row === undefined) return null;
										const selected = selection.isSelected(row);
										return (
											<tr
												key={item.key}
												ref={virtual.measureElement}
												data-index={item.index}
												aria-rowindex={item.index + 2}
												className={clsx(css.row, selected && css.selected)}
												onClick={(event) => onRow(event, () => props.onOpen(row))}
											>
												<td className={css.tick}>
													<input
														type="checkbox"
														className={css.box}
														aria-label={selection.label(row)}
														checked={selected}
														onChange={() => undefined}
														onClick={(event) => selection.onToggle(row, item.index, event.shiftKey)}
													/>
												</td>
												{columns.map((column, at) => (
													<td
														key={column.key}
														className={clsx(
															column.align === 'right' && css.right,
															column.wideOnly && css.wideOnly,
															at === 0 && css.first,
														)}
													>
														{at === 0 ? (
															<a
																className={css.link}
																href={props.rowHref(row)}
																onClick={(event) => {
																	if (event.metaKey || event.ctrlKey || event.shiftKey) return;
																	event.preventDefault();
																	props.onOpen(row);
																}}
															>
																{column.cell(row)}
															</a>
														) : (
															column.cell(row)
														)}
													</td>
												))}
											</tr>
										);
									})
								: null}
							{rows && after > 0 ? <Spacer height={after} span={span} /> : null}
						</tbody>
					</table>
				</section>
			)}
			{props.foot ? <div className={css.foot}>{props.foot}</div> : null}
		</div>
	);
}

function Spacer({ height, span }: { height: number; span: number }) {
	return (
		<tr aria-hidden className={css.spacer} style={{ height }}>
			<td colSpan={span} />
		</tr>
	);
}

/** A click on a link or control inside a row belongs to it, and one that ends a text selection to nobody. */
function onRow(event: MouseEvent, open: () => void): void {
	if ((event.target as HTMLElement).closest('a, button, input, label')) return;
	if (window.getSelection()?.toString()) return;
	open();
}
