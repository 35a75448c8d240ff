import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { fittingViewport } from './board/opening-viewport.ts';
import { useShowNode } from './board/use-show-node.ts';
import { useCanvas, useFacts } from './canvas-context.ts';
import { type CommandContext, commands, matches } from './commands.ts';
import { copyText, pasteText } from './edits.ts';
import { nodeOf } from './model/by-id.ts';
import { cardShape, snap } from './model/card-box.ts';

/** Keys, copying and pasting. What is typed into a field stays the field's. */
export function useCommands(): void {
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const showNode = useShowNode();
	const { flowToScreenPosition, screenToFlowPosition, zoomIn, zoomOut, setViewport } = useReactFlow();
	const store = useStoreApi();
	useEffect(() => {
		const context: CommandContext = {
			canvas,
			mayEdit,
			showNode,
			screenOf: (id) => {
				const node = nodeOf(canvas.draft.getState().draft.document, id);
				if (!node) return null;
				const { width, height } = cardShape(node);
				return flowToScreenPosition({ x: node.position.x + width / 2, y: node.position.y + height });
			},
			zoom: (by) => {
				if (by === 'in') void zoomIn({ duration: 120 });
				else if (by === 'out') void zoomOut({ duration: 120 });
				else {
					const { width, height } = store.getState();
					void setViewport(fittingViewport(canvas.draft.getState().draft.document, { width, height }), {
						duration: 180,
					});
				}
			},
			centre: () => {
				const box = store.getState().domNode?.getBoundingClientRect();
				const at = box ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: 0, y: 0 };
				return snap(screenToFlowPosition(at));
			},
		};
		const onKey = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing) return;
			const inField = isField(event.target);
			const elsewhere = isElsewhere(event.target);
			const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
			for (const command of commands) {
				const keys = command.keys.find((one) => matches(one, event));
				if (!keys || inDialog) continue;
				if (command.where === 'canvas' && (inField || (elsewhere && !keys.ctrl))) continue;
				if (command.edits && (!mayEdit || canvas.view.getState().tab === 'numbers')) continue;
				event.preventDefault();
				command.run(context);
				return;
			}
		};
		const onCopy = (event: ClipboardEvent) => {
			if (isField(event.target) || isElsewhere(event.target) || String(getSelection()) !== '') return;
			const text = copyText(canvas);
			if (!text) return;
			event.clipboardData?.setData('text/plain', text);
			event.preventDefault();
		};
		const onPaste = (event: ClipboardEvent) => {
			if (isField(event.target) || isElsewhere(event.target) || !mayEdit) return;
			if (pasteText(canvas, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
		};
		document.addEventListener('keydown', onKey);
		document.addEventListener('copy', onCopy);
		document.addEventListener('paste', onPaste);
		return () => {
			document.removeEventListener('keydown', onKey);
			document.removeEventListener('copy', onCopy);
			document.removeEventListener('paste', onPaste);
		};
	}, [canvas, mayEdit, showNode, flowToScreenPosition, screenToFlowPosition, zoomIn, zoomOut, setViewport, store]);
}

function isField(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
	);
}

/** In a dialog, a menu, the navigation or a form: letters and arrows are theirs there. */
function isElsewhere(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement) || target === document.body) return false;
	if (target.closest('[role="dialog"], [role="menu"], [role="listbox"], nav, header, aside')) return true;
	return false;
}
