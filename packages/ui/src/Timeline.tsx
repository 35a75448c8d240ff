import clsx from 'clsx';
import type { ReactNode } from 'react';
import css from './Timeline.module.css';
import type { Tone } from './tone.ts';

export interface TimelineItem {
	readonly key: string;
	readonly mark: ReactNode;
	readonly title: ReactNode;
	readonly aside?: ReactNode;
	readonly body?: ReactNode;
	readonly tone?: Tone;
	/** True for the place where it stands just now. */
	readonly current?: boolean;
}

/** What happened, oldest first, along one line. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
	return (
		<ol className={css.line} aria-label={label}>
			{items.map((item) => (
				<li
					key={item.key}
					className={clsx(css.item, item.current && css.current)}
					aria-current={item.current ? 'step' : undefined}
				>
					<span className={clsx(css.mark, item.tone && css[item.tone])}>{item.mark}</span>
					<div className={css.content}>
						<div className={css.head}>
							<div className={css.title}>{item.title}</div>
							{item.aside ? <div className={css.aside}>{item.aside}</div> : null}
						</div>
						{item.body ? <div className={css.body}>{item.body}</div> : null}
					</div>
				</li>
			))}
		</ol>
	);
}
