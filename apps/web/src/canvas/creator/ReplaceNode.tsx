import { Button, Group, Modal, Text } from '@mantine/core';
import { NodeIcon } from '@volna/ui';
import clsx from 'clsx';
import { useState } from 'react';
import { useCanvas, useDraft, useView } from '../canvas-context.ts';
import { replaceNode } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { nodeName, outputLabel } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { type Replacement, replacementOf, replacementsOf } from '../model/replace-node.ts';
import { useTexts } from '../model/texts.ts';
import styles from './creator.module.css';

/** Another type in a node's place: what it may become, and what that would lose, before it is done. */
export function ReplaceNode() {
	const id = useView((state) => state.replacing);
	return id === null ? null : <OpenReplace key={id} id={id} />;
}

function OpenReplace({ id }: { id: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const document = useDraft((state) => state.draft.document);
	const node = nodeOf(document, id);
	const offers = node ? replacementsOf(node) : [];
	const [type, setType] = useState(offers[0]?.type ?? null);
	const close = () => canvas.view.setState({ replacing: null });
	const chosen = offers.find((one) => one.type === type);
	if (!node) return null;
	const replacement = chosen && replacementOf(document, node, chosen);
	return (
		<Modal
			opened
			onClose={close}
			size={440}
			title={texts.t('replace.title', { name: nodeName(node, texts) })}
			closeButtonProps={{ 'aria-label': texts.t('close') }}
		>
			{offers.length === 0 && <Text>{texts.t('replace.nothing')}</Text>}
			<div role="radiogroup" aria-label={texts.t('replace.into')}>
				{offers.map((definition) => (
					<label key={definition.type} className={clsx(styles.offer, definition === chosen && styles.at)}>
						<input
							type="radio"
							name="replace"
							checked={definition === chosen}
							onChange={() => setType(definition.type)}
						/>
						<span className={styles.tile} data-kind={kindOf(definition)}>
							<NodeIcon name={definition.look.icon} size={16} />
						</span>
						{texts.node(definition.type, 'name')}
					</label>
				))}
			</div>
			{replacement && <Losses id={id} replacement={replacement} />}
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts.t('cancel')}
				</Button>
				<Button
					disabled={!replacement}
					onClick={() => {
						if (replacement && replaceNode(canvas, replacement)) close();
					}}
				>
					{texts.t('replace.do')}
				</Button>
			</Group>
		</Modal>
	);
}

function Losses({ id, replacement: { fields, edges } }: { id: string; replacement: Replacement }) {
	const texts = useTexts();
	const document = useDraft((state) => state.draft.document);
	const node = nodeOf(document, id);
	if (!node) return null;
	const labels = fields.map((name) => texts.node(node.type, `config.${name}.label`) || name);
	const ways = edges.map((edge) => {
		const output = cardShape(node).outputs.find((one) => one.name === edge.sourceHandle) ?? { name: edge.sourceHandle };
		const target = nodeOf(document, edge.target);
		return texts.t('heal.by', {
			output: outputLabel(node, output, texts),
			to: target ? nodeName(target, texts) : '',
		});
	});
	return (
		<div className={styles.losses}>
			<p>{texts.t(fields.length + edges.length === 0 ? 'replace.keeps-all' : 'replace.keeps')}</p>
			{labels.length > 0 && <p>{texts.t('replace.loses-fields', { what: texts.list(labels) })}</p>}
			{ways.length > 0 && <p>{texts.t('replace.loses-ways', { what: texts.list(ways) })}</p>}
		</div>
	);
}
