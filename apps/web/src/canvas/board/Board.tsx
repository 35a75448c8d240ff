import {
	Background,
	BackgroundVariant,
	ConnectionLineType,
	type Edge,
	type EdgeTypes,
	type IsValidConnection,
	MiniMap,
	type Node,
	type NodeChange,
	type NodeTypes,
	type OnConnectEnd,
	ReactFlow,
	type ReactFlowInstance,
	useReactFlow,
	useStoreApi,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { type Point, refuseConnection } from '@volna/flow';
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { connect, insertNode, loneCard, moveNodes, spliceIn } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape, grid, inputPoint, outputPoint } from '../model/card-box.ts';
import { describeCard } from '../model/describe-card.ts';
import { distanceTo, edgeCorners, obstaclesOf } from '../model/edge-route.ts';
import { kindOf } from '../model/kind.ts';
import { refusePlace } from '../model/place-node.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { type CreatorPlace, select, type ZoomLevel } from '../stores/view-store.ts';
import styles from './board.module.css';
import { FlowEdge } from './FlowEdge.tsx';
import { keepReachable, tabStop, useFocusCurrent } from './focus-current.ts';
import { GroupFrame } from './GroupFrame.tsx';
import { Guides } from './Guides.tsx';
import { NodeCard } from './NodeCard.tsx';
import { NoteCard } from './NoteCard.tsx';
import { openingViewport } from './opening-viewport.ts';
import { useKeepMiddle } from './use-keep-middle.ts';
import { viewEdge, viewGroup, viewNode, viewNote } from './view-nodes.ts';
import { ZoomControls } from './ZoomControls.tsx';

const nodeTypes: NodeTypes = { card: NodeCard, note: NoteCard, 'group-frame': GroupFrame };
const edgeTypes: EdgeTypes = { flow: FlowEdge };
const snapGrid: [number, number] = [grid, grid];
const multiSelectionKeys = ['Shift', 'Meta', 'Control'];
const spliceReach = 24;

/** The board: React Flow over the draft's document. Everything it changes goes through graph operations or the view. */
export function Board() {
	const canvas = useCanvas();
	const texts = useTexts();
	const { mayEdit } = useFacts();
	const { draft, view } = canvas;
	const document = useDraft((state) => state.draft.document);
	const selected = useView((state) => state.selected);
	const selectedEdge = useView((state) => state.selectedEdge);
	const moving = useView((state) => state.moving);
	const current = useView((state) => state.current);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isConnecting = useView((state) => state.connecting !== null);
	const editable = mayEdit && !isNumbers;
	const flow = useReactFlow();
	const store = useStoreApi();
	const board = useRef<HTMLDivElement>(null);
	const [isShown, setShown] = useState(false);
	useFocusCurrent(board);
	const stop = useMemo(() => tabStop(document, current), [document, current]);
	useEffect(() => keepReachable(board, stop));

	const label = useCallback(
		(node: Parameters<typeof describeCard>[0]) => describeCard(node, draft.getState().draft.document, texts),
		[draft, texts],
	);
	const nodes = useMemo(() => {
		const placed = { selected, moving, current: stop, label, draggable: editable };
		const groups = document.groups.map((group) => viewGroup(group, document, placed)).filter((one) => one !== null);
		const notes = isNumbers ? [] : document.notes.map((note) => viewNote(note, placed));
		return [...groups, ...notes, ...document.nodes.map((node) => viewNode(node, placed))];
	}, [document, selected, moving, stop, label, editable, isNumbers]);
	const edges = useMemo(
		() => document.edges.map((edge) => viewEdge(edge, nodeOf(document, edge.source), edge.id === selectedEdge)),
		[document, selectedEdge],
	);

	const onNodesChange = useCallback(
		(changes: NodeChange<Node>[]) => {
			const { selected: before, moving: under } = view.getState();
			const next = new Set(before);
			const positions: Record<string, Point> = {};
			let chosen = false;
			for (const change of changes) {
				if (change.type === 'select') {
					chosen = true;
					if (change.selected) next.add(change.id);
					else next.delete(change.id);
				}
				if (change.type === 'position' && change.position && change.dragging) positions[change.id] = change.position;
			}
			if (chosen && !same(next, before)) {
				view.setState({
					selected: next,
					...(next.size > 0 && { selectedEdge: null }),
					...(next.size === 1 && { current: [...next][0]! }),
				});
			}
			if (Object.keys(positions).length > 0) view.setState({ moving: { ...under, ...positions } });
		},
		[view],
	);
	const spliceAt = useCallback(
		(at: Point): string | null => {
			const { document: now } = draft.getState().draft;
			let best: string | null = null;
			let least = spliceReach;
			for (const edge of now.edges) {
				const [from, to] = [nodeOf(now, edge.source), nodeOf(now, edge.target)];
				if (!from || !to) continue;
				const corners = edgeCorners(outputPoint(from, edge.sourceHandle), inputPoint(to), obstaclesOf(now));
				const far = distanceTo(at, corners);
				if (far < least) [least, best] = [far, edge.id];
			}
			return best;
		},
		[draft],
	);
	const onDrag = useCallback(
		(event: MouseEvent | TouchEvent, node: Node) => {
			const lone = loneCard(draft.getState().draft.document, node.id);
			if (!lone) return;
			const { width, height } = cardShape(lone);
			const { clientX, clientY } = 'touches' in event ? (event.touches[0] ?? event.changedTouches[0]!) : event;
			const splice =
				spliceAt(flow.screenToFlowPosition({ x: clientX, y: clientY })) ??
				spliceAt({ x: node.position.x + width / 2, y: node.position.y + height / 2 });
			if (view.getState().splice !== splice) view.setState({ splice });
		},
		[draft, flow, spliceAt, view],
	);
	const onDragStop = useCallback(() => {
		const { moving: under, splice } = view.getState();
		if (!under) return;
		const [only] = Object.keys(under);
		if (splice !== null && only !== undefined) {
			spliceIn(canvas, only, splice);
			view.setState({ moving: null, splice: null });
			return;
		}
		const cards: Record<string, Point> = {};
		for (const [id, point] of Object.entries(under)) {
			const note =
				id.startsWith('note:') && draft.getState().draft.document.notes.find((one) => `note:${one.id}` === id);
			if (!note) cards[id] = point;
			else
				draft.getState().edit({
					label: { key: 'edit.note-move' },
					operation: { op: 'note.set', id: note.id, note: { ...note, position: point } },
				});
		}
		moveNodes(canvas, cards);
		view.setState({ moving: null });
	}, [canvas, draft, view]);

	const isValidConnection: IsValidConnection<Edge> = useCallback(
		({ source, sourceHandle, target }) => {
			if (!source || !target || !sourceHandle) return false;
			const refusal = refuseConnection(draft.getState().draft.document, registry, { source, sourceHandle, target });
			return refusal === null;
		},
		[draft],
	);
	const onConnectEnd: OnConnectEnd = useCallback(
		(event, state) => {
			view.setState({ connecting: null });
			if (state.toNode || state.isValid || !state.fromHandle?.id || !state.fromNode) return;
			const { clientX, clientY } = 'changedTouches' in event ? event.changedTouches[0]! : event;
			const at = flow.screenToFlowPosition({ x: clientX, y: clientY });
			view.setState({
				menu: {
					place: { kind: 'output', source: state.fromNode.id, output: state.fromHandle.id, at },
					screen: { x: clientX, y: clientY },
				},
			});
		},
		[flow, view],
	);

	const placeUnder = useCallback(
		(event: { clientX: number; clientY: number }): CreatorPlace => {
			const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
			const { dragged } = view.getState();
			const definition = dragged ? registry.get(dragged) : undefined;
			const edge = spliceAt(at);
			if (
				edge &&
				definition &&
				!refusePlace(draft.getState().draft.document, definition, { kind: 'edge', edge }, true)
			) {
				return { kind: 'edge', edge };
			}
			return { kind: 'free', at };
		},
		[draft, flow, spliceAt, view],
	);
	const onDragOver = useCallback(
		(event: DragEvent) => {
			if (!view.getState().dragged) return;
			event.preventDefault();
			event.dataTransfer.dropEffect = 'copy';
			const place = placeUnder(event);
			const splice = place.kind === 'edge' ? place.edge : null;
			if (view.getState().splice !== splice) view.setState({ splice });
		},
		[placeUnder, view],
	);
	const onDrop = useCallback(
		(event: DragEvent) => {
			const { dragged } = view.getState();
			const definition = dragged ? registry.get(dragged) : undefined;
			if (!definition) return;
			event.preventDefault();
			insertNode(canvas, definition, placeUnder(event));
			view.setState({ splice: null, dragged: null });
		},
		[canvas, placeUnder, view],
	);

	const setLevel = useCallback(
		(zoom: number) => {
			const level: ZoomLevel = zoom >= 0.6 ? 'full' : zoom >= 0.3 ? 'name' : 'block';
			if (view.getState().level !== level) view.setState({ level });
		},
		[view],
	);
	const show = useCallback(
		(instance: Pick<ReactFlowInstance, 'setViewport'>) => {
			const box = board.current?.getBoundingClientRect();
			if (!box || box.width === 0) return;
			const viewport = openingViewport(draft.getState().draft.document, box);
			setLevel(viewport.zoom);
			void instance.setViewport(viewport).then(() => setShown(globalThis.document.visibilityState === 'visible'));
		},
		[draft, setLevel],
	);
	// A board opened in a background tab, or before its place has a size, is fitted once it is seen.
	useEffect(() => {
		const element = board.current;
		if (isShown || !element) return;
		const fit = () => globalThis.document.visibilityState === 'visible' && show(flow);
		const sized = new ResizeObserver(fit);
		sized.observe(element);
		globalThis.document.addEventListener('visibilitychange', fit);
		return () => {
			sized.disconnect();
			globalThis.document.removeEventListener('visibilitychange', fit);
		};
	}, [flow, show, isShown]);

	useKeepMiddle(board, isShown);

	return (
		<div
			ref={board}
			className={styles.board}
			data-shown={isShown || undefined}
			data-connecting={isConnecting || undefined}
			data-numbers={isNumbers || undefined}
		>
			<ReactFlow
				nodes={nodes}
				edges={edges}
				nodeTypes={nodeTypes}
				edgeTypes={edgeTypes}
				onInit={(instance) => {
					show(instance as unknown as ReactFlowInstance);
				}}
				onMoveStart={() => board.current?.setAttribute('data-panning', '')}
				onMoveEnd={() => {
					board.current?.removeAttribute('data-panning');
					keepReachable(board, stop);
				}}
				onMove={(_, viewport) => setLevel(viewport.zoom)}
				onNodesChange={onNodesChange}
				onNodeDrag={onDrag}
				onNodeDragStop={onDragStop}
				onSelectionDragStop={onDragStop}
				onConnect={({ source, sourceHandle, target }) => {
					if (sourceHandle) connect(canvas, source, sourceHandle, target);
				}}
				isValidConnection={isValidConnection}
				onConnectStart={(_, { nodeId, handleId }) => {
					if (nodeId && handleId) view.setState({ connecting: { source: nodeId, output: handleId } });
				}}
				onConnectEnd={onConnectEnd}
				onClickConnectStart={(_, { nodeId, handleId }) => {
					if (nodeId && handleId) view.setState({ connecting: { source: nodeId, output: handleId } });
				}}
				onClickConnectEnd={() => view.setState({ connecting: null })}
				onEdgeClick={(_, edge) => view.setState({ selectedEdge: edge.id, selected: new Set(), current: null })}
				onPaneClick={() => {
					store.setState({ connectionClickStartHandle: null });
					select(view, []);
					view.setState({ menu: null, connecting: null, connectTo: null });
				}}
				onDragOver={onDragOver}
				onDragLeave={() => view.setState({ splice: null })}
				onDrop={onDrop}
				onlyRenderVisibleElements
				nodesFocusable={false}
				edgesFocusable={false}
				disableKeyboardA11y
				nodesConnectable={editable}
				deleteKeyCode={null}
				multiSelectionKeyCode={multiSelectionKeys}
				selectionKeyCode="Shift"
				snapToGrid
				snapGrid={snapGrid}
				minZoom={0.1}
				maxZoom={1.5}
				zoomOnDoubleClick={false}
				panOnScroll
				connectionRadius={16}
				connectionLineType={ConnectionLineType.SmoothStep}
				elevateNodesOnSelect={false}
				proOptions={{ hideAttribution: true }}
			>
				<Background
					variant={BackgroundVariant.Dots}
					gap={24}
					size={1.6}
					color="var(--canvas-dot)"
					bgColor="var(--bg-canvas)"
				/>
				{!isNumbers && (
					<MiniMap
						className={styles.minimap!}
						pannable
						zoomable
						ariaLabel={texts.t('board.minimap')}
						nodeColor={(node) => {
							const type = nodeOf(draft.getState().draft.document, node.id)?.type;
							return type ? `var(--k-${kindOf(registry.get(type))})` : 'transparent';
						}}
						nodeBorderRadius={12}
						nodeStrokeWidth={0}
						maskColor="transparent"
						maskStrokeColor="var(--brand-text)"
						maskStrokeWidth={2}
						bgColor="transparent"
						offsetScale={2}
					/>
				)}
				<Guides />
				<ZoomControls />
			</ReactFlow>
			<svg className={styles.defs} aria-hidden="true">
				<title>.</title>
				<defs>
					{(['', '-selected'] as const).map((suffix) => (
						<marker
							key={suffix}
							id={`volna-arrow${suffix}`}
							viewBox="0 0 8 8"
							refX="7"
							refY="4"
							markerWidth="8"
							markerHeight="8"
							markerUnits="userSpaceOnUse"
							orient="auto"
						>
							<path d="M0 0L8 4L0 8z" fill={suffix ? 'var(--focus)' : 'var(--edge)'} />
						</marker>
					))}
				</defs>
			</svg>
		</div>
	);
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	return a.size === b.size && [...a].every((id) => b.has(id));
}
