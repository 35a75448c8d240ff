import { Button } from '@mantine/core';
import { IconBookmarks, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { routes, type Topic } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { TopicDrawer } from './TopicDrawer.tsx';

/** What customers may agree to receive besides the channel as a whole. */
export function TopicsScreen() {
	const { t } = useTranslation('topics');
	const search = useSearch({ from: '/shell/data/topics' });
	const navigate = useNavigate({ from: '/data/topics' });
	const may = useRight('edit');
	const read = useRead(routes.listTopics, {});
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns();
	const archived = search.show === 'archived';
	const rows = read.data?.items.filter((topic) => topic.archived === archived);
	const open = (topic: string | undefined) => void navigate({ search: (was) => ({ ...was, topic }) });
	const create = (
		<WithReason reason={may ? null : t('common:noRight.edit')}>
			<Button disabled={!may} leftSection={<IconPlus size={16} stroke={1.75} />} onClick={() => open('new')}>
				{t('create')}
			</Button>
		</WithReason>
	);
	return (
		<Screen crumbs={[{ label: t('shell:nav.data') }, { label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={rows ? t('found', { count: rows.length }) : null}
				below={t('says')}
				actions={create}
			/>
			<FilterLine>
				<FilterChips<'live' | 'archived'>
					label={t('byState')}
					value={archived ? 'archived' : 'live'}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, show: value === 'archived' ? value : undefined }) })
					}
					chips={[
						{ value: 'live', label: t('live') },
						{ value: 'archived', label: t('archived') },
					]}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={rows}
					rowKey={(topic) => topic.id}
					onOpen={(topic) => open(topic.id)}
					error={error}
					minWidth={640}
					empty={
						<EmptyState
							icon={IconBookmarks}
							text={t(archived ? 'nothingArchived' : 'empty')}
							action={archived ? null : create}
						/>
					}
				/>
			</ScreenBody>
			<TopicDrawer id={search.topic ?? null} onClose={() => open(undefined)} />
		</Screen>
	);
}

function useColumns(): Column<Topic>[] {
	const { t } = useTranslation('topics');
	return [
		{ key: 'name', head: t('column.name'), width: '280px', cell: (topic) => topic.name },
		{
			key: 'system',
			head: t('column.systemName'),
			width: '240px',
			cell: (topic) => <code>{topic.systemName}</code>,
		},
		{
			key: 'description',
			wideOnly: true,
			head: t('column.description'),
			cell: (topic) => <span style={{ color: 'var(--text-2)' }}>{topic.description}</span>,
		},
	];
}
