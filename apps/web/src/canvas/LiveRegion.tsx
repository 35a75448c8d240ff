import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import styles from './canvas.module.css';
import { useCanvas, useDraft, useView } from './canvas-context.ts';
import { useTexts } from './model/texts.ts';

/** Speaks edits and refusals to whoever does not see them; a refusal is shown as well. */
export function LiveRegion() {
	const texts = useTexts();
	const { draft } = useCanvas();
	const said = useView((state) => state.said);
	const last = useDraft((state) => state.draft.past.at(-1)?.label);
	const refusal = useDraft((state) => state.refusal);
	useEffect(() => {
		if (!refusal) return;
		notifications.show({ message: texts.t(`refusal.${refusal.refused}`), color: 'yellow', autoClose: 6000 });
		draft.getState().takeRefusal();
	}, [refusal, texts, draft]);
	return (
		<div className={styles.live} role="status" aria-live="polite">
			{said || (last ? texts.t(last.key, last.values) : '')}
		</div>
	);
}
