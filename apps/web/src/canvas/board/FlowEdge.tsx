import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import clsx from 'clsx';
import { memo, useMemo } from 'react';
import { AppLink } from '../AppLink.tsx';
import { useCanvas, useCounts, useDraft, useFacts, useView } from '../canvas-context.ts';
import { edgesOf, nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { edgeCorners, labelPoint, obstaclesOf, pathOf } from '../model/edge-route.ts';
import { useTexts } from '../model/texts.ts';
import { runsHref } from '../numbers/runs-href.ts';
import styles from './board.module.css';

const portRadius = 4.5;

/** Any edge: right angles, an arrowhead, a + on hover; on the numbers its width is the share of customers. */
export const FlowEdge = memo(function FlowEdge({ id, sourceX, sourceY, targetX, targetY, selected }: EdgeProps) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isSplice = useView((state) => state.splice === id);
	const isDim = useView((state) => state.level === 'block');
	const nodes = useDraft((state) => state.draft.document.nodes);
	const edge = useDraft((state) => edgesOf(state.draft.document).byId.get(id));
	const corners = useMemo(
		() => edgeCorners({ x: sourceX, y: sourceY - portRadius }, { x: targetX, y: targetY }, obstaclesOf({ nodes })),
		[nodes, sourceX, sourceY, targetX, targetY],
	);
	const path = useMemo(() => pathOf(corners), [corners]);
	const middle = useMemo(() => labelPoint(corners), [corners]);
	const isDangling = useDraft((state) => {
		const source = edge && nodeOf(state.draft.document, edge.source);
		return !!source && !cardShape(source).outputs.some((output) => output.name === edge.sourceHandle);
	});
	const passed = useCounts((state) => {
		const node = edge && state.byNode.get(edge.source);
		if (!node && edge && state.counts?.nodes.length) return null;
		return node?.outputs.find((one) => one.output === edge?.sourceHandle)?.passed ?? (node ? 0 : null);
	});
	const left = useCounts((state) => {
		const node = edge && state.byNode.get(edge.source);
		return node?.outputs.reduce((sum, one) => sum + one.passed, 0) ?? 0;
	});
	const all = useCounts((state) => state.entered);
	const outputs = useDraft((state) => {
		const source = edge && nodeOf(state.draft.document, edge.source);
		return source ? cardShape(source).outputs.length : 0;
	});
	if (!edge) return null;
	const share = isNumbers && passed !== null && all > 0 ? Math.min(1, passed / all) : 0;
	const open = (event: React.MouseEvent) => {
		event.stopPropagation();
		canvas.view.setState({
			menu: { place: { kind: 'edge', edge: id }, screen: { x: event.clientX, y: event.clientY } },
		});
	};
	return (
		<g
			className={clsx(
				styles.edge,
				selected && styles.edgeSelected,
				isDangling && styles.dangling,
				isSplice && styles.splice,
			)}
			data-numbers={isNumbers || undefined}
		>
			<path className={styles.edgeHit} d={path} />
			<path
				className={styles.edgeLine}
				d={path}
				markerEnd={isNumbers || isDim ? undefined : `url(#volna-arrow${selected ? '-selected' : ''})`}
				style={isNumbers ? { strokeWidth: passed === null || all === 0 ? 2 : 2 + 14 * share } : undefined}
			/>
			{mayEdit && !isNumbers && !isDim && (
				// biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the mouse; the keyboard inserts with I
				<g
					className={clsx(styles.edgeAdd, 'nodrag', 'nopan')}
					transform={`translate(${middle.x} ${middle.y})`}
					onClick={open}
				>
					<title>{texts.t('edge.insert')}</title>
					<circle r={10} />
					<path d="M-4 0h8M0 -4v8" />
				</g>
			)}
			{isNumbers && passed !== null && (
				<EdgeLabelRenderer>
					<AppLink
						tabIndex={-1}
						className={clsx(styles.edgeLabel, 'nodrag', 'nopan')}
						href={runsHref(canvas.flowId, { node: edge.target })}
						style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
					>
						{texts.number(passed)}
						{outputs > 1 && left >= 30 && passed > 0 && <i>{texts.percent(passed / left)}</i>}
					</AppLink>
				</EdgeLabelRenderer>
			)}
		</g>
	);
});
