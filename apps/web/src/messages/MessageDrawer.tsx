import { Drawer, Loader } from '@mantine/core';
import {
	IconAlertTriangle,
	IconCheck,
	IconCircleDot,
	IconClock,
	IconHelpCircle,
	IconSend,
	IconX,
	type TablerIcon,
} from '@tabler/icons-react';
import { type AnswerOf, routes } from '@volna/contract';
import { ErrorState, KeyValues, Notice, PhoneText, Timeline, type Tone } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { useSession } from '../session/use-session.ts';
import { Go } from '../shell/Go.tsx';
import css from './MessageDrawer.module.css';
import { MessageState } from './MessageState.tsx';
import { useMessageWords } from './use-message-words.ts';

type Message = AnswerOf<typeof routes.readMessage>;

/** One message: what it says, how it stands, what to change, and everything that happened to it. */
export function MessageDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
	const { t } = useTranslation('messages');
	const errorText = useErrorText();
	const read = useRead(routes.readMessage, { params: { message: id ?? '' } }, { enabled: id !== null, pollMs: 3000 });
	return (
		<Drawer
			opened={id !== null}
			onClose={onClose}
			position="right"
			size={480}
			title={t('one')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : read.data && read.data.id === id ? (
				<MessageFacts message={read.data} />
			) : (
				<Loader size="sm" aria-label={t('common:loading')} />
			)}
		</Drawer>
	);
}

function MessageFacts({ message }: { message: Message }) {
	const { t } = useTranslation('messages');
	const { project } = useSession();
	const format = useFormat();
	const words = useMessageWords();
	const seesText = useRight('read-personal');
	const why = words.why(message);
	const remedy = words.remedy(message);
	const facts = [
		{
			label: t('column.customer'),
			value: (
				<Go href={`/customers/${message.customer.id}`}>
					{message.customer.name ?? t('customerNumber', { id: message.customer.id })}
				</Go>
			),
		},
		{ label: t('column.phone'), value: <PhoneText phone={message.phone} none="—" /> },
		{ label: t('profile.label'), value: t(`profile.${message.profile}`) },
		message.parts === null
			? null
			: {
					label: t('parts'),
					value: t('partsOf', { count: message.parts, encoding: t(`encoding.${message.encoding ?? 'ucs2'}`) }),
				},
		message.flow === null
			? null
			: {
					label: t('column.flow'),
					value: <Go href={`/flows/${message.flow.id}?node=${message.nodeId ?? ''}`}>{message.flow.name}</Go>,
				},
		message.run === null ? null : { label: t('run'), value: <Go href={`/runs/${message.run}`}>{t('openRun')}</Go> },
		{ label: t('created'), value: <When at={message.createdAt} /> },
		{ label: t('due'), value: <When at={message.dueAt} /> },
		{ label: t('notAfter'), value: <When at={message.notAfter} /> },
		message.price === null ? null : { label: t('price'), value: format.money(message.price, project.currency) },
		message.providerId === null ? null : { label: t('providerId'), value: <code>{message.providerId}</code> },
	].filter((fact) => fact !== null);
	return (
		<div className={css.facts}>
			<div className={css.head}>
				<MessageState message={message} />
				<span className={css.at}>
					<When at={message.changedAt} />
				</span>
			</div>
			{why ? (
				<Notice tone={toneOf(message)}>
					<b>{why}</b>
					{remedy ? <div>{remedy}</div> : null}
				</Notice>
			) : null}
			<div className={css.phone}>
				<div className={css.sender}>{message.sender}</div>
				<div className={css.bubble}>{message.text ?? <i>{t(seesText ? 'textNone' : 'textHidden')}</i>}</div>
			</div>
			<KeyValues items={facts} />
			<h3 className={css.title}>{t('events')}</h3>
			<Timeline label={t('events')} items={message.events.map((event, index) => eventItem(event, index))} />
		</div>
	);

	function eventItem(event: Message['events'][number], index: number) {
		const look = lookOf(event.to);
		const state = event.to === null ? null : t(`state.${event.to}`, { defaultValue: event.to });
		const cause = [
			t(`cause.${event.cause}`, { defaultValue: event.cause }),
			event.source === null || event.source === 'answer'
				? null
				: t(`source.${event.source}`, { defaultValue: event.source }),
		]
			.filter((one) => one !== null)
			.join(', ');
		return {
			key: String(index),
			tone: look.tone,
			mark: <look.icon size={16} stroke={1.75} aria-hidden />,
			title: state ?? cause,
			aside: <When at={event.at} seconds />,
			body: (
				<>
					{state === null ? null : cause}
					{event.attempt > 1 ? ` · ${t('attempt', { number: event.attempt })}` : ''}
					{event.reason === null ? null : <div>{words.reason(event.reason)}</div>}
				</>
			),
		};
	}
}

function toneOf(message: Message): 'info' | 'warning' | 'danger' {
	if (message.hold !== null) return 'danger';
	if (['rejected', 'failed', 'undelivered', 'expired_remote'].includes(message.state)) return 'danger';
	if (message.reason !== null || message.state.startsWith('unknown')) return 'warning';
	return 'info';
}

function lookOf(state: string | null): { icon: TablerIcon; tone: Tone } {
	if (state === 'delivered') return { icon: IconCheck, tone: 'success' };
	if (state === 'submitted' || state === 'sent' || state === 'submitting') return { icon: IconSend, tone: 'info' };
	if (state === 'planned' || state === 'scheduled' || state === 'queued' || state === 'leased')
		return { icon: IconClock, tone: 'neutral' };
	if (state === 'failed') return { icon: IconAlertTriangle, tone: 'danger' };
	if (state === 'undelivered' || state === 'expired_remote' || state === 'rejected')
		return { icon: IconX, tone: 'danger' };
	if (state === 'unknown' || state === 'unknown_final') return { icon: IconHelpCircle, tone: 'warning' };
	if (state === null) return { icon: IconCircleDot, tone: 'neutral' };
	return { icon: IconX, tone: 'neutral' };
}
