import { Button, Loader } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlayerStop } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type RunPath, routes } from '@volna/contract';
import {
	Card,
	ErrorState,
	KeyValues,
	KindIcon,
	Notice,
	PageHeader,
	PhoneText,
	RunStatePill,
	Timeline,
	type TimelineItem,
} from '@volna/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { MessageState } from '../messages/MessageState.tsx';
import { useMessageWords } from '../messages/use-message-words.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { Go } from '../shell/Go.tsx';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { flatValues } from './flat-values.ts';
import css from './RunScreen.module.css';
import { type NodeWords, useNodeWords } from './use-node-words.ts';
import { useRunWords } from './use-run-words.ts';
import { useValueWords } from './use-value-words.ts';
import { type Visit, visitsOf } from './visits-of.ts';

/** One customer's path through a flow: where they were, how long, by which output they left and why. */
export function RunScreen() {
	const { t } = useTranslation('runs');
	const { run: id } = useParams({ from: '/shell/runs/$run' });
	const errorText = useErrorText();
	const read = useRead(routes.readRun, { params: { run: id } }, { pollMs: 3000 });
	const path = read.data;
	const name = path ? (path.run.customer.name ?? t('customerNumber', { id: path.run.customer.id })) : t('one');
	const crumbs = path
		? [
				{ label: t('flows:title'), href: '/flows' },
				{ label: path.run.flow.name, href: `/flows/${path.run.flow.id}` },
				{ label: t('title'), href: `/flows/${path.run.flow.id}/runs` },
				{ label: name },
			]
		: [{ label: t('flows:title'), href: '/flows' }, { label: name }];
	return (
		<Screen crumbs={crumbs}>
			{path ? (
				<Path path={path} name={name} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : (
				<div className={css.loading}>
					<Loader size="sm" aria-label={t('common:loading')} />
				</div>
			)}
		</Screen>
	);
}

function Path({ path, name }: { path: RunPath; name: string }) {
	const { t } = useTranslation('runs');
	const words = useRunWords();
	const { run } = path;
	const items = useVisitItems(path);
	const values = flatValues(path.values);
	const valueWords = useValueWords();
	return (
		<>
			<PageHeader
				title={<Go href={`/customers/${run.customer.id}`}>{name}</Go>}
				pill={<RunStatePill state={run.state} label={t(`state.${run.state}`)} />}
				actions={<StopRun path={path} />}
				below={
					<>
						<PhoneText phone={run.customer.phone} none={t('noPhone')} /> ·{' '}
						<Go href={`/flows/${run.flow.id}`}>{run.flow.name}</Go>, {t('version', { number: run.version })} ·{' '}
						{t('entered')} <When at={run.startedAt} />
						{run.endedAt ? (
							<>
								{' '}
								· {t('endedAt')} <When at={run.endedAt} />
							</>
						) : null}
					</>
				}
			/>
			<ScreenBody>
				{run.flow.state === 'paused' && run.endedAt === null ? (
					<Notice tone="warning">{t('pausedNotice')}</Notice>
				) : null}
				{run.state === 'failed' || (run.endReason && run.endReason !== 'end') ? (
					<Notice tone={run.state === 'failed' ? 'danger' : 'info'}>
						{words.endReason(run.endReason ?? 'error')}
						{run.state === 'failed' ? <div>{t('failedRemedy')}</div> : null}
					</Notice>
				) : null}
				<div className={css.columns}>
					<Card title={t('path')}>
						<Timeline label={t('path')} items={items} />
					</Card>
					{values.length > 0 ? (
						<Card title={t('values')}>
							<KeyValues
								items={values.map(([name, value]) => ({ ...valueWords(name), value: <ValueText value={value} /> }))}
							/>
						</Card>
					) : null}
				</div>
			</ScreenBody>
		</>
	);
}

function useVisitItems(path: RunPath): TimelineItem[] {
	const { t } = useTranslation('runs');
	const format = useFormat();
	const nodeWords = useNodeWords();
	const visits = visitsOf(path.steps);
	const lastIndex = visits.length - 1;
	return [...startOf(path, visits[0], nodeWords, <When at={path.run.startedAt} />), ...visits.map(itemOf)];

	function itemOf(visit: Visit, index: number): TimelineItem {
		const current = index === lastIndex && path.run.endedAt === null;
		const stayMs = Date.parse(visit.leftAt ?? new Date().toISOString()) - Date.parse(visit.enteredAt);
		return {
			key: `${visit.nodeId} ${visit.visit}`,
			current,
			mark: <KindIcon kind={nodeWords.category(visit.nodeType)} size={28} icon={nodeWords.icon(visit.nodeType)} />,
			title: (
				<>
					{nodeWords.name({ name: visit.nodeName, type: visit.nodeType })}
					{visit.visit > 1 ? <span className={css.muted}> {t('visit', { number: visit.visit })}</span> : null}
				</>
			),
			aside: (
				<>
					<When at={visit.enteredAt} />
					{current
						? ` · ${t('stays', { span: format.span(stayMs) })}`
						: visit.leftAt && stayMs >= 1000
							? ` · ${format.span(stayMs)}`
							: ''}
				</>
			),
			body: <VisitBody visit={visit} path={path} current={current} />,
		};
	}
}

/** The trigger, which a run has no step for: the one whose way leads to the first stay. */
function startOf(path: RunPath, first: Visit | undefined, words: NodeWords, at: ReactNode): TimelineItem[] {
	const triggers = path.document.nodes.filter((node) => words.category(node.type) === 'trigger');
	if (triggers.some((node) => node.id === first?.nodeId)) return [];
	const trigger =
		triggers.find((node) =>
			path.document.edges.some((edge) => edge.source === node.id && edge.target === first?.nodeId),
		) ?? triggers[0];
	if (!trigger) return [];
	const action = path.values.action as { name?: unknown } | undefined;
	return [
		{
			key: 'start',
			mark: <KindIcon kind="trigger" size={28} icon={words.icon(trigger.type)} />,
			title: words.name(trigger),
			aside: at,
			body: typeof action?.name === 'string' ? action.name : null,
		},
	];
}

function VisitBody({ visit, path, current }: { visit: Visit; path: RunPath; current: boolean }) {
	const { t, i18n } = useTranslation('runs');
	const nodeWords = useNodeWords();
	const messageWords = useMessageWords();
	const runWords = useRunWords();
	const format = useFormat();
	const messages = path.messages.filter((message) => message.nodeId === visit.nodeId && message.visit === visit.visit);
	const reasons = visit.lines.flatMap((line) => (line.reason === null || line.kind === 'ended' ? [] : [line.reason]));
	const ended = visit.lines.find((line) => line.kind === 'ended' && line.reason !== null);
	const failed = visit.lines.find((line) => line.kind === 'failed');
	const moved = visit.lines.some((line) => line.kind === 'moved');
	const waiting = current && path.waiting?.nodeId === visit.nodeId ? path.waiting : null;
	const pausedText = (until: string | null) =>
		until === null
			? t('pausedHere')
			: t(Date.parse(until) > Date.now() ? 'pausedWaitEnds' : 'pausedWaitOver', { at: format.inText(until) });
	return (
		<div className={css.body}>
			{visit.output !== null && visit.output !== 'next' && visit.leftAt !== null ? (
				<div>{t('leftBy', { output: nodeWords.output(path.document, visit.nodeId, visit.output) })}</div>
			) : null}
			{reasons.map((reason) => (
				<div key={reason}>
					{i18n.exists(`runs:stepReason.${reason}`) ? t(`stepReason.${reason}`) : messageWords.reason(reason)}
				</div>
			))}
			{moved ? <div>{t('moved')}</div> : null}
			{ended?.reason ? (
				<div>{runWords.endReason(ended.reason, (output) => nodeWords.output(path.document, visit.nodeId, output))}</div>
			) : null}
			{failed ? <div className={css.danger}>{failureText(failed.details) ?? t('stepFailed')}</div> : null}
			{current && path.run.flow.state === 'paused' ? (
				<div>{pausedText(waiting?.until ?? null)}</div>
			) : waiting ? (
				<div>
					{waiting.until === null
						? t(`waitsFor.${waiting.for}`)
						: t(`waitsUntil.${waiting.for}`, { at: format.inText(waiting.until) })}
				</div>
			) : null}
			{messages.map((message) => {
				const why = messageWords.why(message);
				const remedy = messageWords.remedy(message);
				return (
					<div key={message.id} className={css.message}>
						<div className={css.messageHead}>
							<MessageState message={message} />
							<Go href={`/messages?flow=${path.run.flow.id}&message=${message.id}`}>{t('openMessage')}</Go>
						</div>
						{why ? <div>{why}</div> : null}
						{remedy ? <div className={css.remedy}>{remedy}</div> : null}
					</div>
				);
			})}
		</div>
	);
}

function failureText(details: Record<string, unknown>): string | null {
	const text = details.error ?? details.evidence;
	return typeof text === 'string' ? text : null;
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

function ValueText({ value }: { value: unknown }) {
	const { t } = useTranslation('runs');
	const format = useFormat();
	if (typeof value === 'number') return format.number(value);
	if (typeof value === 'boolean') return t(value ? 'valueYes' : 'valueNo');
	if (typeof value !== 'string') return <code>{JSON.stringify(value, null, 1)}</code>;
	return instant.test(value) ? <When at={value} seconds /> : value;
}

function StopRun({ path }: { path: RunPath }) {
	const { t } = useTranslation('runs');
	const may = useRight('launch');
	const stop = useChange(routes.stopRun, { stale: ['readRun', 'listRuns'] });
	if (path.run.endedAt !== null) return null;
	const ask = () =>
		modals.openConfirmModal({
			title: t('stopTitle'),
			children: t('stopText'),
			labels: { confirm: t('stop'), cancel: t('common:cancel') },
			onConfirm: () => stop.mutate({ params: { run: path.run.id } }),
		});
	return (
		<WithReason reason={may ? null : t('common:noRight.launch')}>
			<Button
				variant="default"
				disabled={!may}
				loading={stop.isPending}
				leftSection={<IconPlayerStop size={16} />}
				onClick={ask}
			>
				{t('stop')}
			</Button>
		</WithReason>
	);
}
