import { Button } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type CustomField, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../reading/SearchBox.tsx';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { FieldDrawer } from './FieldDrawer.tsx';

/** Custom fields of customers: what calls and files may bring, and texts and filters name. */
export function FieldsScreen() {
	const { t } = useTranslation('fields');
	const search = useSearch({ from: '/shell/data/fields' });
	const navigate = useNavigate({ from: '/data/fields' });
	const may = useRight('edit');
	const read = useRead(routes.listFields, {});
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns();
	const archived = search.show === 'archived';
	const words = search.q?.toLowerCase() ?? '';
	const rows = read.data?.items.filter(
		(field) => field.archived === archived && `${field.name} ${field.systemName}`.toLowerCase().includes(words),
	);
	const open = (field: string | undefined) => void navigate({ search: (was) => ({ ...was, field }) });
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
				<SearchBox
					label={t('search')}
					value={search.q}
					onChange={(q) => void navigate({ search: (was) => ({ ...was, q }), replace: true })}
				/>
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
					rowKey={(field) => field.id}
					onOpen={(field) => open(field.id)}
					error={error}
					minWidth={720}
					empty={
						<EmptyState
							icon={IconForms}
							text={t(words || archived ? 'nothingFound' : 'empty')}
							action={words || archived ? null : create}
						/>
					}
				/>
			</ScreenBody>
			<FieldDrawer id={search.field ?? null} onClose={() => open(undefined)} />
		</Screen>
	);
}

function useColumns(): Column<CustomField>[] {
	const { t } = useTranslation('fields');
	return [
		{ key: 'name', head: t('column.name'), width: '260px', cell: (field) => field.name },
		{
			key: 'system',
			head: t('column.systemName'),
			width: '200px',
			cell: (field) => <code>{field.systemName}</code>,
		},
		{
			key: 'type',
			head: t('column.type'),
			width: '170px',
			cell: (field) => (
				<>
					{t(`type.${field.type}`)} {field.archived ? <StatePill tone="neutral" label={t('archived')} /> : null}
				</>
			),
		},
		{
			key: 'about',
			wideOnly: true,
			head: t('column.about'),
			cell: (field) => (
				<span style={{ color: 'var(--text-2)' }}>
					{field.type === 'enum'
						? field.options.map((option) => option.name || option.value).join(', ')
						: field.description}
				</span>
			),
		},
	];
}
