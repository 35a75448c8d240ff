import { Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FlowSummary, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, FlowStatePill, PageHeader, Sparkline } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { Go } from '../shell/Go.tsx';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import css from './FlowsScreen.module.css';

const states = ['draft', 'active', 'paused', 'stopped', 'archived'] as const;
type State = (typeof states)[number];

/** Every flow with its state and figures of 30 days. */
export function FlowsScreen() {
	const { t } = useTranslation('flows');
	const search = useSearch({ from: '/shell/flows' });
	const navigate = useNavigate({ from: '/flows' });
	const router = useRouter();
	const state = states.find((one) => one === search.state);
	const read = useRead(routes.listFlows, { query: { q: search.q } }, { pollMs: 5000 });
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns();
	const all = read.data?.items;
	const rows = state ? all?.filter((flow) => flow.state === state) : all?.filter((flow) => flow.state !== 'archived');
	const present = states.filter((one) => one === state || all?.some((flow) => flow.state === one));

	return (
		<Screen crumbs={[{ label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={
					read.data ? (
						<>
							{t('found', { count: rows?.length ?? 0 })} · <AsOf at={read.data.asOf} />
						</>
					) : null
				}
				actions={<CreateFlow />}
			/>
			<FilterLine>
				<SearchBox
					label={t('search')}
					value={search.q}
					onChange={(q) => void navigate({ search: (was) => ({ ...was, q }), replace: true })}
				/>
				<FilterChips<State | 'all'>
					label={t('byState')}
					value={state ?? 'all'}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, state: value === 'all' ? undefined : value }) })
					}
					chips={[
						{ value: 'all', label: t('stateAll') },
						...present.map((one) => ({
							value: one,
							label: t(`state.${one}`),
							count: String(all?.filter((flow) => flow.state === one).length ?? 0),
						})),
					]}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={rows}
					rowKey={(flow) => flow.id}
					rowHref={(flow) => `/flows/${flow.id}`}
					onOpen={(flow) => void router.navigate({ to: '/flows/$flow', params: { flow: flow.id } })}
					error={error}
					dimmed={read.isPlaceholderData}
					minWidth={1040}
					empty={
						<EmptyState
							icon={IconRoute}
							text={search.q || state ? t('nothingFound') : t('empty')}
							action={search.q || state ? <EmptyAction href="/flows">{t('common:showAll')}</EmptyAction> : null}
						/>
					}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useColumns(): Column<FlowSummary>[] {
	const { t } = useTranslation('flows');
	const format = useFormat();
	return [
		{
			key: 'name',
			head: t('column.name'),
			cell: (flow) => (
				<>
					{flow.name} <span className={css.campaign}>{flow.campaign.name}</span>
				</>
			),
		},
		{
			key: 'state',
			head: t('column.state'),
			width: '128px',
			cell: (flow) => <FlowStatePill state={flow.state} label={t(`state.${flow.state}`)} />,
		},
		{
			key: 'version',
			wideOnly: true,
			head: t('column.version'),
			width: '148px',
			cell: (flow) => (
				<>
					{flow.version === null ? (
						<span className={css.none}>{t('noVersion')}</span>
					) : (
						t('version', { number: flow.version })
					)}
					{flow.version !== null && flow.draftDiffers ? <span className={css.none}> {t('draftDiffers')}</span> : null}
				</>
			),
		},
		{
			key: 'entered',
			wideOnly: true,
			head: t('column.entered'),
			width: '188px',
			cell: (flow) => (
				<span className={css.entered}>
					<Sparkline
						values={flow.enteredByDay}
						label={t('enteredSeries', { count: flow.entered30d, entered: format.number(flow.entered30d) })}
					/>
					<span>{format.number(flow.entered30d)}</span>
				</span>
			),
		},
		{
			key: 'here',
			head: t('column.hereNow'),
			width: '116px',
			align: 'right',
			cell: (flow) => <RunsLink flow={flow.id} count={flow.hereNow} />,
		},
		{
			key: 'notSent',
			head: t('column.notSent'),
			width: '120px',
			align: 'right',
			cell: (flow) => <NotSentLink flow={flow.id} share={flow.notSentShare} />,
		},
		{
			key: 'changed',
			wideOnly: true,
			head: t('column.changed'),
			width: '176px',
			cell: (flow) => (
				<>
					<When at={flow.updatedAt} /> <span className={css.none}>{flow.updatedBy}</span>
				</>
			),
		},
	];
}

function RunsLink({ flow, count }: { flow: string; count: number }) {
	const format = useFormat();
	const sees = useRight('read-customers');
	if (!sees || count === 0) return <>{format.number(count)}</>;
	return <Go href={`/flows/${flow}/runs?state=inside`}>{format.number(count)}</Go>;
}

function NotSentLink({ flow, share }: { flow: string; share: number | null }) {
	const format = useFormat();
	const sees = useRight('read-customers');
	if (share === null) return <span className={css.none}>—</span>;
	if (!sees || share === 0) return <>{format.percent(share)}</>;
	return <Go href={`/messages?group=not_sent&flow=${flow}`}>{format.percent(share)}</Go>;
}

function CreateFlow() {
	const { t } = useTranslation('flows');
	const router = useRouter();
	const [opened, dialog] = useDisclosure(false);
	const [name, setName] = useState('');
	const may = useRight('edit');
	const create = useChange(routes.createFlow, {
		stale: ['listFlows'],
		done: (flow) => void router.navigate({ to: '/flows/$flow', params: { flow: flow.id } }),
	});
	function submit(event: FormEvent) {
		event.preventDefault();
		create.mutate({ body: { name: name.trim() || t('newName') } });
	}
	return (
		<>
			<WithReason reason={may ? null : t('common:noRight.edit')}>
				<Button disabled={!may} leftSection={<IconPlus size={16} stroke={1.75} />} onClick={dialog.open}>
					{t('create')}
				</Button>
			</WithReason>
			<Modal
				opened={opened}
				onClose={dialog.close}
				title={t('createTitle')}
				closeButtonProps={{ 'aria-label': t('common:close') }}
			>
				<form onSubmit={submit}>
					<TextInput
						label={t('column.name')}
						description={t('createHint')}
						placeholder={t('newName')}
						maxLength={200}
						data-autofocus
						value={name}
						onChange={(event) => setName(event.currentTarget.value)}
					/>
					<div className={css.dialogFoot}>
						<Button variant="default" onClick={dialog.close}>
							{t('common:cancel')}
						</Button>
						<Button type="submit" loading={create.isPending}>
							{t('createSubmit')}
						</Button>
					</div>
				</form>
			</Modal>
		</>
	);
}
