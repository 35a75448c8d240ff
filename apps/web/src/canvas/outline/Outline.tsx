import { ActionIcon } from '@mantine/core';
import {
	IconAlertCircle,
	IconAlertTriangle,
	IconCornerDownRight,
	IconPlus,
	IconSettings,
	IconX,
} from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { NodeIcon } from '@volna/ui';
import clsx from 'clsx';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useShowNode } from '../board/use-show-node.ts';
import { useCanvas, useCounts, useDraft, useFacts, useProblems, useView } from '../canvas-context.ts';
import creator from '../creator/creator.module.css';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { cardSummary, nodeName, outputLabel } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { select } from '../stores/view-store.ts';
import styles from './outline.module.css';
import { type OutlineRow, outlineOf } from './outline-of.ts';

const rowHeight = 44;

/**
 * The flow as a list from top to bottom: for the keyboard, for who does not see the board, and the whole editor where
 * there is no room for it (`isAlone`).
 */
export function Outline({ isAlone }: { isAlone: boolean }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const showNode = useShowNode();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const document = useDraft((state) => state.draft.document);
	const current = useView((state) => state.current);
	const rows = useMemo(() => outlineOf(document), [document]);
	const scroll = useRef<HTMLDivElement>(null);
	const hadFocus = useRef(false);
	const [at, setAt] = useState(0);
	const place = Math.min(at, rows.length - 1);
	const list = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroll.current,
		estimateSize: () => rowHeight,
		getItemKey: (index) => rows[index]?.key ?? index,
		overscan: 12,
	});

	// The list follows what is chosen elsewhere: on the board, by a problem, by a new node.
	useEffect(() => {
		if (scroll.current?.contains(globalThis.document.activeElement)) return;
		const index = rows.findIndex((row) => row.kind === 'node' && row.node === current);
		if (index < 0) return;
		setAt(index);
		list.scrollToIndex(index);
	}, [current, rows, list]);
	// A deleted row takes the focus with it; the one in its place gets it.
	useEffect(() => {
		if (hadFocus.current && rows.length > 0 && globalThis.document.activeElement === globalThis.document.body)
			focusRow(place);
	});

	const focusRow = (index: number) => {
		setAt(index);
		list.scrollToIndex(index);
		requestAnimationFrame(() =>
			scroll.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }),
		);
	};
	const choose = (row: OutlineRow) => {
		if (row.kind === 'node') {
			canvas.view.setState({ current: row.node });
			select(canvas.view, [row.node]);
			if (!isAlone) showNode(row.node);
		} else {
			canvas.view.setState({ current: null });
			select(canvas.view, []);
		}
	};
	const openCreator = (row: OutlineRow & { kind: 'open' }, element: Element) => {
		if (!mayEdit || isNumbers || row.from === null || row.output === null) return;
		const box = element.getBoundingClientRect();
		canvas.view.setState({
			menu: {
				place: { kind: 'output', source: row.from, output: row.output },
				screen: { x: box.left + Math.min(160, box.width / 2), y: box.bottom },
			},
		});
	};
	const act = (row: OutlineRow, element: Element, by: 'key' | 'mouse') => {
		if (row.kind === 'again') focusRow(rows.findIndex((one) => one.kind === 'node' && one.node === row.node));
		else if (row.kind === 'open') openCreator(row, element);
		else {
			choose(row);
			canvas.view.setState({ inspectorTab: isNumbers ? 'numbers' : 'config', sheet: true });
			if (by === 'mouse') return;
			requestAnimationFrame(() =>
				globalThis.document
					.querySelector<HTMLElement>('[data-first-field] :is(input, button, textarea, [contenteditable="true"])')
					?.focus(),
			);
		}
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const row = rows[place];
		if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === 'ArrowDown') focusRow(Math.min(rows.length - 1, place + 1));
		else if (event.key === 'ArrowUp') focusRow(Math.max(0, place - 1));
		else if (event.key === 'Home') focusRow(0);
		else if (event.key === 'End') focusRow(rows.length - 1);
		else if (event.key === 'ArrowLeft')
			focusRow(
				Math.max(
					0,
					rows.findIndex((one) => one.kind === 'node' && one.node === row.from),
				),
			);
		else if (event.key === 'ArrowRight') focusRow(rows[place + 1]?.from === idOf(row) ? place + 1 : place);
		else if (event.key === 'Enter') act(row, event.target as Element, 'key');
		else return;
		event.preventDefault();
	};
	return (
		<section className={clsx(styles.outline, isAlone && styles.alone)} aria-label={texts.t('outline.title')}>
			<header>
				<h2>{texts.t('outline.title')}</h2>
				{isAlone ? (
					<ActionIcon
						variant="subtle"
						size="lg"
						aria-label={texts.t('outline.flow')}
						onClick={() => {
							select(canvas.view, []);
							canvas.view.setState({ sheet: true });
						}}
					>
						<IconSettings size={18} stroke={1.75} />
					</ActionIcon>
				) : (
					<ActionIcon
						variant="subtle"
						size="lg"
						aria-label={texts.t('close')}
						onClick={() => canvas.view.setState({ outline: false })}
					>
						<IconX size={18} stroke={1.75} />
					</ActionIcon>
				)}
			</header>
			<div ref={scroll} className={styles.scroll}>
				{rows.length === 0 && <p className={styles.none}>{texts.t('empty.nothing')}</p>}
				<div
					role="tree"
					aria-label={texts.t('outline.title')}
					data-outline
					style={{ height: list.getTotalSize(), position: 'relative' }}
					onFocus={() => {
						hadFocus.current = true;
					}}
					onBlur={(event) => {
						if (event.relatedTarget) hadFocus.current = false;
					}}
				>
					{list.getVirtualItems().map(({ index, key, start }) => {
						const row = rows[index]!;
						return (
							<div
								key={key}
								role="treeitem"
								aria-level={row.level + 1}
								aria-selected={row.kind === 'node' && row.node === current}
								data-row={index}
								tabIndex={index === place ? 0 : -1}
								className={styles.row}
								style={{ transform: `translateY(${start}px)`, paddingLeft: 12 + Math.min(row.level, 8) * 16 }}
								onFocus={() => {
									setAt(index);
									choose(row);
								}}
								onClick={(event) => act(row, event.currentTarget, 'mouse')}
								onKeyDown={onKeyDown}
							>
								<RowWords row={row} />
							</div>
						);
					})}
				</div>
			</div>
		</section>
	);
}

function idOf(row: OutlineRow): string | null {
	return row.kind === 'node' ? row.node : null;
}

function RowWords({ row }: { row: OutlineRow }) {
	const texts = useTexts();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const source = useDraft((state) => (row.from === null ? undefined : nodeOf(state.draft.document, row.from)));
	const target = useDraft((state) => (row.kind === 'open' ? undefined : nodeOf(state.draft.document, row.node)));
	const outputs = source ? cardShape(source).outputs : [];
	const output = outputs.find((one) => one.name === row.output);
	// A lone way on needs no name: the next line is where it leads.
	const via = source && output && outputs.length > 1 ? outputLabel(source, output, texts) : null;
	return (
		<>
			{via !== null && <span className={styles.via}>{via}</span>}
			{row.kind === 'node' && target && <NodeWords id={row.node} />}
			{row.kind === 'again' && target && (
				<span className={styles.again}>
					<IconCornerDownRight size={16} stroke={1.75} aria-hidden />
					<span className={styles.nowhere}>{texts.t('outline.again', { name: nodeName(target, texts) })}</span>
				</span>
			)}
			{row.kind === 'open' && (
				<span className={styles.open} data-must={row.mayEnd ? undefined : true}>
					<span className={styles.nowhere}>{texts.t(row.mayEnd ? 'outline.ends' : 'outline.nowhere')}</span>
					{mayEdit && !isNumbers && (
						<span className={styles.add} title={texts.t('card.add-after')}>
							<IconPlus size={14} stroke={2} aria-hidden />
						</span>
					)}
				</span>
			)}
		</>
	);
}

function NodeWords({ id }: { id: string }) {
	const texts = useTexts();
	const { names } = useFacts();
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	const isNumbers = useView((state) => state.tab === 'numbers');
	const entered = useCounts((state) => state.byNode.get(id)?.entered ?? 0);
	const issues = useProblems((state) => state.byNode.get(id));
	const errors = issues?.filter((issue) => issue.severity === 'error').length ?? 0;
	const warnings = issues?.filter((issue) => issue.severity === 'warning').length ?? 0;
	const definition = registry.get(node.type);
	const worst = errors > 0 ? 'errors' : 'warnings';
	return (
		<>
			<span className={creator.tile} data-kind={kindOf(definition)}>
				<NodeIcon name={definition?.look.icon} size={16} />
			</span>
			<span className={styles.words}>
				<b>{nodeName(node, texts)}</b>
				<small>{cardSummary(node, texts, names)}</small>
			</span>
			{isNumbers ? (
				<b className={styles.figure}>{texts.number(entered)}</b>
			) : (
				errors + warnings > 0 && (
					<span
						className={styles.badge}
						data-tone={worst}
						title={texts.t(`problems.${worst}`, { count: errors || warnings })}
					>
						{errors > 0 ? (
							<IconAlertCircle size={14} stroke={2} aria-hidden />
						) : (
							<IconAlertTriangle size={14} stroke={2} aria-hidden />
						)}
						{errors || warnings}
					</span>
				)
			)}
		</>
	);
}
