import { IconCheck, IconClock, IconTestPipe, IconX } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type AnswerOf, type Operation, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { CallDrawer } from '../operations/CallDrawer.tsx';
import css from '../operations/operations.module.css';
import { MoreRows } from '../reading/MoreRows.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { Go } from '../shell/Go.tsx';

type Call = AnswerOf<typeof routes.listOperationCalls>['items'][number];

const looks = {
	accepted: { tone: 'info', icon: IconClock },
	recorded: { tone: 'success', icon: IconCheck },
	invalid: { tone: 'danger', icon: IconX },
	failed: { tone: 'danger', icon: IconX },
} as const;

const states = ['recorded', 'accepted', 'invalid', 'failed'] as const;

/** The last 1 000 calls of an operation, with what they were reproached with; a row opens the call. */
export function Calls({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	const format = useFormat();
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const state = states.find((one) => one === search.state);
	const params = { operation: operation.id };
	const errors = useRead(routes.countOperationErrors, { params }, { pollMs: 10_000 });
	const pages = usePages(
		routes.listOperationCalls,
		{ params, query: { limit: 50, state, code: search.code, q: search.q } },
		{ pollMs: 3000 },
	);
	const error = useTableError(pages.error, pages.again);
	const columns = useColumns();
	const go = (change: Partial<typeof search>) =>
		void navigate({ search: (was) => ({ ...was, ...change }), replace: true });
	const word = (code: string) => t(`problem.${code}`, { defaultValue: t(`operations:refused.${code}`, code) });
	const codes = errors.data?.items ?? [];
	const filtered = state !== undefined || search.code !== undefined || search.q !== undefined;
	return (
		<>
			<div className={css.filters}>
				<SearchBox label={t('operations:searchCalls')} value={search.q} onChange={(q) => go({ q })} />
				<FilterChips
					label={t('column.result')}
					value={state ?? 'all'}
					onChange={(value) => go({ state: value === 'all' ? undefined : value })}
					chips={[
						{ value: 'all' as string, label: t('operations:all') },
						...states.map((value) => ({ value: value as string, label: t(`call.${value}`) })),
					]}
				/>
			</div>
			{codes.length > 0 || search.code ? (
				<div className={css.filters}>
					<span className={css.say}>{t('operations:errors24h')}</span>
					<FilterChips
						label={t('operations:errors24h')}
						value={search.code ?? 'all'}
						onChange={(value) => go({ code: value === 'all' ? undefined : value })}
						chips={[
							{ value: 'all', label: t('operations:all') },
							...codes.map((one) => ({ value: one.code, label: word(one.code), count: format.number(one.calls) })),
							...(search.code && !codes.some((one) => one.code === search.code)
								? [{ value: search.code, label: word(search.code) }]
								: []),
						]}
					/>
				</div>
			) : null}
			<DataTable
				label={t('tab.calls')}
				columns={columns}
				rows={pages.items}
				rowKey={(call) => call.id}
				onOpen={(call) => go({ call: call.id })}
				error={error}
				dimmed={pages.dimmed}
				minWidth={960}
				foot={<MoreRows pages={pages} />}
				empty={<EmptyState text={filtered ? t('operations:noneFound') : t('noCalls')} />}
			/>
			{search.call ? (
				<CallDrawer operation={operation.id} call={search.call} onClose={() => go({ call: undefined })} />
			) : null}
		</>
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
