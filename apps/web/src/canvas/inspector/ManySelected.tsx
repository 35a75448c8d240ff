import { Button, Stack } from '@mantine/core';
import { useCanvas, useFacts } from '../canvas-context.ts';
import { duplicate, removeNodes, tidy } from '../edits.ts';
import { useTexts } from '../model/texts.ts';
import styles from './inspector.module.css';

/** Several cards: what can be done to all of them. */
export function ManySelected({ ids }: { ids: readonly string[] }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	return (
		<div className={styles.scroll}>
			<h2 className={styles.heading}>{texts.t('inspector.selected', { count: ids.length })}</h2>
			<Stack gap="sm">
				<Button variant="default" disabled={!mayEdit} onClick={() => void tidy(canvas)}>
					{texts.t('command.tidy')}
				</Button>
				<Button variant="default" disabled={!mayEdit} onClick={() => duplicate(canvas)}>
					{texts.t('command.duplicate')}
				</Button>
				<Button variant="default" disabled={!mayEdit} onClick={() => removeNodes(canvas, ids, { heal: true })}>
					{texts.t('command.delete')}
				</Button>
			</Stack>
		</div>
	);
}
