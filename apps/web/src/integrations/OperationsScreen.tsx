import { Button, Tabs } from '@mantine/core';
import { IconApi, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Operation, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, PageHeader } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { EndpointForm } from '../operations/EndpointForm.tsx';
import { Endpoints } from '../operations/Endpoints.tsx';
import { OperationForm } from '../operations/OperationForm.tsx';
import { RefusedCalls } from '../operations/RefusedCalls.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { OperationDetail } from './OperationDetail.tsx';

const tabs = ['operations', 'endpoints', 'refused', 'archived'] as const;

/** What shops may call: operations with their endpoints, keys, examples and journal. */
export function OperationsScreen() {
	const { t } = useTranslation('integrations');
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const may = useRight('integrate');
	const [form, setForm] = useState<'operation' | 'endpoint' | null>(null);
	const read = useRead(routes.listOperations, { query: {} }, { pollMs: 5000 });
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns();
	const opened = read.data?.items.find((one) => one.id === search.operation);
	if (opened) return <OperationDetail key={opened.id} operation={opened} />;
	const shown = tabs.filter((tab) => tab !== 'refused' || may);
	const tab = shown.find((one) => one === search.tab) ?? 'operations';
	const thing = tab === 'endpoints' ? 'endpoint' : 'operation';
	return (
		<Screen crumbs={[{ label: t('shell:nav.integrations') }, { label: t('operations') }]}>
			<PageHeader
				title={t('operations')}
				meta={<AsOf at={read.data?.asOf} />}
				actions={
					<WithReason reason={may ? null : t('common:noRight.integrate')}>
						<Button disabled={!may} leftSection={<IconPlus size={16} stroke={1.75} />} onClick={() => setForm(thing)}>
							{t(`operations:make.${thing}`)}
						</Button>
					</WithReason>
				}
			/>
			<ScreenBody>
				<Tabs
					value={tab}
					keepMounted={false}
					onChange={(value) =>
						void navigate({
							search: { tab: value === 'operations' ? undefined : (value ?? undefined) },
							replace: true,
						})
					}
				>
					<Tabs.List mb={12}>
						{shown.map((one) => (
							<Tabs.Tab key={one} value={one}>
								{t(`operations:tab.${one}`)}
							</Tabs.Tab>
						))}
					</Tabs.List>
					<Tabs.Panel value="operations">
						<DataTable
							label={t('operations')}
							columns={columns}
							rows={read.data?.items}
							rowKey={(operation) => operation.id}
							onOpen={(operation) => void navigate({ search: { operation: operation.id } })}
							error={error}
							minWidth={960}
							empty={<EmptyState icon={IconApi} text={t('operations:none')} />}
						/>
					</Tabs.Panel>
					<Tabs.Panel value="endpoints">
						<Endpoints />
					</Tabs.Panel>
					<Tabs.Panel value="refused">
						<RefusedCalls />
					</Tabs.Panel>
					<Tabs.Panel value="archived">
						<Archived />
					</Tabs.Panel>
				</Tabs>
			</ScreenBody>
			{form === 'operation' ? (
				<OperationForm
					operation={null}
					onClose={() => setForm(null)}
					made={(operation) => void navigate({ search: { operation } })}
				/>
			) : null}
			{form === 'endpoint' ? <EndpointForm endpoint={null} onClose={() => setForm(null)} /> : null}
		</Screen>
	);
}

/** Operations taken out of use, with why; each can come back. */
function Archived() {
	const { t } = useTranslation('operations');
	const may = useRight('integrate');
	const read = useRead(routes.listOperations, { query: { archived: '1' } });
	const error = useTableError(read.error, () => void read.refetch());
	const restore = useChange(routes.restoreOperation, { stale: ['listOperations'] });
	const columns: Column<Operation>[] = [
		{ key: 'name', head: t('integrations:column.operation'), cell: (operation) => operation.name },
		{
			key: 'system',
			head: t('integrations:column.systemName'),
			width: '230px',
			cell: (operation) => <code>{operation.systemName}</code>,
		},
		{ key: 'why', head: t('archiveReason'), cell: (operation) => operation.archiveReason },
		{
			key: 'when',
			head: t('archivedAt'),
			width: '140px',
			cell: (operation) => <When at={operation.archivedAt} />,
		},
		{
			key: 'restore',
			head: '',
			width: '130px',
			align: 'right',
			cell: (operation) => (
				<WithReason reason={may ? null : t('common:noRight.integrate')}>
					<Button
						size="xs"
						variant="subtle"
						disabled={!may}
						onClick={() => restore.mutate({ params: { operation: operation.id } })}
					>
						{t('restore')}
					</Button>
				</WithReason>
			),
		},
	];
	return (
		<DataTable
			label={t('tab.archived')}
			columns={columns}
			rows={read.data?.items}
			rowKey={(operation) => operation.id}
			error={error}
			minWidth={860}
			empty={<EmptyState text={t('noArchived')} />}
		/>
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
