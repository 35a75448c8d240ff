import { CloseButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useCanvas, useDraft } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import styles from './top-bar.module.css';

/** Somebody saved in between: who, how much, and which of one's own edits did not fit. */
export function ConflictBar() {
	const texts = useTexts();
	const { draft } = useCanvas();
	const conflict = useDraft((state) => state.draft.conflict);
	const [isOpen, setOpen] = useState(false);
	if (!conflict) return null;
	const { by, theirs, lost } = conflict;
	return (
		<div className={styles.conflict} role="status">
			<IconUsers size={16} stroke={1.75} aria-hidden />
			<div>
				{by !== null || theirs > 0
					? texts.t('conflict.changed', { by: by ?? texts.t('conflict.somebody') })
					: texts.t('conflict.restored')}
				{lost.length > 0 ? ` ${texts.t('conflict.lost', { count: lost.length })} ` : ` ${texts.t('conflict.all-fit')}`}
				{lost.length > 0 && (
					<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
						{texts.t(isOpen ? 'conflict.hide' : 'conflict.show')}
					</button>
				)}
				{isOpen && (
					<ul>
						{lost.map(({ label, refusal }, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: the list never changes its order
							<li key={index}>
								{texts.t(label.key, label.values)}: {texts.t(`refusal.${refusal.refused}`)}
							</li>
						))}
					</ul>
				)}
			</div>
			<CloseButton aria-label={texts.t('close')} onClick={() => draft.getState().closeConflict()} />
		</div>
	);
}
