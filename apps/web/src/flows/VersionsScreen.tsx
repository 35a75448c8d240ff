import { IconHistory } from '@tabler/icons-react';
import { useParams, useRouter } from '@tanstack/react-router';
import { routes, type VersionSummary } from '@volna/contract';
import { type Column, DataTable, EmptyState, PageHeader, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import screen from '../shell/Screen.module.css';
import { ScreenBody } from '../shell/Screen.tsx';
import { FlowBar } from './FlowBar.tsx';

/** What was published, newest first, and who is still inside each version. */
export function VersionsScreen() {
	const { t } = useTranslation('flows');
	const { flow } = useParams({ from: '/shell/flows/$flow/versions' });
	const read = useRead(routes.listVersions, { params: { flow } }, { pollMs: 5000 });
	const error = useTableError(read.error, () => void read.refetch());
	const format = useFormat();
	const router = useRouter();
	const hrefOf = (version: VersionSummary) => `/flows/${flow}?view=numbers&version=${version.id}`;
	const columns: Column<VersionSummary>[] = [
		{
			key: 'number',
			head: t('column.version'),
			width: '180px',
			cell: (version) => (
				<span style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
					<b>{t('version', { number: version.number })}</b>
					{version.active ? <StatePill tone="success" label={t('activeVersion')} /> : null}
				</span>
			),
		},
		{ key: 'at', head: t('column.published'), width: '160px', cell: (version) => <When at={version.publishedAt} /> },
		{ key: 'author', head: t('column.author'), width: '200px', cell: (version) => version.author ?? '—' },
		{
			key: 'note',
			head: t('column.note'),
			cell: (version) => version.note || <span style={{ color: 'var(--text-3)' }}>{t('noNote')}</span>,
		},
		{
			key: 'inside',
			head: t('column.inside'),
			width: '120px',
			align: 'right',
			cell: (version) => format.number(version.inside),
		},
		{
			key: 'plan',
			head: t('column.plan'),
			width: '120px',
			cell: (version) => <code title={version.planHash}>{version.planHash.slice(0, 8)}</code>,
		},
	];
	return (
		<>
			<FlowBar flowId={flow} tab="versions" />
			<main id="screen" className={screen.fit} tabIndex={-1}>
				<PageHeader title={t('tabs.versions')} meta={<AsOf at={read.data?.asOf} />} />
				<ScreenBody fit>
					<DataTable
						label={t('tabs.versions')}
						columns={columns}
						rows={read.data?.items}
						rowKey={(version) => version.id}
						rowHref={hrefOf}
						onOpen={(version) => router.history.push(hrefOf(version))}
						error={error}
						minWidth={900}
						empty={<EmptyState icon={IconHistory} text={t('noVersions')} />}
					/>
				</ScreenBody>
			</main>
		</>
	);
}
