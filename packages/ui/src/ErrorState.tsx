import { Button } from '@mantine/core';
import { IconAlertCircle, IconRefresh } from '@tabler/icons-react';
import css from './ErrorState.module.css';

/** A region that could not be read says so in place and offers to try again; the rest of the page lives. */
export function ErrorState(props: {
	text: string;
	detail?: string | undefined;
	retryLabel: string;
	onRetry?: () => void;
}) {
	return (
		<div className={css.error} role="alert">
			<IconAlertCircle size={18} stroke={1.75} aria-hidden className={css.icon} />
			<div className={css.words}>
				<p>{props.text}</p>
				{props.detail ? <p className={css.detail}>{props.detail}</p> : null}
			</div>
			{props.onRetry ? (
				<Button variant="default" size="xs" leftSection={<IconRefresh size={14} />} onClick={props.onRetry}>
					{props.retryLabel}
				</Button>
			) : null}
		</div>
	);
}
