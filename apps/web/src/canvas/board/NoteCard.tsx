import type { NodeProps } from '@xyflow/react';
import clsx from 'clsx';
import { memo } from 'react';
import { useCanvas, useDraft, useFacts } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import styles from './board.module.css';

/** Words on the canvas; the first line is bold. */
export const NoteCard = memo(function NoteCard({ data, selected }: NodeProps) {
	const noteId = String(data.id);
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const note = useDraft((state) => state.draft.document.notes.find((one) => one.id === noteId));
	if (!note) return null;
	const write = (text: string) =>
		canvas.draft.getState().edit({
			label: { key: 'edit.note' },
			operation: { op: 'note.set', id: note.id, note: { ...note, text } },
			fold: `note:${note.id}`,
		});
	return (
		<div className={clsx(styles.note, selected && styles.selected)}>
			{selected && mayEdit ? (
				<textarea
					className="nodrag nowheel"
					value={note.text}
					aria-label={texts.t('note.label')}
					placeholder={texts.t('note.label')}
					onChange={(event) => write(event.currentTarget.value)}
				/>
			) : (
				<span>{note.text || texts.t('note.label')}</span>
			)}
		</div>
	);
});
