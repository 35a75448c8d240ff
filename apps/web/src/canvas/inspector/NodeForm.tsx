import { NumberInput } from '@mantine/core';
import { type AnyDefinition, type Field, type FieldKind, isShown, withDefaults } from '@volna/node-sdk';
import { Fragment, type ReactNode, useEffect } from 'react';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { setConfig } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { FieldControl } from './FieldControl.tsx';
import { FoldedField } from './FoldedField.tsx';
import { IssueNotes } from './IssueNotes.tsx';
import styles from './inspector.module.css';
import { TriggerKeys } from './TriggerKeys.tsx';

type AnyField = Field<unknown, FieldKind>;

/** A node's form, drawn from its declaration: what is said first, then rare fields as rows that open in place. */
export function NodeForm({ id }: { id: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	const isNumbers = useView((state) => state.tab === 'numbers');
	const wanted = useView((state) => (state.field?.node === id ? state.field.field : null));
	const definition = registry.get(node.type);
	useEffect(() => {
		if (wanted === null) return;
		const name = wanted.split('.')[0];
		requestAnimationFrame(() => {
			const place = document.querySelector<HTMLElement>(`[data-field="${name}"]`);
			place?.scrollIntoView({ block: 'nearest' });
			place
				?.querySelector<HTMLElement>('input, textarea, button, [contenteditable="true"]')
				?.focus({ preventScroll: true });
		});
	}, [wanted]);
	if (!definition) return <p className={styles.quiet}>{texts.t('form.unknown', { type: node.type })}</p>;
	const fields = Object.entries(definition.config).filter(([, field]) =>
		isShown(field, definition.config, node.config),
	);
	const shown = withDefaults(definition.config, node.config);
	const disabled = !mayEdit || isNumbers;
	const control = (name: string, field: AnyField): ReactNode => (
		<FieldControl
			key={name}
			node={node}
			definition={definition}
			name={name}
			field={field}
			value={shown[name]}
			disabled={disabled}
			onChange={(value) => setConfig(canvas, id, { [name]: value })}
		/>
	);
	const blocks = blocksOf(fields);
	return (
		<>
			<IssueNotes node={id} of={(issue) => issue.at.field === undefined && issue.at.output === undefined} />
			{fields.length === 0 && <p className={styles.quiet}>{texts.t('form.nothing')}</p>}
			{blocks.map((block, index) => (
				<Fragment key={block.fields.map(([name]) => name).join(' ')}>
					{block.kind === 'pair' ? (
						<div className={styles.pair} data-first-field={index === 0 || undefined}>
							{block.fields.map(([name, field]) => control(name, field))}
						</div>
					) : block.kind === 'folded' ? (
						<div className={styles.rows}>
							{block.fields.map(([name, field]) => (
								<FoldedField
									key={name}
									node={node}
									definition={definition}
									name={name}
									field={field}
									value={shown[name]}
									wanted={wanted}
								>
									{control(name, field)}
								</FoldedField>
							))}
						</div>
					) : (
						<div data-first-field={index === 0 || undefined}>
							{block.fields.map(([name, field]) => control(name, field))}
						</div>
					)}
				</Fragment>
			))}
			<IssueNotes node={id} of={(issue) => issue.at.output !== undefined && issue.at.field === undefined} />
			<Visits id={id} disabled={disabled} />
			{definition.kind === 'trigger' && <TriggerKeys definition={definition as AnyDefinition} config={shown} />}
		</>
	);
}

interface Block {
	readonly kind: 'wide' | 'pair' | 'folded';
	readonly fields: readonly (readonly [string, AnyField])[];
}

/** Two short fields share a row; fields that have a default and are rarely touched are rows that open. */
function blocksOf(fields: readonly (readonly [string, AnyField])[]): readonly Block[] {
	const blocks: { kind: Block['kind']; fields: (readonly [string, AnyField])[] }[] = [];
	for (const entry of fields) {
		const kind = blockKind(entry[1]);
		const last = blocks.at(-1);
		if (kind === 'folded' && last?.kind === 'folded') last.fields.push(entry);
		else if (kind === 'pair' && last?.kind === 'pair' && last.fields.length < 2) last.fields.push(entry);
		else blocks.push({ kind, fields: [entry] });
	}
	return blocks.map((block) => (block.kind === 'pair' && block.fields.length < 2 ? { ...block, kind: 'wide' } : block));
}

function blockKind({ kind, options }: AnyField): Block['kind'] {
	if (options.advanced && kind !== 'toggle') return 'folded';
	if (options.presence === 'defaulted' && ['hours', 'duration', 'list', 'number'].includes(kind)) return 'folded';
	if (
		options.presence === 'required' &&
		(kind === 'choice' || (kind === 'ref' && !options.many && !options.within && options.entity !== 'segmentation'))
	) {
		return 'pair';
	}
	return 'wide';
}

/** How often one run may come here: asked only where a loop closes. */
function Visits({ id, disabled }: { id: string; disabled: boolean }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const maxVisits = useDraft((state) => nodeOf(state.draft.document, id)?.maxVisits);
	if (maxVisits === undefined) return null;
	return (
		<NumberInput
			label={texts.t('form.visits')}
			description={texts.t('form.visits-help')}
			inputWrapperOrder={['label', 'input', 'description']}
			value={maxVisits}
			min={1}
			max={100}
			disabled={disabled}
			onChange={(value) =>
				canvas.draft.getState().edit({
					label: { key: 'edit.config' },
					operation: { op: 'node.visits', id, maxVisits: typeof value === 'number' ? value : null },
					fold: `visits:${id}`,
				})
			}
		/>
	);
}
