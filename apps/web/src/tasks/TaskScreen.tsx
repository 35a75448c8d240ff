import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { type AnswerOf, ApiError, routes, type Task } from '@volna/contract';
import { Card, type Column, DataTable, EmptyState, ErrorState, KeyValues, Notice, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { Go } from '../shell/Go.tsx';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { subjectHref } from './subject-href.ts';
import { TaskProgress } from './TaskProgress.tsx';
import css from './TaskScreen.module.css';
import { TaskStatePill } from './TaskStatePill.tsx';
import { errorsHref, fileHref } from './task-links.ts';
import { useTaskActs } from './use-task-acts.ts';
import { questionOf, useTaskWords } from './use-task-words.ts';

type RowError = AnswerOf<typeof routes.listTaskErrors>['items'][number];

/** One task: how far it is, what came of it, what went wrong, and what can be done about it. */
export function TaskScreen() {
	const { t } = useTranslation('tasks');
	const { task: id } = useParams({ from: '/shell/tasks/$task' });
	const words = useTaskWords();
	const errorText = useErrorText();
	const read = useRead(routes.readTask, { params: { task: id } }, { pollMs: 1000 });
	const task = read.data;
	const crumbs = [{ label: t('screen'), href: '/tasks' }, { label: task ? words.title(task) : '…' }];
	if (!task) {
		const gone = read.error instanceof ApiError && [404, 422].includes(read.error.status);
		return (
			<Screen crumbs={crumbs}>
				<PageHeader title={t('screen')} />
				<ScreenBody>
					{gone ? (
						<EmptyState text={t('unknown')} action={<EmptyAction href="/tasks">{t('toList')}</EmptyAction>} />
					) : read.error ? (
						<ErrorState
							text={errorText(read.error)}
							retryLabel={t('common:retry')}
							onRetry={() => void read.refetch()}
						/>
					) : (
						<div className={css.skeleton} aria-hidden />
					)}
				</ScreenBody>
			</Screen>
		);
	}
	return (
		<Screen crumbs={crumbs}>
			<PageHeader
				title={words.title(task)}
				pill={<TaskStatePill task={task} />}
				meta={<AsOf at={task.asOf} />}
				actions={<Acts task={task} />}
			/>
			<ScreenBody>
				<Matter task={task} />
				<div className={css.columns}>
					<div className={css.main}>
						<Card title={t('column.progress')}>
							<TaskProgress task={task} label={words.title(task)} />
						</Card>
						<Card title={t('results')}>
							<Results task={task} />
						</Card>
						{task.errorCount > 0 ? <Errors task={task} /> : null}
					</div>
					<Card title={t('facts')} className={css.facts}>
						<Facts task={task} />
					</Card>
				</div>
			</ScreenBody>
		</Screen>
	);
}

function Acts({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const acts = useTaskActs();
	const cancelReason = acts.cancelReason(task);
	const goOnReason = acts.goOnReason(task);
	const stopped = task.state === 'cancelled' || task.state === 'failed';
	const open = task.state === 'waiting' || task.state === 'running';
	return (
		<>
			{open ? (
				<WithReason reason={cancelReason}>
					<Button variant="default" disabled={cancelReason !== null || acts.busy} onClick={() => acts.cancel(task)}>
						{t('cancel')}
					</Button>
				</WithReason>
			) : null}
			{stopped ? (
				<WithReason reason={goOnReason}>
					<Button disabled={goOnReason !== null || acts.busy} onClick={() => acts.goOn(task)}>
						{t('continue')}
					</Button>
				</WithReason>
			) : null}
			{task.file ? (
				<Button
					component="a"
					className={css.primaryLink}
					href={fileHref(task.file)}
					download={task.file.name}
					leftSection={<IconDownload size={18} stroke={1.75} />}
				>
					{t('file')}
				</Button>
			) : null}
		</>
	);
}

/** What wants a look: a failure, a question, a batch that will be tried again. */
function Matter({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const acts = useTaskActs();
	if (task.retryAt !== null) return <Notice tone="warning">{t('retryAt', { at: format.clock(task.retryAt) })}</Notice>;
	const matter = words.matter(task);
	if (matter === null || (task.state !== 'failed' && !questionOf(task))) return null;
	const href = questionOf(task) ? subjectHref(task.subject) : null;
	return (
		<Notice
			tone={task.state === 'failed' ? 'danger' : 'warning'}
			action={
				<span className={css.noticeActs}>
					{href && task.needsAttention ? <Go href={href}>{t('question.answer')}</Go> : null}
					{task.needsAttention ? (
						<Button
							variant="default"
							size="xs"
							disabled={acts.asideReason(task) !== null || acts.busy}
							onClick={() => acts.aside(task)}
						>
							{t('aside')}
						</Button>
					) : null}
				</span>
			}
		>
			{matter}
		</Notice>
	);
}

function Results({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const items = Object.entries(task.results).map(([name, count]) => ({
		label: words.result(name),
		value: format.number(count),
	}));
	return (
		<>
			{items.length > 0 ? <KeyValues items={items} /> : <p className={css.none}>{t('noResults')}</p>}
			{task.file ? (
				<p className={css.until}>{t('fileUntil', { at: format.inText(task.file.expiresAt) })}</p>
			) : task.kind.endsWith('.export') && task.own && task.state.startsWith('done') ? (
				<p className={css.until}>{t('fileGone')}</p>
			) : null}
		</>
	);
}

function Facts({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const exact = (at: string | null) => (at === null ? '—' : <span title={format.exact(at)}>{format.inText(at)}</span>);
	const took =
		task.startedAt !== null && task.finishedAt !== null
			? format.span(Date.parse(task.finishedAt) - Date.parse(task.startedAt))
			: '—';
	const href = subjectHref(task.subject);
	const noun = task.subject?.split(':')[0] ?? '';
	return (
		<KeyValues
			items={[
				...(href ? [{ label: t('fact.subject'), value: <Go href={href}>{t(`subject.${noun}`)}</Go> }] : []),
				{ label: t('fact.who'), value: words.who(task) },
				{ label: t('fact.created'), value: exact(task.createdAt) },
				{ label: t('fact.started'), value: exact(task.startedAt) },
				{ label: t('fact.finished'), value: exact(task.finishedAt) },
				{ label: t('fact.took'), value: took },
				{ label: t('fact.number'), value: <code className={css.number}>{task.id}</code> },
			]}
		/>
	);
}

function Errors({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const seesValues = useRight('read-personal');
	const open = task.state === 'waiting' || task.state === 'running';
	const pages = usePages(
		routes.listTaskErrors,
		{ params: { task: task.id }, query: { limit: 50 } },
		open ? { pollMs: 5000 } : {},
	);
	const error = useTableError(pages.error, pages.again);
	const hasCustomers = pages.items?.some((row) => row.customer !== null) ?? false;
	const hasLines = pages.items?.some((row) => row.line !== null) ?? true;
	const columns: (Column<RowError> | null)[] = [
		hasLines
			? {
					key: 'line',
					head: t('error.line'),
					width: '84px',
					align: 'right',
					cell: (row) => (row.line === null ? '—' : format.number(row.line)),
				}
			: null,
		hasCustomers
			? {
					key: 'customer',
					head: t('error.customer'),
					width: '110px',
					cell: (row) =>
						row.customer === null ? '—' : <Go href={`/customers/${row.customer}`}>{String(row.customer)}</Go>,
				}
			: null,
		hasLines ? { key: 'column', head: t('error.column'), width: '150px', cell: (row) => row.column ?? '—' } : null,
		{ key: 'why', head: t('error.why'), wrap: true, cell: (row) => words.rowError(row.code) },
		hasLines
			? {
					key: 'value',
					head: t('error.value'),
					width: '28%',
					cell: (row) => row.value ?? <span className={css.none}>{seesValues ? '—' : t('error.hidden')}</span>,
				}
			: null,
	];
	return (
		<section className={css.errors}>
			<div className={css.errorsHead}>
				<h2>{t('errorsCount', { count: task.errorCount, shown: format.number(task.errorCount) })}</h2>
				<Button
					component="a"
					className={css.plainLink}
					variant="default"
					size="xs"
					href={errorsHref(task)}
					download
					leftSection={<IconDownload size={14} stroke={1.75} />}
				>
					{t('errorsFile')}
				</Button>
			</div>
			<DataTable
				label={t('errors')}
				columns={columns.filter((column) => column !== null)}
				rows={pages.items}
				rowKey={(row) => String(row.seq)}
				error={error}
				dimmed={pages.dimmed}
				dense
				empty={null}
				foot={<MoreRows pages={pages} />}
			/>
		</section>
	);
}
