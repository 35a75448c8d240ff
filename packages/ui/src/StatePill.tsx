import {
	IconAlertTriangle,
	IconArchive,
	IconCheck,
	IconCircleDashed,
	IconClock,
	IconHelpCircle,
	IconHourglass,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlayerStop,
	IconSend,
	IconX,
	type TablerIcon,
} from '@tabler/icons-react';
import clsx from 'clsx';
import css from './StatePill.module.css';
import type { Tone } from './tone.ts';

interface Look {
	readonly tone: Tone;
	readonly icon: TablerIcon;
}

/** A pill of an icon and a word. `title` is what a pointer finds: the reason behind the word. */
export function StatePill(props: { tone: Tone; icon?: TablerIcon; label: string; title?: string | undefined }) {
	const Icon = props.icon;
	return (
		<span className={clsx(css.pill, css[props.tone])} title={props.title}>
			{Icon ? <Icon size={12} stroke={2} aria-hidden /> : null}
			{props.label}
		</span>
	);
}

const flowLooks: Readonly<Record<string, Look>> = {
	draft: { tone: 'neutral', icon: IconCircleDashed },
	active: { tone: 'success', icon: IconPlayerPlay },
	paused: { tone: 'warning', icon: IconPlayerPause },
	stopped: { tone: 'neutral', icon: IconPlayerStop },
	archived: { tone: 'neutral', icon: IconArchive },
};

/** The state of a flow; `label` is its word in the reader's language. */
export function FlowStatePill({ state, label, title }: { state: string; label: string; title?: string }) {
	return <StatePill {...(flowLooks[state] ?? unknownLook)} label={label} title={title} />;
}

const runLooks: Readonly<Record<string, Look>> = {
	ready: { tone: 'info', icon: IconPlayerPlay },
	waiting: { tone: 'info', icon: IconHourglass },
	call_due: { tone: 'info', icon: IconSend },
	calling: { tone: 'info', icon: IconSend },
	held: { tone: 'warning', icon: IconPlayerPause },
	done: { tone: 'success', icon: IconCheck },
	stopped: { tone: 'neutral', icon: IconPlayerStop },
	failed: { tone: 'danger', icon: IconAlertTriangle },
};

/** The state of a run. */
export function RunStatePill({ state, label, title }: { state: string; label: string; title?: string }) {
	return <StatePill {...(runLooks[state] ?? unknownLook)} label={label} title={title} />;
}

const messageLooks: Readonly<Record<string, Look>> = {
	planned: { tone: 'neutral', icon: IconClock },
	scheduled: { tone: 'neutral', icon: IconClock },
	queued: { tone: 'info', icon: IconClock },
	leased: { tone: 'info', icon: IconSend },
	submitting: { tone: 'info', icon: IconSend },
	submitted: { tone: 'info', icon: IconSend },
	sent: { tone: 'info', icon: IconSend },
	delivered: { tone: 'success', icon: IconCheck },
	undelivered: { tone: 'danger', icon: IconX },
	expired_remote: { tone: 'danger', icon: IconX },
	unknown: { tone: 'warning', icon: IconHelpCircle },
	unknown_final: { tone: 'warning', icon: IconHelpCircle },
	suppressed: { tone: 'neutral', icon: IconX },
	expired_local: { tone: 'neutral', icon: IconX },
	cancelled: { tone: 'neutral', icon: IconPlayerStop },
	rejected: { tone: 'danger', icon: IconX },
	failed: { tone: 'danger', icon: IconAlertTriangle },
};

/** The state of a message; a held one is shown as held, whatever it waits for besides. */
export function MessageStatePill(props: { state: string; held?: boolean; label: string; title?: string }) {
	const look: Look = props.held
		? { tone: 'warning', icon: IconPlayerPause }
		: (messageLooks[props.state] ?? unknownLook);
	return <StatePill {...look} label={props.label} title={props.title} />;
}

const unknownLook: Look = { tone: 'neutral', icon: IconHelpCircle };
