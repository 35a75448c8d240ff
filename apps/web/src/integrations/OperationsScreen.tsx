import { IconApi } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Operation, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { OperationDetail } from './OperationDetail.tsx';

/** What shops may call: operations with their endpoints, keys, examples and journal. */
export function OperationsScreen() {
	const { t } = useTranslation('integrations');
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const read = useRead(routes.listOperations, { query: {} }, { pollMs: 5000 });
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns();
	const opened = read.data?.items.find((one) => one.id === search.operation);
	if (opened) return <OperationDetail operation={opened} />;
	return (
		<Screen crumbs={[{ label: t('shell:nav.integrations') }, { label: t('operations') }]} fit>
			<PageHeader title={t('operations')} meta={<AsOf at={read.data?.asOf} />} />
			<ScreenBody fit>
				<DataTable
					label={t('operations')}
					columns={columns}
					rows={read.data?.items}
					rowKey={(operation) => operation.id}
					onOpen={(operation) => void navigate({ search: { operation: operation.id } })}
					error={error}
					minWidth={960}
					empty={<EmptyState icon={IconApi} text={t('noOperations')} />}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useColumns(): Column<Operation>[] {
	const { t } = useTranslation('integrations');
	const format = useFormat();
	return [
		{ key: 'name', head: t('column.operation'), cell: (operation) => operation.name },
		{
			key: 'system',
			head: t('column.systemName'),
			width: '230px',
			cell: (operation) => <code>{operation.systemName}</code>,
		},
		{
			key: 'template',
			wideOnly: true,
			head: t('column.template'),
			width: '230px',
			cell: (operation) =>
				operation.template?.name ?? <span style={{ color: 'var(--text-3)' }}>{t('noTemplate')}</span>,
		},
		{
			key: 'keys',
			wideOnly: true,
			head: t('column.keys'),
			width: '90px',
			align: 'right',
			cell: (operation) => format.number(operation.endpoints.reduce((sum, one) => sum + one.keys.length, 0)),
		},
		{
			key: 'calls',
			head: t('column.calls'),
			width: '130px',
			align: 'right',
			cell: (operation) => format.number(operation.calls24h),
		},
		{
			key: 'errors',
			head: t('column.errors'),
			width: '130px',
			align: 'right',
			cell: (operation) =>
				operation.errors24h > 0 ? (
					<b style={{ color: 'var(--danger)' }}>{format.number(operation.errors24h)}</b>
				) : (
					format.number(0)
				),
		},
	];
}
