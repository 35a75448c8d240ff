import { Modal, Select, Text } from '@mantine/core';
import { refuseConnection } from '@volna/flow';
import { NodeIcon } from '@volna/ui';
import clsx from 'clsx';
import { useState } from 'react';
import { useCanvas, useDraft, useView } from '../canvas-context.ts';
import { connect } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { nodeName, outputLabel } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import styles from './creator.module.css';

/** "Connect to…": an output, then every card with the reason where it may not lead. */
export function ConnectTo() {
	const id = useView((state) => state.connectTo);
	return id === null ? null : <OpenConnect key={id} id={id} />;
}

function OpenConnect({ id }: { id: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const document = useDraft((state) => state.draft.document);
	const node = nodeOf(document, id);
	const outputs = node ? cardShape(node).outputs : [];
	const taken = new Set(document.edges.filter((edge) => edge.source === id).map((edge) => edge.sourceHandle));
	const [output, setOutput] = useState(() => (outputs.find((one) => !taken.has(one.name)) ?? outputs[0])?.name ?? null);
	const close = () => canvas.view.setState({ connectTo: null });
	if (!node) return null;
	return (
		<Modal opened onClose={close} size={440} title={texts.t('connect.title', { name: nodeName(node, texts) })}>
			{outputs.length === 0 && <Text>{texts.t('connect.no-outputs')}</Text>}
			{outputs.length > 1 && (
				<Select
					label={texts.t('connect.output')}
					data={outputs.map((one) => ({ value: one.name, label: outputLabel(node, one, texts) }))}
					value={output}
					onChange={setOutput}
					allowDeselect={false}
					mb="md"
				/>
			)}
			{output !== null && (
				<div className={styles.targets} role="listbox" aria-label={texts.t('connect.to')}>
					{document.nodes
						.filter((one) => one.id !== id)
						.map((one) => {
							const refusal = refuseConnection(document, registry, {
								source: id,
								sourceHandle: output,
								target: one.id,
							});
							const definition = registry.get(one.type);
							return (
								<button
									key={one.id}
									type="button"
									role="option"
									aria-selected={false}
									aria-disabled={refusal !== null}
									className={clsx(styles.offer, refusal && styles.refused)}
									onClick={() => {
										if (refusal === null && connect(canvas, id, output, one.id)) close();
									}}
								>
									<span className={styles.tile} data-kind={kindOf(definition)}>
										<NodeIcon name={definition?.look.icon} size={16} />
									</span>
									<span className={styles.offerWords}>
										{nodeName(one, texts)}
										{refusal && <small>{texts.t(`connect.refusal.${refusal}`)}</small>}
									</span>
								</button>
							);
						})}
				</div>
			)}
		</Modal>
	);
}
