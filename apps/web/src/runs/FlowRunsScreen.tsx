import { SegmentedControl, Select } from '@mantine/core';
import { IconDoorEnter, IconUsers } from '@tabler/icons-react';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { DataTable, EmptyState, FilterChips, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { FlowBar } from '../flows/FlowBar.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import screen from '../shell/Screen.module.css';
import { FilterLine, ScreenBody } from '../shell/Screen.tsx';
import { useNodeWords } from './use-node-words.ts';
import { useRefusalColumns } from './use-refusal-columns.tsx';
import { useRunColumns } from './use-run-columns.tsx';
import { useRunWords } from './use-run-words.ts';

const states = ['inside', 'ended', 'failed'] as const;
const refusalReasons = [
	'stale_action',
	'untrusted',
	'test',
	'filter',
	'flow_paused',
	'flow_stopped',
	'already_active',
] as const;

/** Who went through a flow and who did not enter it; a row opens one customer's path. */
export function FlowRunsScreen() {
	const { t } = useTranslation('runs');
	const { flow } = useParams({ from: '/shell/flows/$flow/runs' });
	const { tab } = useSearch({ from: '/shell/flows/$flow/runs' });
	const navigate = useNavigate({ from: '/flows/$flow/runs' });
	const refusals = tab === 'refusals';
	return (
		<>
			<FlowBar flowId={flow} tab="runs" />
			<main id="screen" className={screen.fit} tabIndex={-1}>
				<PageHeader
					title={t('title')}
					actions={
						<SegmentedControl
							aria-label={t('title')}
							value={refusals ? 'refusals' : 'runs'}
							onChange={(value) => void navigate({ search: { tab: value === 'refusals' ? value : undefined } })}
							data={[
								{ value: 'runs', label: t('tab.runs') },
								{ value: 'refusals', label: t('tab.refusals') },
							]}
						/>
					}
				/>
				{refusals ? <Refusals flow={flow} /> : <Runs flow={flow} />}
			</main>
		</>
	);
}

function Runs({ flow }: { flow: string }) {
	const { t } = useTranslation('runs');
	const search = useSearch({ from: '/shell/flows/$flow/runs' });
	const navigate = useNavigate({ from: '/flows/$flow/runs' });
	const router = useRouter();
	const words = useNodeWords();
	const state = states.find((one) => one === search.state);
	const { node, q } = search;
	const read = useRead(routes.readFlow, { params: { flow } });
	const pages = usePages(routes.listRuns, { query: { flow, state, node, q, limit: 50 } }, { pollMs: 5000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useRunColumns('flow', read.data?.draft.document);
	const nodes = read.data?.draft.document.nodes.map((one) => ({ value: one.id, label: words.name(one) })) ?? [];
	const named =
		node === undefined || nodes.some((one) => one.value === node) ? nodes : [...nodes, { value: node, label: node }];
	return (
		<>
			<FilterLine>
				<SearchBox
					label={t('search')}
					value={q}
					onChange={(value) => void navigate({ search: (was) => ({ ...was, q: value }), replace: true })}
				/>
				<FilterChips
					label={t('byState')}
					value={state ?? 'all'}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, state: value === 'all' ? undefined : value }) })
					}
					chips={(['all', ...states] as const).map((value) => ({ value, label: t(`group.${value}`) }))}
				/>
				<Select
					w={220}
					aria-label={t('byNode')}
					placeholder={t('anyNode')}
					clearable
					searchable
					clearButtonProps={{ 'aria-label': t('anyNode') }}
					nothingFoundMessage={t('noNode')}
					data={named}
					value={node ?? null}
					onChange={(value) => void navigate({ search: (was) => ({ ...was, node: value ?? undefined }) })}
				/>
				<span style={{ color: 'var(--text-3)' }}>
					<AsOf at={pages.asOf} />
				</span>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('tab.runs')}
					columns={columns}
					rows={pages.items}
					rowKey={(run) => run.id}
					rowHref={(run) => `/runs/${run.id}`}
					onOpen={(run) => void router.navigate({ to: '/runs/$run', params: { run: run.id } })}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1040}
					foot={<MoreRows pages={pages} />}
					empty={
						<EmptyState
							icon={IconUsers}
							text={state || node || q ? t('nothingFound') : t('empty')}
							action={
								state || node || q ? (
									<EmptyAction href={`/flows/${flow}/runs`}>{t('common:showAll')}</EmptyAction>
								) : (
									<EmptyAction href={`/flows/${flow}`}>{t('flows:tabs.schema')}</EmptyAction>
								)
							}
						/>
					}
				/>
			</ScreenBody>
		</>
	);
}

function Refusals({ flow }: { flow: string }) {
	const { t } = useTranslation('runs');
	const search = useSearch({ from: '/shell/flows/$flow/runs' });
	const navigate = useNavigate({ from: '/flows/$flow/runs' });
	const words = useRunWords();
	const pages = usePages(routes.listRefusals, { params: { flow }, query: { limit: 200 } }, { pollMs: 5000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useRefusalColumns();
	// The api lists refusals of every reason; the few that are loaded are narrowed here.
	const reason = refusalReasons.find((one) => one === search.state);
	const rows = reason ? pages.items?.filter((one) => one.reason === reason) : pages.items;
	return (
		<>
			<FilterLine>
				<Select
					w={280}
					aria-label={t('column.why')}
					placeholder={t('anyReason')}
					clearable
					clearButtonProps={{ 'aria-label': t('anyReason') }}
					data={refusalReasons.map((value) => ({ value, label: words.refusal(value).text }))}
					value={reason ?? null}
					onChange={(value) => void navigate({ search: (was) => ({ ...was, state: value ?? undefined }) })}
				/>
				<span style={{ color: 'var(--text-3)' }}>
					{t('refusalsKept')} · <AsOf at={pages.asOf} />
				</span>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('tab.refusals')}
					columns={columns}
					rows={rows}
					rowKey={(refusal) => `${refusal.at} ${refusal.customer.id} ${refusal.reason} ${refusal.version}`}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1040}
					foot={<MoreRows pages={pages} shown={rows?.length} />}
					empty={<EmptyState icon={IconDoorEnter} text={reason ? t('nothingFound') : t('noRefusals')} />}
				/>
			</ScreenBody>
		</>
	);
}
