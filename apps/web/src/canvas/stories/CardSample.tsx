import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { AnyDefinition } from '@volna/node-sdk';
import { ReactFlow, ReactFlowProvider } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useId, useMemo, useState } from 'react';
import styles from '../board/board.module.css';
import { NodeCard } from '../board/NodeCard.tsx';
import { viewNode } from '../board/view-nodes.ts';
import { CanvasContext, CanvasFactsContext } from '../canvas-context.ts';
import { cardShape } from '../model/card-box.ts';
import { describeCard } from '../model/describe-card.ts';
import { useTexts } from '../model/texts.ts';
import type { ZoomLevel } from '../stores/view-store.ts';
import type { CardState } from './card-states.ts';
import { oneNodeCanvas } from './one-node-canvas.ts';

const nodeTypes = { card: NodeCard };
const edges: [] = [];
/** A zoom at which the board draws cards so. */
const zooms: Readonly<Record<ZoomLevel, number>> = { full: 1, name: 0.45, block: 0.2 };
/** Free space around a card, in pixels of the screen; below a full one its tails and their words. */
const margin = 16;
const tails = 44;
// Cards hold links of the app; here they lead nowhere.
const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });

/** A node's real card on a board of its size, in a state. */
export function CardSample({
	definition,
	config,
	state,
}: {
	definition: AnyDefinition;
	config: object;
	state: CardState;
}) {
	const texts = useTexts();
	const id = useId();
	const [{ node, canvas, facts }] = useState(() => oneNodeCanvas(definition, config, state));
	const nodes = useMemo(() => {
		const { document } = canvas.draft.getState().draft;
		const selected = new Set(state.selected ? [node.id] : []);
		const label = () => describeCard(node, document, texts);
		return [viewNode(node, { selected, moving: null, current: node.id, label, draggable: false })];
	}, [canvas, node, state, texts]);
	const { width, height, outputs } = cardShape(node);
	const zoom = zooms[state.level ?? 'full'];
	return (
		<RouterContextProvider router={router as never}>
			<CanvasContext value={canvas}>
				<CanvasFactsContext value={facts}>
					<div
						className={styles.board}
						data-shown
						data-numbers={state.tab === 'numbers' || undefined}
						style={{
							width: width * zoom + 2 * margin,
							height:
								height * zoom + 2 * margin + (zoom === 1 && state.open && outputs.length > 0 ? tails - margin : 0),
						}}
					>
						<ReactFlowProvider>
							<ReactFlow
								id={id}
								nodes={nodes}
								edges={edges}
								nodeTypes={nodeTypes}
								defaultViewport={{ x: margin, y: margin, zoom }}
								minZoom={0.1}
								nodesFocusable={false}
								nodesConnectable={facts.mayEdit}
								panOnDrag={false}
								zoomOnScroll={false}
								zoomOnPinch={false}
								zoomOnDoubleClick={false}
								preventScrolling={false}
								disableKeyboardA11y
								proOptions={{ hideAttribution: true }}
							/>
						</ReactFlowProvider>
					</div>
				</CanvasFactsContext>
			</CanvasContext>
		</RouterContextProvider>
	);
}
