import type { EditorView } from '@codemirror/view';
import { Button, Menu, ScrollArea } from '@mantine/core';
import { type FlowDocument, parametersAt } from '@volna/flow';
import { checkTemplate, countParts, type ParameterCatalogue, parseTemplate } from '@volna/template';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useDraft, useFacts } from '../../canvas-context.ts';
import { exampleText } from '../../model/example-values.ts';
import { registry } from '../../model/registry.ts';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import { PlainText } from './PlainText.tsx';
import { TextPreview } from './TextPreview.tsx';
import styles from './template.module.css';

const loadEditor = () => import('./TemplateEditor.tsx').then((module) => ({ default: module.TemplateEditor }));
const TemplateEditor = lazy(loadEditor);

/** Has the editor at hand before the first text is opened. */
export function preloadEditor(): void {
	void loadEditor();
}

/** A message text: highlighted, completed, counted with examples in place of parameters, shown as a customer gets it. */
export function TemplateField(props: FieldProps) {
	const { node, field, value, disabled, onChange } = props;
	const texts = useTexts();
	const label = useFieldName(props);
	const source = typeof value === 'string' ? value : '';
	const editor = useRef<EditorView | null>(null);
	const [isPreview, setPreview] = useState(false);
	const catalogue = useCatalogue(node.id);
	const isCounted = field.options.counter === 'sms-parts';
	const count = useMemo(
		() => (isCounted ? countOf(source, texts.language, catalogue) : null),
		[isCounted, source, texts.language, catalogue],
	);
	const replacements = useMemo(() => replacementsIn(source, catalogue), [source, catalogue]);
	const takesFocus = useRef(false);
	const write = (next: string) => onChange(next === '' ? undefined : next);
	const insert = (path: string) => {
		const view = editor.current;
		const text = ['${', path, '}'].join(' ');
		if (!view) return;
		const { from, to } = view.state.selection.main;
		view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
		view.focus();
	};
	const replaceAll = () => {
		let next = source;
		for (const { from, to, insert: by } of [...replacements].reverse())
			next = next.slice(0, from) + by + next.slice(to);
		onChange(next);
	};
	return (
		<>
			<FieldLabel {...props}>
				<ParameterMenu catalogue={catalogue} disabled={disabled} onChoose={insert} />
				<button type="button" aria-expanded={isPreview} onClick={() => setPreview(!isPreview)}>
					{texts.t('text.preview')}
				</button>
			</FieldLabel>
			<div className={styles.editor} data-disabled={disabled || undefined}>
				<Suspense
					fallback={
						<PlainText
							label={label}
							value={source}
							disabled={disabled}
							onChange={write}
							onReplaced={() => {
								takesFocus.current = true;
							}}
						/>
					}
				>
					<TemplateEditor
						label={label}
						value={source}
						disabled={disabled}
						catalogue={catalogue}
						texts={texts}
						placeholder={texts.t('text.placeholder')}
						onReady={(view) => {
							editor.current = view;
							if (!takesFocus.current) return;
							takesFocus.current = false;
							view.focus();
							view.dispatch({ selection: { anchor: view.state.doc.length } });
						}}
						onChange={write}
					/>
				</Suspense>
				{isCounted && (
					<div className={styles.counter} aria-live="off">
						{source === '' ? (
							<span>{texts.t('text.empty')}</span>
						) : count ? (
							<>
								<span>
									<b>{texts.t('text.parts', { count: count.parts })}</b>
									{` · ${texts.t('text.units', { count: count.units })}`}
								</span>
								<span className={styles.encoding} title={texts.t(`text.encoding.${count.encoding}-help`)}>
									{texts.t(`text.encoding.${count.encoding}`)}
								</span>
							</>
						) : (
							<span>{texts.t('text.not-counted')}</span>
						)}
					</div>
				)}
			</div>
			{count && count.used.length > 0 && (
				<p className={styles.example}>
					{texts.t('text.with-examples')} {count.used.map(({ path, value: one }) => `${path} = ${one}`).join(', ')}
				</p>
			)}
			{replacements.length > 0 && !disabled && (
				<Button
					variant="default"
					size="xs"
					className={styles.replace}
					onClick={replaceAll}
					title={replacements.map((one) => `${one.char} → ${one.insert || texts.t('text.removed')}`).join('\n')}
				>
					{texts.t('text.replace', { count: replacements.length })}
				</Button>
			)}
			{isPreview && <TextPreview text={source} />}
		</>
	);
}

function useCatalogue(node: string): ParameterCatalogue {
	const { snapshot } = useFacts();
	const document = useDraft((state) => state.draft.document);
	const structure = useStructure(document);
	return useMemo(() => parametersAt(structure, registry, snapshot, node), [structure, snapshot, node]);
}

/** The document as parameters see it: the same object while only a text is being typed. */
function useStructure(document: FlowDocument): FlowDocument {
	const last = useRef(document);
	const key = useMemo(
		() =>
			JSON.stringify([
				document.edges.map((edge) => [edge.source, edge.sourceHandle, edge.target]),
				document.nodes.map((node) => [node.id, node.config.templates ?? null, node.config.profile ?? null]),
			]),
		[document],
	);
	const lastKey = useRef(key);
	if (lastKey.current !== key) {
		lastKey.current = key;
		last.current = document;
	}
	return last.current;
}

function countOf(source: string, language: 'ru' | 'en', catalogue: ParameterCatalogue) {
	const example = exampleText(source, language, catalogue);
	if (!example?.text.isWellFormed()) return null;
	return { ...countParts(example.text), used: example.used };
}

/** Characters that alone make the text dearer, with what may stand instead. */
function replacementsIn(source: string, catalogue: ParameterCatalogue) {
	const parsed = parseTemplate(source);
	if (!parsed.ok) return [];
	return checkTemplate(parsed.template, catalogue).flatMap((problem) =>
		problem.code === 'ucs2-by-one' && problem.fix ? [{ ...problem.fix, char: String(problem.values.char) }] : [],
	);
}

function ParameterMenu({
	catalogue,
	disabled,
	onChoose,
}: {
	catalogue: ParameterCatalogue;
	disabled: boolean;
	onChoose: (path: string) => void;
}) {
	const texts = useTexts();
	const offered = catalogue.filter((one) => !one.unavailable);
	return (
		<Menu position="bottom-end" width={300}>
			<Menu.Target>
				<button type="button" disabled={disabled}>
					{texts.t('text.parameter')}
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				<ScrollArea.Autosize mah={320} type="auto">
					{offered.map((one) => (
						<Menu.Item key={one.path} onClick={() => onChoose(one.path)}>
							<span className={styles.parameter}>
								{parameterName(one, texts)}
								<code>{one.path}</code>
								{one.mayBeEmpty && <small>{parameterEmptiness(one, texts)}</small>}
							</span>
						</Menu.Item>
					))}
				</ScrollArea.Autosize>
			</Menu.Dropdown>
		</Menu>
	);
}

export function parameterName(
	parameter: ParameterCatalogue[number],
	texts: { t(key: string, values?: Readonly<Record<string, unknown>>): string },
): string {
	return texts.t(`template.param.${parameter.describe.key}`, { ...parameter.describe.values });
}

/** When a parameter may be empty. */
export function parameterEmptiness(
	{ path }: ParameterCatalogue[number],
	texts: { t(key: string, values?: Readonly<Record<string, unknown>>): string },
): string {
	return texts.t(path.startsWith('Order.') ? 'text.empty-without-order' : 'text.may-be-empty');
}
