import { Button, VisuallyHidden } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { routes, type Task } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { TaskProgress } from './TaskProgress.tsx';
import { TaskStatePill } from './TaskStatePill.tsx';
import css from './TasksScreen.module.css';
import { errorsHref } from './task-links.ts';
import { useTaskActs } from './use-task-acts.ts';
import { useTaskWords } from './use-task-words.ts';

const states = ['open', 'done', 'done_with_errors', 'failed', 'cancelled'] as const;

/** All long work, newest first: what, who, how far, what came of it. */
export function TasksScreen() {
	const { t } = useTranslation('tasks');
	const search = useSearch({ from: '/shell/tasks' });
	const navigate = useNavigate({ from: '/tasks' });
	const seesAll = useRight('read');
	const whose = search.whose === 'all' && seesAll ? 'all' : 'mine';
	const state = states.find((one) => one === search.state);
	const pages = usePages(routes.listTasks, { query: { whose, state, limit: 50 } }, { pollMs: 2000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useTaskColumns();
	return (
		<Screen crumbs={[{ label: t('screen') }]} fit>
			<PageHeader title={t('screen')} meta={<AsOf at={pages.asOf} />} />
			<FilterLine>
				<FilterChips
					label={t('whose')}
					value={whose}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, whose: value === 'mine' ? undefined : value }) })
					}
					chips={(seesAll ? (['mine', 'all'] as const) : (['mine'] as const)).map((value) => ({
						value,
						label: t(value),
					}))}
				/>
				<span className={css.between} />
				<FilterChips
					label={t('byState')}
					value={state ?? 'any'}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, state: value === 'any' ? undefined : value }) })
					}
					chips={(['any', ...states] as const).map((value) => ({
						value,
						label: value === 'any' ? t('anyState') : value === 'open' ? t('open') : t(`state.${value}`),
					}))}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('screen')}
					columns={columns}
					rows={pages.items}
					rowKey={(task) => task.id}
					rowHref={(task) => `/tasks/${task.id}`}
					onOpen={(task) => void navigate({ to: '/tasks/$task', params: { task: task.id } })}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1080}
					foot={<MoreRows pages={pages} />}
					empty={
						<EmptyState
							icon={IconChecklist}
							text={state ? t('nothingFound') : t('empty')}
							action={
								state ? (
									<EmptyAction href={`/tasks${whose === 'all' ? '?whose=all' : ''}`}>{t('common:showAll')}</EmptyAction>
								) : undefined
							}
						/>
					}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useTaskColumns(): Column<Task>[] {
	const { t } = useTranslation('tasks');
	const words = useTaskWords();
	const acts = useTaskActs();
	return [
		{ key: 'what', head: t('column.what'), width: '25%', cell: (task) => words.title(task) },
		{ key: 'state', head: t('column.state'), width: '174px', cell: (task) => <TaskStatePill task={task} /> },
		{
			key: 'progress',
			head: t('column.progress'),
			width: '164px',
			cell: (task) => <TaskProgress task={task} label={words.title(task)} slim />,
		},
		{ key: 'results', head: t('column.results'), cell: (task) => <Results task={task} /> },
		{ key: 'who', wideOnly: true, head: t('column.who'), width: '112px', cell: (task) => words.who(task) },
		{
			key: 'created',
			wideOnly: true,
			head: t('column.created'),
			width: '88px',
			cell: (task) => <When at={task.createdAt} />,
		},
		{
			key: 'cancel',
			head: <VisuallyHidden>{t('column.acts')}</VisuallyHidden>,
			width: '100px',
			align: 'right',
			cell: (task) => {
				if (task.state !== 'waiting' && task.state !== 'running') return null;
				const reason = acts.cancelReason(task);
				return (
					<WithReason reason={reason}>
						<Button
							variant="default"
							size="compact-xs"
							disabled={reason !== null}
							aria-label={t('cancelThis', { title: words.title(task) })}
							onClick={() => acts.cancel(task)}
						>
							{t('cancel')}
						</Button>
					</WithReason>
				);
			},
		},
	];
}

function Results({ task }: { task: Task }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const matter = words.matter(task);
	const results = words.results(task);
	if (matter !== null && task.failure) return <span title={matter}>{matter}</span>;
	return (
		<>
			{results ? (
				<span title={results}>{results}</span>
			) : task.errorCount > 0 ? null : (
				<span className={css.none}>—</span>
			)}
			{task.errorCount > 0 ? (
				<a className={css.errors} href={errorsHref(task)} download>
					{t('errorsCount', { count: task.errorCount, shown: format.number(task.errorCount) })}
				</a>
			) : null}
		</>
	);
}
