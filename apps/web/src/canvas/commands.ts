import type { Point } from '@volna/flow';
import type { Canvas } from './canvas-context.ts';
import { copyText, duplicate, nudge, removeSelected, tidy } from './edits.ts';
import { edgesOf, nodeOf } from './model/by-id.ts';
import { cardShape, noteSize } from './model/card-box.ts';
import { newId } from './model/new-id.ts';
import { freePosition } from './model/place-node.ts';
import { showProblem } from './problems/show-problem.ts';
import { select } from './stores/view-store.ts';

/** What a command may use beside the stores. */
export interface CommandContext {
	readonly canvas: Canvas;
	readonly mayEdit: boolean;
	showNode(id: string): void;
	screenOf(id: string): Point | null;
	zoom(by: 'in' | 'out' | 'fit'): void;
	centre(): Point;
}

/** `event.code`, so that keys lie in the same place in every keyboard layout. */
export interface Keys {
	readonly code: string;
	/** Ctrl, or ⌘. */
	readonly ctrl?: true;
	readonly shift?: true;
	readonly alt?: true;
}

export interface Command {
	readonly id: string;
	readonly keys: readonly Keys[];
	/** `canvas`: only while the canvas has the focus; `anywhere`: in fields as well. */
	readonly where: 'canvas' | 'anywhere';
	readonly edits?: true;
	run(context: CommandContext): void;
}

/** Every command of the canvas: the shortcuts, their sheet and their tests read this list. */
export const commands: readonly Command[] = [
	{
		id: 'find-card',
		keys: [{ code: 'KeyF', ctrl: true }],
		where: 'canvas',
		run: ({ canvas }) => canvas.view.setState({ finding: true }),
	},
	{
		id: 'undo',
		keys: [{ code: 'KeyZ', ctrl: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => canvas.draft.getState().undo(),
	},
	{
		id: 'redo',
		keys: [
			{ code: 'KeyZ', ctrl: true, shift: true },
			{ code: 'KeyY', ctrl: true },
		],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => canvas.draft.getState().redo(),
	},
	{
		id: 'find',
		keys: [{ code: 'KeyN' }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => {
			// At once where it can be: what is typed next must not wait for a frame.
			const search = () => document.getElementById('canvas-search');
			search()?.focus();
			if (!canvas.view.getState().outline) return;
			canvas.view.setState({ outline: false });
			requestAnimationFrame(() => search()?.focus());
		},
	},
	{ id: 'left', keys: [{ code: 'ArrowLeft' }], where: 'canvas', run: (context) => go(context, -1, 0) },
	{ id: 'right', keys: [{ code: 'ArrowRight' }], where: 'canvas', run: (context) => go(context, 1, 0) },
	{ id: 'up', keys: [{ code: 'ArrowUp' }], where: 'canvas', run: (context) => go(context, 0, -1) },
	{ id: 'down', keys: [{ code: 'ArrowDown' }], where: 'canvas', run: (context) => go(context, 0, 1) },
	{ id: 'back-along', keys: [{ code: 'BracketLeft' }], where: 'canvas', run: (context) => along(context, 'into') },
	{ id: 'on-along', keys: [{ code: 'BracketRight' }], where: 'canvas', run: (context) => along(context, 'from') },
	{ id: 'open', keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }], where: 'canvas', run: open },
	{
		id: 'connect',
		keys: [{ code: 'KeyC' }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => canvas.view.setState({ connectTo: currentOf(canvas) }),
	},
	{
		id: 'replace',
		keys: [{ code: 'KeyR' }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => canvas.view.setState({ replacing: currentOf(canvas) }),
	},
	{ id: 'insert', keys: [{ code: 'KeyI' }], where: 'canvas', edits: true, run: insertAfterCurrent },
	{
		id: 'delete',
		keys: [{ code: 'Delete' }, { code: 'Backspace' }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => removeSelected(canvas, true),
	},
	{
		id: 'delete-gap',
		keys: [{ code: 'Delete', shift: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => removeSelected(canvas, false),
	},
	{
		id: 'nudge-left',
		keys: [{ code: 'ArrowLeft', alt: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => nudge(canvas, { x: -1, y: 0 }),
	},
	{
		id: 'nudge-right',
		keys: [{ code: 'ArrowRight', alt: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => nudge(canvas, { x: 1, y: 0 }),
	},
	{
		id: 'nudge-up',
		keys: [{ code: 'ArrowUp', alt: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => nudge(canvas, { x: 0, y: -1 }),
	},
	{
		id: 'nudge-down',
		keys: [{ code: 'ArrowDown', alt: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => nudge(canvas, { x: 0, y: 1 }),
	},
	{
		id: 'select-all',
		keys: [{ code: 'KeyA', ctrl: true }],
		where: 'canvas',
		run: ({ canvas }) =>
			select(
				canvas.view,
				canvas.draft.getState().draft.document.nodes.map((node) => node.id),
			),
	},
	{
		id: 'duplicate',
		keys: [{ code: 'KeyD', ctrl: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => duplicate(canvas),
	},
	{
		id: 'cut',
		keys: [{ code: 'KeyX', ctrl: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => {
			const text = copyText(canvas);
			if (text) void navigator.clipboard?.writeText(text).then(() => removeSelected(canvas, true));
		},
	},
	{ id: 'note', keys: [{ code: 'KeyT' }], where: 'canvas', edits: true, run: addNote },
	{
		id: 'tidy',
		keys: [{ code: 'KeyL', shift: true }],
		where: 'canvas',
		edits: true,
		run: ({ canvas }) => void tidy(canvas),
	},
	{
		id: 'outline',
		keys: [{ code: 'KeyO' }],
		where: 'canvas',
		run: ({ canvas }) => {
			const outline = !canvas.view.getState().outline;
			canvas.view.setState({ outline });
			requestAnimationFrame(() =>
				(outline
					? document.querySelector<HTMLElement>('[data-outline] [tabindex="0"]')
					: document.getElementById('screen')
				)?.focus(),
			);
		},
	},
	{ id: 'zoom-in', keys: [{ code: 'Equal' }, { code: 'NumpadAdd' }], where: 'canvas', run: ({ zoom }) => zoom('in') },
	{
		id: 'zoom-out',
		keys: [{ code: 'Minus' }, { code: 'NumpadSubtract' }],
		where: 'canvas',
		run: ({ zoom }) => zoom('out'),
	},
	{ id: 'fit', keys: [{ code: 'Digit0' }, { code: 'Numpad0' }], where: 'canvas', run: ({ zoom }) => zoom('fit') },
	{ id: 'next-problem', keys: [{ code: 'F8' }], where: 'anywhere', run: (context) => step(context, 1) },
	{
		id: 'previous-problem',
		keys: [{ code: 'F8', shift: true }],
		where: 'anywhere',
		run: (context) => step(context, -1),
	},
	{
		id: 'save',
		keys: [{ code: 'KeyS', ctrl: true }],
		where: 'anywhere',
		run: ({ canvas }) => void canvas.autosave.flush(),
	},
	{
		id: 'leave',
		keys: [{ code: 'Escape' }],
		where: 'canvas',
		run: ({ canvas }) =>
			canvas.view.setState({ selected: new Set(), selectedEdge: null, menu: null, connecting: null }),
	},
	{
		id: 'shortcuts',
		keys: [{ code: 'Slash', shift: true }],
		where: 'canvas',
		run: ({ canvas }) => canvas.view.setState({ dialog: 'shortcuts' }),
	},
];

export function matches(
	keys: Keys,
	event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): boolean {
	return (
		keys.code === event.code &&
		(keys.ctrl ?? false) === (event.ctrlKey || event.metaKey) &&
		(keys.shift ?? false) === event.shiftKey &&
		(keys.alt ?? false) === event.altKey
	);
}

function currentOf(canvas: Canvas): string | null {
	const { current, selected } = canvas.view.getState();
	const { document: now } = canvas.draft.getState().draft;
	const wanted = current ?? [...selected][0] ?? null;
	return wanted !== null && nodeOf(now, wanted) ? wanted : null;
}

function arrive({ canvas, showNode }: CommandContext, id: string): void {
	canvas.view.setState({ current: id, selected: new Set([id]), selectedEdge: null });
	showNode(id);
}

/** To the nearest card in a direction; the first press goes to the trigger. */
function go(context: CommandContext, x: number, y: number): void {
	const { canvas } = context;
	const { nodes } = canvas.draft.getState().draft.document;
	const current = currentOf(canvas);
	if (current === null) {
		const first = nodes.find((node) => cardShape(node).isTrigger) ?? nodes[0];
		if (first) arrive(context, first.id);
		return;
	}
	const middle = (id: string): Point => {
		const node = nodes.find((one) => one.id === id)!;
		const { width, height } = cardShape(node);
		return { x: node.position.x + width / 2, y: node.position.y + height / 2 };
	};
	const from = middle(current);
	let best: string | null = null;
	let least = Number.POSITIVE_INFINITY;
	for (const node of nodes) {
		if (node.id === current) continue;
		const to = middle(node.id);
		const ahead = (to.x - from.x) * x + (to.y - from.y) * y;
		const aside = Math.abs((to.x - from.x) * y) + Math.abs((to.y - from.y) * x);
		if (ahead <= 8) continue;
		const cost = ahead + aside * 2;
		if (cost < least) [least, best] = [cost, node.id];
	}
	if (best !== null) arrive(context, best);
}

function along(context: CommandContext, way: 'from' | 'into'): void {
	const current = currentOf(context.canvas);
	if (current === null) {
		go(context, 0, 0);
		return;
	}
	const edges = edgesOf(context.canvas.draft.getState().draft.document)[way].get(current) ?? [];
	const [edge] = edges;
	if (edge) arrive(context, way === 'from' ? edge.target : edge.source);
}

function open(context: CommandContext): void {
	const current = currentOf(context.canvas);
	if (current === null) {
		go(context, 0, 0);
		return;
	}
	select(context.canvas.view, [current]);
	context.canvas.view.setState({ inspectorTab: 'config' });
	requestAnimationFrame(() =>
		document
			.querySelector<HTMLElement>('[data-first-field] :is(input, button, textarea, [contenteditable="true"])')
			?.focus(),
	);
}

function insertAfterCurrent({ canvas, screenOf }: CommandContext): void {
	const current = currentOf(canvas);
	if (current === null) return;
	const { document: now } = canvas.draft.getState().draft;
	const node = nodeOf(now, current);
	const screen = screenOf(current);
	if (!node || !screen) return;
	const outputs = cardShape(node).outputs;
	const edges = edgesOf(now).from.get(current) ?? [];
	const open = outputs.find((output) => !edges.some((edge) => edge.sourceHandle === output.name));
	const [edge] = edges;
	if (open) canvas.view.setState({ menu: { place: { kind: 'output', source: current, output: open.name }, screen } });
	else if (edge) canvas.view.setState({ menu: { place: { kind: 'edge', edge: edge.id }, screen } });
}

function addNote({ canvas, centre }: CommandContext): void {
	const id = newId('t');
	const position = freePosition(canvas.draft.getState().draft.document, centre(), noteSize.width, noteSize.height);
	const done = canvas.draft.getState().edit({
		label: { key: 'edit.note' },
		operation: { op: 'note.set', id, note: { id, text: '', position } },
	});
	if (done) select(canvas.view, [`note:${id}`]);
}

/** Shows the next problem after the one shown last. */
function step(context: CommandContext, by: 1 | -1): void {
	const { canvas } = context;
	const { issues } = canvas.problems.getState();
	if (issues.length === 0) return;
	const { field, selected } = canvas.view.getState();
	const [only] = selected;
	const shown = issues.findIndex(
		(issue) =>
			issue.at.node === only && (issue.at.field ?? null) === (field && field.node === only ? field.field : null),
	);
	const start = shown === -1 ? (by === 1 ? -1 : 0) : shown;
	const next = issues[(start + by + issues.length) % issues.length]!;
	showProblem(canvas, next, context.showNode);
}
