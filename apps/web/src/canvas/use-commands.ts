import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { fittingViewport } from './board/opening-viewport.ts';
import { useShowNode } from './board/use-show-node.ts';
import { useCanvas, useFacts } from './canvas-context.ts';
import { type CommandContext, commands, type Keys, matches } from './commands.ts';
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
			const place = placeOf(event.target);
			if (place === 'dialog') return;
			for (const command of commands) {
				const keys = command.keys.find((one) => matches(one, event));
				if (!keys || (command.where === 'canvas' && !acts(keys, place))) continue;
				if (command.edits && (!mayEdit || canvas.view.getState().tab === 'numbers')) continue;
				event.preventDefault();
				command.run(context);
				return;
			}
		};
		const onCopy = (event: ClipboardEvent) => {
			if (placeOf(event.target) !== 'canvas' || String(getSelection()) !== '') return;
			const text = copyText(canvas);
			if (!text) return;
			event.clipboardData?.setData('text/plain', text);
			event.preventDefault();
		};
		const onPaste = (event: ClipboardEvent) => {
			if (placeOf(event.target) !== 'canvas' || !mayEdit) return;
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

type Place = 'canvas' | 'button' | 'creator' | 'field' | 'dialog' | 'elsewhere';

/** Where a key was pressed: what is typed into a field stays the field's, what a button takes stays the button's. */
function placeOf(target: EventTarget | null): Place {
	if (!(target instanceof HTMLElement) || target === document.body || target.id === 'screen') return 'canvas';
	if (target.closest('[role="dialog"], [role="menu"]')) return 'dialog';
	if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return 'field';
	if (target.closest('[data-creator]')) return 'creator';
	if (target.closest('[data-outline]')) return 'canvas';
	if (!target.closest('[role="application"]')) return 'elsewhere';
	return target.closest('button, a') ? 'button' : 'canvas';
}

/** Whether a key means the canvas there. Beside it, keys that no button takes for itself do. */
function acts({ code, ctrl }: Keys, place: Place): boolean {
	if (place === 'canvas') return true;
	if (place === 'field' || place === 'dialog') return false;
	if (ctrl) return true;
	if (place === 'button') return !/^(Enter|NumpadEnter|Space)$/.test(code);
	return place === 'creator' && /^(Key|Bracket)/.test(code);
}
