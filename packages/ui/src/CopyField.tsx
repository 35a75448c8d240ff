import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import clsx from 'clsx';
import css from './CopyField.module.css';

/** A value to be taken away: read-only, with a button that copies it. `block` keeps the lines of a longer text. */
export function CopyField(props: {
	value: string;
	label?: string;
	copyLabel: string;
	copiedLabel: string;
	block?: boolean;
	/** Of a block: scrolls beyond it. */
	maxHeight?: number;
}) {
	const { value, label, copyLabel, copiedLabel, block } = props;
	return (
		<div>
			{label ? <div className={css.label}>{label}</div> : null}
			<div className={clsx(css.field, block && css.block)}>
				{block ? (
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
					<pre className={css.text} style={{ maxHeight: props.maxHeight }} tabIndex={0}>
						{value}
					</pre>
				) : (
					<code className={css.text}>{value}</code>
				)}
				<CopyButton value={value} timeout={2000}>
					{({ copied, copy }) => (
						<Tooltip label={copied ? copiedLabel : copyLabel}>
							<ActionIcon variant="subtle" aria-label={copied ? copiedLabel : copyLabel} onClick={copy}>
								{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
							</ActionIcon>
						</Tooltip>
					)}
				</CopyButton>
			</div>
		</div>
	);
}
