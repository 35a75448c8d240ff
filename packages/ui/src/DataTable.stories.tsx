import { IconUsers } from '@tabler/icons-react';
import { DataTable } from './DataTable.tsx';
import { EmptyState } from './EmptyState.tsx';
import { PhoneText } from './PhoneText.tsx';
import { RunStatePill } from './StatePill.tsx';

interface Row {
	id: number;
	name: string;
	phone: string;
	state: string;
	count: string;
}

const rows: Row[] = [
	{ id: 1, name: 'Орлова Анна', phone: '+79135554567', state: 'waiting', count: '7' },
	{ id: 2, name: 'Валиев Тимур', phone: '+7917***2011', state: 'done', count: '3' },
	{ id: 3, name: 'Соколова Мария Константиновна', phone: '+79211238803', state: 'failed', count: '12' },
];

const shared = {
	label: 'Customers',
	columns: [
		{ key: 'name', head: 'Клиент', cell: (row: Row) => row.name },
		{ key: 'phone', head: 'Телефон', width: '160px', cell: (row: Row) => <PhoneText phone={row.phone} none="—" /> },
		{
			key: 'state',
			head: 'Состояние',
			width: '140px',
			cell: (row: Row) => <RunStatePill state={row.state} label={row.state} />,
		},
		{ key: 'count', head: 'Заказов', width: '90px', align: 'right' as const, cell: (row: Row) => row.count },
	],
	rowKey: (row: Row) => String(row.id),
	empty: <EmptyState icon={IconUsers} text="Клиентов пока нет. Они появятся с первым вызовом операции." />,
};

export default { title: 'ui/DataTable' };

export const Rows = () => <DataTable {...shared} rows={rows} onOpen={() => undefined} foot="3 строки" />;
export const Dense = () => <DataTable {...shared} rows={rows} dense />;
export const Loading = () => <DataTable {...shared} rows={undefined} skeletonRows={5} />;
export const OldRowsWhileLoading = () => <DataTable {...shared} rows={rows} dimmed />;
export const Empty = () => <DataTable {...shared} rows={[]} />;
export const Failed = () => (
	<DataTable
		{...shared}
		rows={undefined}
		error={{ text: 'Сервер не отвечает.', detail: 'r-42', retryLabel: 'Повторить', onRetry: () => undefined }}
	/>
);
export const FailedWithOldRows = () => (
	<DataTable
		{...shared}
		rows={rows}
		error={{ text: 'Сервер не отвечает.', retryLabel: 'Повторить', onRetry: () => undefined }}
	/>
);
