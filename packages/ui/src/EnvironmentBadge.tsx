import { Tooltip } from '@mantine/core';
import { IconExternalLink, IconPlayerPause, IconPlugConnected, IconTestPipe } from '@tabler/icons-react';
import clsx from 'clsx';
import css from './EnvironmentBadge.module.css';

const icons = { emulator: IconTestPipe, provider: IconPlugConnected, held: IconPlayerPause };

/** Where messages go: amber for the emulator, quiet for the provider, red when nothing leaves. */
export function EnvironmentBadge(props: {
	look: keyof typeof icons;
	label: string;
	title: string;
	href?: string | undefined;
	external?: boolean;
	onOpen?: (event: React.MouseEvent) => void;
}) {
	const Icon = icons[props.look];
	const content = (
		<>
			<Icon size={14} stroke={1.75} aria-hidden />
			<span>{props.label}</span>
			{props.external ? <IconExternalLink size={12} stroke={1.75} aria-hidden /> : null}
		</>
	);
	return (
		<Tooltip label={props.title}>
			{props.href ? (
				<a
					className={clsx(css.badge, css[props.look])}
					href={props.href}
					onClick={props.onOpen}
					{...(props.external ? { target: '_blank', rel: 'noreferrer' } : {})}
				>
					{content}
				</a>
			) : (
				<span className={clsx(css.badge, css[props.look])}>{content}</span>
			)}
		</Tooltip>
	);
}
