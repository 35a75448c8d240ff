import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import css from './Notice.module.css';

const icons = { info: IconInfoCircle, success: IconCircleCheck, warning: IconAlertTriangle, danger: IconAlertCircle };

/** A band with one fact and, beside it, its remedy. */
export function Notice(props: { tone: keyof typeof icons; children: ReactNode; action?: ReactNode }) {
	const Icon = icons[props.tone];
	return (
		<div className={clsx(css.notice, css[props.tone])} role={props.tone === 'danger' ? 'alert' : 'status'}>
			<Icon size={16} stroke={1.75} aria-hidden className={css.icon} />
			<div className={css.words}>{props.children}</div>
			{props.action}
		</div>
	);
}
