import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './EmptyState.module.css';

/** Nothing here yet: one sentence and, where it helps, one button. */
export function EmptyState({ icon: Icon, text, action }: { icon?: TablerIcon; text: string; action?: ReactNode }) {
	return (
		<div className={css.empty}>
			{Icon ? (
				<span className={css.tile}>
					<Icon size={24} stroke={1.5} aria-hidden />
				</span>
			) : null}
			<p className={css.text}>{text}</p>
			{action}
		</div>
	);
}
