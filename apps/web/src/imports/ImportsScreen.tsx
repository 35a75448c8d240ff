import { Button } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type Import, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { ImportStatePill } from './ImportStatePill.tsx';

/** Files of customers that were imported, and what came of each. */
export function ImportsScreen() {
	const { t } = useTranslation('imports');
	const router = useRouter();
	const pages = usePages(routes.listImports, { query: { limit: 50 } }, { pollMs: 3000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useColumns();
	return (
		<Screen crumbs={[{ label: t('shell:nav.data') }, { label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={<AsOf at={pages.asOf} />}
				actions={<Button onClick={() => void router.navigate({ to: '/data/imports/new' })}>{t('newOne')}</Button>}
			/>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={pages.items}
					rowKey={(one) => one.id}
					rowHref={(one) => `/data/imports/${one.id}`}
					onOpen={(one) => void router.navigate({ to: '/data/imports/$import', params: { import: one.id } })}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1080}
					foot={<MoreRows pages={pages} />}
					empty={
						<EmptyState
							icon={IconFileImport}
							text={t('empty')}
							action={<EmptyAction href="/data/imports/new">{t('newOne')}</EmptyAction>}
						/>
					}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useColumns(): Column<Import>[] {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const number = (key: 'created' | 'updated', width: string): Column<Import> => ({
		key,
		head: t(`result.${key}`),
		width,
		align: 'right',
		wideOnly: true,
		cell: (one) => format.number(one.counts[key]),
	});
	return [
		{ key: 'file', head: t('column.file'), cell: (one) => <span title={one.fileName}>{one.fileName}</span> },
		{ key: 'kind', head: t('column.kind'), width: '156px', wideOnly: true, cell: (one) => t(`kind.${one.kind}`) },
		{ key: 'state', head: t('column.state'), width: '172px', cell: (one) => <ImportStatePill state={one.state} /> },
		{
			key: 'rows',
			head: t('result.rows'),
			width: '88px',
			align: 'right',
			cell: (one) => format.number(one.rowsRead),
		},
		number('created', '84px'),
		number('updated', '98px'),
		{
			key: 'refused',
			head: t('result.refused'),
			width: '96px',
			align: 'right',
			cell: (one) =>
				one.counts.refused > 0 ? (
					<b style={{ color: 'var(--danger)' }}>{format.number(one.counts.refused)}</b>
				) : (
					format.number(0)
				),
		},
		{ key: 'who', head: t('column.who'), width: '116px', wideOnly: true, cell: (one) => one.staffName ?? '—' },
		{ key: 'when', head: t('column.when'), width: '112px', wideOnly: true, cell: (one) => <When at={one.createdAt} /> },
	];
}
