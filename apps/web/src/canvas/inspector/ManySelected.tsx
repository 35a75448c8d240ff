import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import type { DocNode } from '@volna/flow';
import { useMemo, useState } from 'react';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { duplicate, removeNodes, setConfigOfMany, tidy } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { valueText } from '../model/card-summary.ts';
import { type SharedField, sharedFields } from '../model/shared-fields.ts';
import { useTexts } from '../model/texts.ts';
import { fieldControls } from './FieldControl.tsx';
import styles from './inspector.module.css';

/** Several cards: the fields they share, and what can be done to all of them. */
export function ManySelected({ ids }: { ids: readonly string[] }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const document = useDraft((state) => state.draft.document);
	const nodes = useMemo(() => ids.flatMap((id) => nodeOf(document, id) ?? []), [ids, document]);
	const fields = useMemo(() => sharedFields(nodes), [nodes]);
	const disabled = !mayEdit || isNumbers;
	return (
		<div className={styles.scroll}>
			<h2 className={styles.heading}>{texts.t('inspector.selected', { count: ids.length })}</h2>
			{fields.length === 0 ? (
				<p className={styles.quiet}>{texts.t('inspector.nothing-shared')}</p>
			) : (
				<>
					<p className={styles.quiet}>{texts.t('inspector.shared')}</p>
					<div className={styles.rows}>
						{fields.map((shared) => (
							<SharedRow key={shared.name} shared={shared} nodes={nodes} disabled={disabled} />
						))}
					</div>
				</>
			)}
			<div className={styles.buttons}>
				<Button variant="default" disabled={disabled} onClick={() => void tidy(canvas)}>
					{texts.t('command.tidy')}
				</Button>
				<Button variant="default" disabled={disabled} onClick={() => duplicate(canvas)}>
					{texts.t('command.duplicate')}
				</Button>
				<Button variant="default" disabled={disabled} onClick={() => removeNodes(canvas, ids, { heal: true })}>
					{texts.t('command.delete')}
				</Button>
			</div>
		</div>
	);
}

/** A shared field as a row that opens in place; what is set there is set in all of them. */
function SharedRow({
	shared: { name, definition, field, value, isMixed },
	nodes,
	disabled,
}: {
	shared: SharedField;
	nodes: readonly DocNode[];
	disabled: boolean;
}) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { names } = useFacts();
	const [isOpen, setOpen] = useState(false);
	const Control = fieldControls[field.kind];
	const shown = value === undefined ? '' : valueText(definition.type, name, field, value, texts, names);
	const suffix = texts.node(definition.type, `config.${name}.suffix`);
	return (
		<div className={styles.row} data-field={name}>
			<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
				<span>{texts.node(definition.type, `config.${name}.label`)}</span>
				<span className={styles.rowValue}>
					{isMixed ? <i>{texts.t('inspector.mixed')}</i> : shown === '' ? texts.t('form.none') : `${shown}${suffix}`}
				</span>
				{isOpen ? (
					<IconChevronUp size={16} stroke={1.75} aria-hidden />
				) : (
					<IconChevronDown size={16} stroke={1.75} aria-hidden />
				)}
			</button>
			{isOpen && (
				<div className={styles.rowBody}>
					<Control
						node={nodes[0]!}
						definition={definition}
						name={name}
						field={field}
						value={value}
						disabled={disabled}
						onChange={(next) =>
							setConfigOfMany(
								canvas,
								nodes.map((node) => node.id),
								name,
								next,
							)
						}
					/>
				</div>
			)}
		</div>
	);
}
