import { IconAlertCircle, IconAlertTriangle, IconUsers } from '@tabler/icons-react';
import { NodeIcon } from '@volna/ui';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import clsx from 'clsx';
import { memo, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { AppLink } from '../AppLink.tsx';
import { useCanvas, useCounts, useDraft, useFacts, useView } from '../canvas-context.ts';
import { edgesOf, nodeOf } from '../model/by-id.ts';
import { cardShape, outputX } from '../model/card-box.ts';
import { cardSummary, nodeName, outputLabel } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { runsHref } from '../numbers/runs-href.ts';
import styles from './board.module.css';

/** Any node's card. Keeps no state: it is unmounted whenever it is out of sight. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
	const level = useView((state) => state.level);
	const node = useDraft((state) => nodeOf(state.draft.document, id));
	if (!node) return null;
	if (level === 'full') return <FullCard id={id} selected={selected} />;
	return <SmallCard id={id} selected={selected} isBlock={level === 'block'} />;
});

function useCard(id: string) {
	const texts = useTexts();
	const { names } = useFacts();
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	return useMemo(() => {
		const definition = registry.get(node.type);
		return {
			node,
			texts,
			definition,
			shape: cardShape(node),
			kind: kindOf(definition),
			name: nodeName(node, texts),
			summary: cardSummary(node, texts, names),
		};
	}, [node, texts, names]);
}

function useProblemCounts(id: string): { errors: number; warnings: number } {
	const { problems } = useCanvas();
	return useStore(
		problems,
		useShallow((state) => {
			const issues = state.byNode.get(id) ?? [];
			return {
				errors: issues.filter((issue) => issue.severity === 'error').length,
				warnings: issues.filter((issue) => issue.severity === 'warning').length,
			};
		}),
	);
}

function FullCard({ id, selected }: { id: string; selected: boolean }) {
	const { node, texts, definition, shape, kind, name, summary } = useCard(id);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isCurrent = useView((state) => state.current === id);
	const { errors, warnings } = useProblemCounts(id);
	const hereNow = useCounts((state) => state.byNode.get(id)?.hereNow ?? 0);
	const { flowId } = useCanvas();
	return (
		<div
			className={clsx(
				styles.card,
				shape.isEnd && styles.end,
				selected && styles.selected,
				isCurrent && styles.current,
				errors > 0 && !isNumbers && styles.wrong,
				!definition && styles.hatched,
			)}
		>
			<div className={styles.head}>
				<span className={styles.tile} data-kind={kind}>
					<NodeIcon name={definition?.look.icon} />
				</span>
				<span className={styles.name} title={name}>
					{name}
				</span>
				{isNumbers ? (
					<CardShare id={id} isEnd={shape.isEnd} />
				) : (
					<>
						{hereNow > 0 && kind === 'wait' && (
							<AppLink
								tabIndex={-1}
								className={clsx(styles.badge, 'nodrag')}
								data-tone="rest"
								href={runsHref(flowId, { node: id, state: 'inside' })}
								title={texts.t('card.here-now')}
							>
								<IconUsers size={13} stroke={2} aria-hidden />
								{texts.number(hereNow)}
							</AppLink>
						)}
						{errors > 0 ? (
							<span className={styles.badge} data-tone="error" title={texts.t('problems.errors', { count: errors })}>
								<IconAlertCircle size={13} stroke={2} aria-hidden />
								{errors}
							</span>
						) : (
							warnings > 0 && (
								<span
									className={styles.badge}
									data-tone="warning"
									title={texts.t('problems.warnings', { count: warnings })}
								>
									<IconAlertTriangle size={13} stroke={2} aria-hidden />
									{warnings}
								</span>
							)
						)}
					</>
				)}
			</div>
			{!shape.isEnd && (isNumbers ? <CardNumbers id={id} /> : <div className={styles.summary}>{summary}</div>)}
			{shape.hasCells && (
				<div className={styles.cells}>
					{shape.outputs.map((output) => (
						<OutputCell key={output.name} id={id} output={output.name} label={outputLabel(node, output, texts)} />
					))}
				</div>
			)}
			<Ports id={id} />
		</div>
	);
}

function SmallCard({ id, selected, isBlock }: { id: string; selected: boolean; isBlock: boolean }) {
	const { definition, shape, kind, name } = useCard(id);
	const { errors, warnings } = useProblemCounts(id);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const hereNow = useCounts((state) => state.byNode.get(id)?.hereNow ?? 0);
	const entered = useCounts((state) => state.byNode.get(id)?.entered ?? 0);
	const texts = useTexts();
	const figure = isNumbers ? entered : hereNow;
	return (
		<div
			className={clsx(
				styles.card,
				isBlock ? styles.block : styles.small,
				shape.isEnd && styles.end,
				selected && styles.selected,
			)}
			data-kind={kind}
			data-worst={isNumbers ? undefined : errors > 0 ? 'error' : warnings > 0 ? 'warning' : undefined}
		>
			{!isBlock && (
				<>
					<NodeIcon name={definition?.look.icon} size={26} />
					<span className={styles.smallName}>{name}</span>
					{figure > 0 && <b className={styles.smallFigure}>{texts.number(figure)}</b>}
				</>
			)}
		</div>
	);
}

function CardShare({ id, isEnd }: { id: string; isEnd: boolean }) {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const entered = useCounts((state) => state.byNode.get(id)?.entered ?? 0);
	const customers = useCounts((state) => state.byNode.get(id)?.customers ?? 0);
	const all = useCounts((state) => state.customers);
	return (
		<>
			{isEnd && (
				<AppLink tabIndex={-1} className={clsx(styles.endFigure, 'nodrag')} href={runsHref(flowId, { node: id })}>
					{texts.number(entered)}
				</AppLink>
			)}
			{all >= 30 && (
				<span className={styles.share} title={texts.t('card.share-of-trigger')}>
					{texts.share(Math.min(1, customers / all))}
				</span>
			)}
		</>
	);
}

function CardNumbers({ id }: { id: string }) {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const isTrigger = useDraft((state) => cardShape(nodeOf(state.draft.document, id)!).isTrigger);
	const entered = useCounts(
		(state) => (isTrigger ? state.counts?.trigger.entered : state.byNode.get(id)?.entered) ?? 0,
	);
	const hereNow = useCounts((state) => state.byNode.get(id)?.hereNow ?? 0);
	return (
		<div className={clsx(styles.summary, styles.numbers)}>
			<AppLink tabIndex={-1} className="nodrag" href={runsHref(flowId, { node: isTrigger ? undefined : id })}>
				<b>{texts.number(entered)}</b> {texts.t('numbers.entered', { count: entered })}
			</AppLink>
			{hereNow > 0 && (
				<>
					{' · '}
					<AppLink
						tabIndex={-1}
						className={clsx(styles.here, 'nodrag')}
						href={runsHref(flowId, { node: id, state: 'inside' })}
					>
						<b>{texts.number(hereNow)}</b> {texts.t('numbers.here')}
					</AppLink>
				</>
			)}
		</div>
	);
}

function OutputCell({ id, output, label }: { id: string; output: string; label: string }) {
	const texts = useTexts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isOpen = useDraft(
		(state) =>
			!edgesOf(state.draft.document)
				.from.get(id)
				?.some((edge) => edge.sourceHandle === output),
	);
	const passed = useCounts((state) => state.byNode.get(id)?.outputs.find((one) => one.output === output)?.passed ?? 0);
	const ended = useCounts(
		(state) => state.byNode.get(id)?.ended.find((one) => one.reason === `output:${output}`)?.count ?? 0,
	);
	const figure = Math.max(passed, ended);
	return (
		<span className={styles.cell} title={label}>
			<span className={styles.cellName}>{label}</span>
			{isNumbers && isOpen && figure > 0 && <b>{texts.number(figure)}</b>}
		</span>
	);
}

/** The way in over the whole card, a port per output, and a tail below every output that leads nowhere. */
function Ports({ id }: { id: string }) {
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	const shape = cardShape(node);
	const connected = useDraft((state) =>
		(edgesOf(state.draft.document).from.get(id) ?? [])
			.map((edge) => edge.sourceHandle)
			.sort()
			.join('\n'),
	);
	const taken = new Set(connected.split('\n'));
	return (
		<>
			{!shape.isTrigger && (
				<Handle type="target" position={Position.Top} id="in" isConnectableStart={false} className={styles.target} />
			)}
			{shape.outputs.map((output, index) => (
				<OutputPort
					key={output.name}
					id={id}
					output={output.name}
					x={outputX(shape, index)}
					isOpen={!taken.has(output.name)}
					mayEnd={output.spec.mayEnd}
				/>
			))}
		</>
	);
}

/** The card's border: what lies inside is placed from its inner edge. */
const border = 1;

function OutputPort({
	id,
	output,
	x,
	isOpen,
	mayEnd,
}: {
	id: string;
	output: string;
	x: number;
	isOpen: boolean;
	mayEnd: boolean;
}) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const ended = useCounts(
		(state) => state.byNode.get(id)?.ended.find((one) => one.reason === `output:${output}`)?.count ?? 0,
	);
	const isLone = output === 'next';
	const open = (event: React.MouseEvent) => {
		event.stopPropagation();
		const box = event.currentTarget.getBoundingClientRect();
		canvas.view.setState({
			menu: {
				place: { kind: 'output', source: id, output },
				screen: { x: box.left + box.width / 2, y: box.bottom },
			},
		});
	};
	return (
		<>
			{isOpen && isNumbers && (
				<span className={styles.tail} data-numbers style={{ left: x - border }}>
					{isLone && ended > 0 && (
						<AppLink
							tabIndex={-1}
							className={clsx(styles.endedHere, 'nodrag')}
							href={runsHref(canvas.flowId, { node: id, state: 'ended' })}
						>
							{texts.t('numbers.ended-here', { count: ended, figure: texts.number(ended) })}
						</AppLink>
					)}
				</span>
			)}
			{isOpen && !isNumbers && (
				<span className={styles.tail} data-open={mayEnd ? undefined : true} style={{ left: x - border }}>
					<button
						type="button"
						tabIndex={-1}
						className={clsx(styles.add, 'nodrag', 'nopan')}
						aria-label={texts.t(mayEdit ? 'card.add-after' : mayEnd ? 'card.ends-only' : 'card.leads-nowhere-only')}
						title={texts.t(
							mayEdit
								? mayEnd
									? 'card.ends-here'
									: 'card.leads-nowhere'
								: mayEnd
									? 'card.ends-only'
									: 'card.leads-nowhere-only',
						)}
						disabled={!mayEdit}
						onClick={open}
					/>
				</span>
			)}
			<Handle
				type="source"
				position={Position.Bottom}
				id={output}
				isConnectableEnd={false}
				isConnectable={mayEdit && !isNumbers}
				className={styles.port}
				style={{ left: x - border }}
			/>
		</>
	);
}
