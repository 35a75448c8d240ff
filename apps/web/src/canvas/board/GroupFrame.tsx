import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useDraft } from '../canvas-context.ts';
import styles from './board.module.css';

/** The frame around cards that act as one, with its title. */
export const GroupFrame = memo(function GroupFrame({ data }: NodeProps) {
	const title = useDraft((state) => state.draft.document.groups.find((one) => one.id === data.id)?.title ?? '');
	return (
		<div className={styles.group}>
			<span>{title}</span>
		</div>
	);
});
