import { Button, Modal, Stack, Text } from '@mantine/core';
import { useCanvas, useDraft, useView } from '../canvas-context.ts';
import { removeNodes } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { nodeName, outputLabel } from '../model/card-summary.ts';
import { useTexts } from '../model/texts.ts';

/** A deleted card had several ways on: which of them continues. */
export function HealChoice() {
	const texts = useTexts();
	const canvas = useCanvas();
	const asking = useView((state) => state.asking);
	const document = useDraft((state) => state.draft.document);
	const node = asking ? nodeOf(document, asking.node) : undefined;
	if (!asking || !node) return null;
	const close = () => canvas.view.setState({ asking: null });
	return (
		<Modal opened onClose={close} size={420} title={texts.t('heal.title', { name: nodeName(node, texts) })}>
			<Text mb="md">{texts.t('heal.text')}</Text>
			<Stack gap="sm">
				{asking.choices.map((name) => {
					const output = cardShape(node).outputs.find((one) => one.name === name);
					const target = document.edges.find((edge) => edge.source === node.id && edge.sourceHandle === name)?.target;
					const to = target === undefined ? undefined : nodeOf(document, target);
					return (
						<Button
							key={name}
							variant="default"
							justify="flex-start"
							onClick={() => removeNodes(canvas, [node.id], { heal: true, by: name })}
						>
							{texts.t('heal.by', {
								output: output ? outputLabel(node, output, texts) : name,
								to: to ? nodeName(to, texts) : '',
							})}
						</Button>
					);
				})}
				<Button variant="subtle" justify="flex-start" onClick={() => removeNodes(canvas, [node.id], { heal: false })}>
					{texts.t('heal.none')}
				</Button>
			</Stack>
		</Modal>
	);
}
