import { taskErrorText } from '@volna/contract';
import { type Column, DataTable } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';

export interface ShownFault {
	readonly line: number | null;
	readonly column: string | null;
	readonly code: string;
	readonly value: string | null;
	readonly customer: number | null;
}

/** Rows that could not be applied as they stand: where, what, why. */
export function FaultTable({ faults }: { faults: readonly ShownFault[] }) {
	const { t, i18n } = useTranslation('imports');
	const format = useFormat();
	const language = i18n.language.startsWith('ru') ? 'ru' : 'en';
	const columns: Column<ShownFault & { key: string }>[] = [
		{
			key: 'line',
			head: t('fault.line'),
			width: '90px',
			align: 'right',
			cell: (fault) => (fault.line === null ? '—' : format.number(fault.line)),
		},
		{ key: 'why', head: t('fault.why'), wrap: true, cell: (fault) => taskErrorText(fault.code, language) },
		{ key: 'column', head: t('fault.column'), width: '180px', wideOnly: true, cell: (fault) => fault.column ?? '—' },
		{
			key: 'value',
			head: t('fault.value'),
			width: '220px',
			cell: (fault) => (fault.value === null ? '—' : <span title={fault.value}>{fault.value}</span>),
		},
		{
			key: 'customer',
			head: t('fault.customer'),
			width: '110px',
			wideOnly: true,
			cell: (fault) =>
				fault.customer === null ? '—' : <a href={`/customers/${fault.customer}`}>{format.number(fault.customer)}</a>,
		},
	];
	return (
		<DataTable
			label={t('fault.table')}
			columns={columns}
			rows={faults.map((fault, index) => ({ ...fault, key: `${fault.line} ${index}` }))}
			rowKey={(fault) => fault.key}
			dense
			minWidth={720}
			empty={null}
		/>
	);
}
