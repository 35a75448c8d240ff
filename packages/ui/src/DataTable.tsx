import clsx from 'clsx';
import type { CSSProperties, MouseEvent, ReactNode } from 'react';
import css from './DataTable.module.css';
import { ErrorState } from './ErrorState.tsx';

export interface Column<Row> {
	readonly key: string;
	readonly head: ReactNode;
	/** Any CSS width; columns without one share the rest. */
	readonly width?: string;
	readonly align?: 'left' | 'right';
	readonly cell: (row: Row) => ReactNode;
	/** Left out on a phone, where a row has two lines. */
	readonly wideOnly?: boolean;
	/** Lets the cell take several lines; others end in an ellipsis. */
	readonly wrap?: boolean;
}

export interface DataTableProps<Row> {
	/** What the table is called for a reader without eyes. */
	readonly label: string;
	readonly columns: readonly Column<Row>[];
	/** Undefined while nothing was read yet. */
	readonly rows: readonly Row[] | undefined;
	readonly rowKey: (row: Row) => string;
	/** Opens a row; the first column's content becomes its link. */
	readonly onOpen?: (row: Row) => void;
	readonly rowHref?: (row: Row) => string;
	/** Given while the last read failed; rows read before stay. */
	readonly error?:
		| { text: string; detail?: string | undefined; retryLabel: string; onRetry: () => void }
		| null
		| undefined;
	readonly empty: ReactNode;
	/** Old rows while new ones load. */
	readonly dimmed?: boolean;
	readonly skeletonRows?: number;
	readonly dense?: boolean;
	readonly foot?: ReactNode;
	readonly minWidth?: number;
}

/**
 * A table of rows 40 px high under a head that stays. It shows exactly one of: grey bars of true height (after 200 ms),
 * rows, the empty sentence, or the error in place. Below 760 px a row becomes two lines.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
	const { columns, rows, rowKey, onOpen, rowHref, error } = props;
	const opens = onOpen !== undefined;
	return (
		<div className={css.frame}>
			{error ? <ErrorState {...error} /> : null}
			{rows && rows.length === 0 && !error ? props.empty : null}
			{rows === undefined && error ? null : rows?.length === 0 ? null : (
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
				<section className={css.scroll} tabIndex={0} aria-label={props.label}>
					<table
						className={clsx(css.table, props.dense && css.dense, props.dimmed && css.dimmed)}
						style={{ '--table-min-width': `${props.minWidth ?? 0}px` } as CSSProperties}
						aria-busy={rows === undefined || props.dimmed}
					>
						<colgroup>
							{columns.map((column) => (
								<col key={column.key} style={{ width: column.width }} />
							))}
						</colgroup>
						<thead>
							<tr>
								{columns.map((column) => (
									<th key={column.key} scope="col" className={column.align === 'right' ? css.right : undefined}>
										{column.head}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{rows === undefined
								? Array.from({ length: props.skeletonRows ?? 8 }, (_, index) => (
										// biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
										<tr key={index} className={css.skeleton} aria-hidden>
											{columns.map((column) => (
												<td key={column.key}>
													<span
														className={css.bar}
														style={{ width: `${40 + ((index * 7 + column.key.length * 11) % 40)}%` }}
													/>
												</td>
											))}
										</tr>
									))
								: rows.map((row) => (
										<tr
											key={rowKey(row)}
											className={opens ? css.opens : undefined}
											onClick={opens ? (event) => onRow(event, () => onOpen(row)) : undefined}
										>
											{columns.map((column, index) => (
												<td
													key={column.key}
													className={clsx(
														column.align === 'right' && css.right,
														column.wrap && css.wrap,
														column.wideOnly && css.wideOnly,
													)}
												>
													{index === 0 && opens ? (
														<RowLink href={rowHref?.(row)} onOpen={() => onOpen(row)}>
															{column.cell(row)}
														</RowLink>
													) : (
														column.cell(row)
													)}
												</td>
											))}
										</tr>
									))}
						</tbody>
					</table>
				</section>
			)}
			{rows && rows.length > 0 && props.foot ? <div className={css.foot}>{props.foot}</div> : null}
		</div>
	);
}

function RowLink({ href, onOpen, children }: { href: string | undefined; onOpen: () => void; children: ReactNode }) {
	if (href === undefined) {
		return (
			<button type="button" className={css.link} onClick={onOpen}>
				{children}
			</button>
		);
	}
	return (
		<a
			className={css.link}
			href={href}
			onClick={(event) => {
				if (event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				onOpen();
			}}
		>
			{children}
		</a>
	);
}

/** A click on a link or control inside a row belongs to it, and one that ends a text selection to nobody. */
function onRow(event: MouseEvent, open: () => void): void {
	if ((event.target as HTMLElement).closest('a, button, input, label')) return;
	if (window.getSelection()?.toString()) return;
	open();
}
