import {
	autocompletion,
	type CompletionContext,
	type CompletionResult,
	completionKeymap,
} from '@codemirror/autocomplete';
import { HighlightStyle, LRLanguage, syntaxHighlighting, syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, type Range, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap, WidgetType } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import CodeMirror from '@uiw/react-codemirror';
import { completeAt, type ParameterCatalogue } from '@volna/template';
import { templateEditorParser } from '@volna/template/editor';
import { useMemo } from 'react';
import { useCanvas } from '../../canvas-context.ts';
import type { Texts } from '../../model/texts.ts';
import { parameterEmptiness, parameterName } from './TemplateField.tsx';

const language = LRLanguage.define({ name: 'volna-template', parser: templateEditorParser });

const colours = HighlightStyle.define([
	{ tag: tags.processingInstruction, color: 'var(--text-3)' },
	{ tag: tags.controlKeyword, color: 'var(--k-trigger)', fontWeight: '500' },
	{ tag: tags.logicOperator, color: 'var(--k-trigger)' },
	{ tag: tags.string, color: 'var(--k-data)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--k-outside)' },
	{ tag: tags.function(tags.variableName), color: 'var(--k-split)' },
	{ tag: tags.variableName, color: 'var(--brand-text)' },
	{
		tag: [tags.operator, tags.compareOperator, tags.arithmeticOperator, tags.paren, tags.separator],
		color: 'var(--text-2)',
	},
	{ tag: tags.blockComment, color: 'var(--text-3)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
	'&': { fontSize: '13px', background: 'transparent', color: 'var(--text)' },
	'&.cm-focused': { outline: 'none' },
	'.cm-scroller': { fontFamily: 'var(--font)', lineHeight: '21px', overflow: 'auto', maxHeight: '280px' },
	'.cm-content': { padding: '9px 0', minHeight: '94px', caretColor: 'var(--text)' },
	'.cm-line': { padding: '0 11px' },
	'.cm-placeholder': { color: 'var(--text-3)' },
	'.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { background: 'var(--brand-soft) !important' },
	'.cm-cursor': { borderLeftColor: 'var(--text)' },
	'.cm-chip': {
		background: 'var(--k-send-soft)',
		color: 'var(--brand-text)',
		borderRadius: '4px',
		padding: '1px 3px',
		cursor: 'text',
	},
	'.cm-tag': { background: 'var(--bg-sunken)', borderRadius: '4px' },
	'.cm-tooltip': {
		background: 'var(--bg-raised)',
		border: '1px solid var(--border)',
		borderRadius: '8px',
		boxShadow: 'var(--shadow-3)',
		overflow: 'hidden',
	},
	'.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font)', fontSize: '13px', maxHeight: '260px' },
	'.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', lineHeight: '20px' },
	'.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
		background: 'var(--brand-soft)',
		color: 'var(--text)',
	},
	'.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
	'.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
});

class Chip extends WidgetType {
	readonly path: string;
	constructor(path: string) {
		super();
		this.path = path;
	}
	override eq(other: Chip): boolean {
		return other.path === this.path;
	}
	override toDOM(): HTMLElement {
		const chip = document.createElement('span');
		chip.className = 'cm-chip';
		chip.textContent = this.path;
		return chip;
	}
	override ignoreEvent(): boolean {
		return false;
	}
}

/** A lone parameter is drawn as its name; the source comes back while the cursor is in it. */
const chips = StateField.define<DecorationSet>({
	create: drawChips,
	update: (drawn, transaction) =>
		transaction.docChanged || transaction.selection ? drawChips(transaction.state) : drawn,
	provide: (field) => EditorView.decorations.from(field),
});

function drawChips(state: EditorState): DecorationSet {
	const ranges: Range<Decoration>[] = [];
	const { from: start, to: end } = state.selection.main;
	syntaxTree(state).iterate({
		enter: (node) => {
			if (/Tag$/.test(node.name)) ranges.push(Decoration.mark({ class: 'cm-tag' }).range(node.from, node.to));
			if (node.name !== 'Output') return;
			const inner = node.node;
			const [open, path, close] = [inner.firstChild, inner.firstChild?.nextSibling, inner.lastChild];
			const isLone =
				open?.name === 'OutputOpen' &&
				path?.name === 'Path' &&
				close?.name === 'TagClose' &&
				path.nextSibling?.from === close.from;
			const isEdited = start < node.to && end > node.from;
			if (isLone && path && !isEdited) {
				ranges.push(
					Decoration.replace({ widget: new Chip(state.sliceDoc(path.from, path.to)) }).range(node.from, node.to),
				);
			} else ranges.push(Decoration.mark({ class: 'cm-tag' }).range(node.from, node.to));
		},
	});
	return Decoration.set(ranges, true);
}

function parameterDetail(parameter: ParameterCatalogue[number], texts: Texts): string {
	const name = parameterName(parameter, texts);
	return parameter.mayBeEmpty ? `${name} · ${parameterEmptiness(parameter, texts)}` : name;
}

function completion(catalogue: ParameterCatalogue, texts: Texts): Extension {
	const source = (context: CompletionContext): CompletionResult | null => {
		const text = context.state.doc.toString();
		const found = completeAt(text, context.pos, catalogue);
		if (!found) return null;
		return {
			from: found.from,
			to: found.to,
			filter: false,
			options: found.options.map((option) => ({
				label: option.label,
				apply: option.insert,
				detail:
					option.kind === 'parameter'
						? parameterDetail(option.parameter, texts)
						: option.kind === 'function'
							? option.signature.slice(option.label.length)
							: '',
				type: option.kind === 'parameter' ? 'variable' : option.kind,
			})),
		};
	};
	return [autocompletion({ override: [source], icons: false, activateOnTyping: true }), keymap.of(completionKeymap)];
}

/** The editor of a message text. Undo is the canvas's, so that one history holds every edit. */
export function TemplateEditor(props: {
	label: string;
	value: string;
	disabled: boolean;
	catalogue: ParameterCatalogue;
	texts: Texts;
	placeholder: string;
	onReady: (view: EditorView) => void;
	onChange: (value: string) => void;
}) {
	const { label, value, disabled, catalogue, texts, placeholder, onReady, onChange } = props;
	const { draft } = useCanvas();
	const extensions = useMemo(
		() => [
			keymap.of([
				{
					key: 'Mod-z',
					run: () => {
						draft.getState().undo();
						return true;
					},
				},
				{
					key: 'Mod-Shift-z',
					run: () => {
						draft.getState().redo();
						return true;
					},
				},
			]),
			language,
			syntaxHighlighting(colours),
			chips,
			completion(catalogue, texts),
			EditorView.lineWrapping,
			EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true', lang: texts.language }),
			look,
		],
		[catalogue, draft, label, texts],
	);
	return (
		<CodeMirror
			value={value}
			editable={!disabled}
			readOnly={disabled}
			placeholder={placeholder}
			theme="none"
			basicSetup={{
				lineNumbers: false,
				foldGutter: false,
				highlightActiveLine: false,
				highlightActiveLineGutter: false,
				history: false,
				historyKeymap: false,
				autocompletion: false,
				bracketMatching: false,
				closeBrackets: false,
				highlightSelectionMatches: false,
				searchKeymap: false,
				syntaxHighlighting: false,
				drawSelection: false,
				dropCursor: false,
				tabSize: 2,
			}}
			indentWithTab={false}
			extensions={extensions}
			onCreateEditor={onReady}
			onChange={(next) => onChange(next)}
		/>
	);
}
