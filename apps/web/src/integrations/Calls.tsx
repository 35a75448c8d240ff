import { IconCheck, IconClock, IconTestPipe, IconX } from '@tabler/icons-react';
import { type AnswerOf, type Operation, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { Go } from '../shell/Go.tsx';

type Call = AnswerOf<typeof routes.listOperationCalls>['items'][number];

const looks = {
	accepted: { tone: 'info', icon: IconClock },
	recorded: { tone: 'success', icon: IconCheck },
	invalid: { tone: 'danger', icon: IconX },
	failed: { tone: 'danger', icon: IconX },
} as const;

/** The last 1 000 calls of an operation, with what they were reproached with. */
export function Calls({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	const pages = usePages(
		routes.listOperationCalls,
		{ params: { operation: operation.id }, query: { limit: 50 } },
		{ pollMs: 3000 },
	);
	const error = useTableError(pages.error, pages.again);
	const columns = useColumns();
	return (
		<DataTable
			label={t('tab.calls')}
			columns={columns}
			rows={pages.items}
			rowKey={(call) => call.id}
			error={error}
			dimmed={pages.dimmed}
			minWidth={960}
			foot={<MoreRows pages={pages} />}
			empty={<EmptyState text={t('noCalls')} />}
		/>
	);
}

function useColumns(): Column<Call>[] {
	const { t } = useTranslation('integrations');
	const words = (found: Call['problems'][number]) =>
		t('problemAt', { problem: t(`problem.${found.code}`, { defaultValue: found.code }), location: found.location });
	return [
		{ key: 'at', head: t('column.at'), width: '120px', cell: (call) => <When at={call.at} /> },
		{
			key: 'state',
			head: t('column.result'),
			width: '140px',
			cell: (call) => <StatePill {...looks[call.state]} label={t(`call.${call.state}`)} />,
		},
		{
			key: 'problems',
			head: t('column.problems'),
			cell: (call) => {
				const text = [...call.problems, ...call.warnings].map(words).join('; ');
				if (!text) return <span style={{ color: 'var(--text-3)' }}>—</span>;
				return (
					<span title={text} style={{ color: call.problems.length > 0 ? 'var(--danger)' : 'var(--warning)' }}>
						{text}
					</span>
				);
			},
		},
		{
			key: 'customer',
			head: t('column.customer'),
			width: '120px',
			cell: (call) =>
				call.customer === null ? '—' : <Go href={`/customers/${call.customer}`}>{String(call.customer)}</Go>,
		},
		{
			key: 'kind',
			wideOnly: true,
			head: t('column.kind'),
			width: '140px',
			cell: (call) => (
				<span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
					<code>{call.kind}</code>
					{call.mode === 'test' ? <StatePill tone="warning" icon={IconTestPipe} label={t('mode.test')} /> : null}
				</span>
			),
		},
		{
			key: 'transaction',
			wideOnly: true,
			head: t('column.transaction'),
			width: '240px',
			cell: (call) => <code title={call.transactionId}>{call.transactionId}</code>,
		},
	];
}
