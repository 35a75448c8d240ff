import { useNavigate, useSearch } from '@tanstack/react-router';
import { type AnswerOf, type CallOf, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import css from './operations.module.css';

type Refused = AnswerOf<typeof routes.listRefusedCalls>['items'][number];
type Code = NonNullable<CallOf<typeof routes.listRefusedCalls>['query']>['code'];

/** Calls that no operation's log has: a wrong key, a broken body, an unknown name. */
export function RefusedCalls() {
	const { t } = useTranslation('operations');
	const format = useFormat();
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const code = search.code as Code;
	const counts = useRead(routes.listRefusedCalls, { query: { limit: 1 } }, { pollMs: 10_000 });
	const pages = usePages(routes.listRefusedCalls, { query: { code, limit: 50 } }, { pollMs: 5000 });
	const error = useTableError(pages.error, pages.again);
	const word = (value: string) => t(`refused.${value}`, { defaultValue: value });
	const codes = counts.data?.codes ?? [];
	const columns: Column<Refused>[] = [
		{ key: 'at', head: t('integrations:column.at'), width: '120px', cell: (call) => <When at={call.at} /> },
		{ key: 'code', head: t('reason'), cell: (call) => <span title={call.code}>{word(call.code)}</span> },
		{ key: 'operation', head: t('asOperation'), width: '220px', cell: (call) => <code>{call.operation || '—'}</code> },
		{ key: 'endpoint', head: t('asEndpoint'), width: '180px', cell: (call) => <code>{call.endpoint || '—'}</code> },
		{
			key: 'address',
			wideOnly: true,
			head: t('address'),
			width: '160px',
			cell: (call) => <code>{call.address || '—'}</code>,
		},
	];
	return (
		<>
			<p className={css.say}>{t('refusedLead')}</p>
			<div className={css.filters}>
				<FilterChips
					label={t('byReason')}
					value={code ?? 'all'}
					onChange={(value) =>
						void navigate({ search: { tab: 'refused', code: value === 'all' ? undefined : value }, replace: true })
					}
					chips={[
						{ value: 'all' as string, label: t('all') },
						...codes.map((one) => ({ value: one.code, label: word(one.code), count: format.number(one.calls) })),
						...(code && !codes.some((one) => one.code === code) ? [{ value: code, label: word(code) }] : []),
					]}
				/>
			</div>
			<DataTable
				label={t('tab.refused')}
				columns={columns}
				rows={pages.items}
				rowKey={(call) => call.id}
				error={error}
				dimmed={pages.dimmed}
				minWidth={860}
				foot={<MoreRows pages={pages} />}
				empty={<EmptyState text={t('noRefused')} />}
			/>
		</>
	);
}
