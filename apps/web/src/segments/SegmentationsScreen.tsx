import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFilter, IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { routes, type Segmentation } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { SegmentationPill } from './SegmentationPill.tsx';
import css from './segments.module.css';

const chips = ['all', 'draft', 'static', 'filter', 'archived'] as const;
type Chip = (typeof chips)[number];

/** Segmentations with their segments and how many are in them. */
export function SegmentationsScreen() {
	const { t } = useTranslation('segments');
	const search = useSearch({ from: '/shell/data/segmentations' });
	const navigate = useNavigate({ from: '/data/segmentations' });
	const router = useRouter();
	const chip: Chip = chips.find((one) => one === search.show) ?? 'all';
	const read = useRead(
		routes.listSegmentations,
		{
			query: {
				q: search.q,
				...(chip === 'draft' || chip === 'archived' ? { state: chip } : {}),
				...(chip === 'static' || chip === 'filter' ? { kind: chip } : {}),
			},
		},
		{ pollMs: 10_000 },
	);
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useSegmentationColumns();
	const narrowed = search.q !== undefined || chip !== 'all';
	return (
		<Screen crumbs={[{ label: t('shell:nav.data') }, { label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={
					read.data ? (
						<>
							{t('found', { count: read.data.items.length })} · <AsOf at={read.data.asOf} />
						</>
					) : null
				}
				actions={<AddSegmentation />}
			/>
			<FilterLine>
				<SearchBox
					label={t('search')}
					value={search.q}
					onChange={(q) => void navigate({ search: (was) => ({ ...was, q }), replace: true })}
				/>
				<FilterChips<Chip>
					label={t('byKind')}
					value={chip}
					onChange={(value) =>
						void navigate({ search: (was) => ({ ...was, show: value === 'all' ? undefined : value }) })
					}
					chips={chips.map((value) => ({ value, label: t(`chip.${value}`) }))}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={read.data?.items}
					rowKey={(one) => one.id}
					rowHref={(one) => `/data/segmentations/${one.id}`}
					onOpen={(one) =>
						void router.navigate({ to: '/data/segmentations/$segmentation', params: { segmentation: one.id } })
					}
					error={error}
					dimmed={read.isPlaceholderData}
					minWidth={980}
					empty={
						<EmptyState
							icon={IconUsersGroup}
							text={narrowed ? t('nothingFound') : t('empty')}
							action={
								narrowed ? (
									<EmptyAction href="/data/segmentations">{t('common:showAll')}</EmptyAction>
								) : (
									<AddSegmentation quiet />
								)
							}
						/>
					}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useSegmentationColumns(): Column<Segmentation>[] {
	const { t } = useTranslation('segments');
	const format = useFormat();
	return [
		{
			key: 'name',
			head: t('column.name'),
			width: '230px',
			cell: (one) => one.name,
		},
		{
			key: 'kind',
			head: t('column.kind'),
			width: '116px',
			cell: (one) => t(`kind.${one.kind}`),
		},
		{
			key: 'state',
			head: t('column.state'),
			width: '128px',
			cell: (one) => <SegmentationPill state={one.state} />,
		},
		{
			key: 'segments',
			head: t('column.segments'),
			cell: (one) => <Sizes segmentation={one} />,
		},
		{
			key: 'members',
			head: t('column.members'),
			width: '112px',
			align: 'right',
			cell: (one) =>
				one.state === 'draft' ? (
					<span className={css.none}>—</span>
				) : (
					format.number(one.segments.reduce((sum, segment) => sum + segment.size, 0))
				),
		},
		{
			key: 'asOf',
			wideOnly: true,
			head: t('column.changed'),
			width: '150px',
			cell: (one) =>
				one.kind === 'filter' && one.state === 'launched' ? (
					one.recalculating ? (
						t('recalculating')
					) : (
						<>
							{t('asOfShort')} <When at={one.recalculatedAt} none={t('notYet')} />
						</>
					)
				) : (
					<When at={one.updatedAt} />
				),
		},
	];
}

function Sizes({ segmentation }: { segmentation: Segmentation }) {
	const format = useFormat();
	const text = segmentation.segments
		.map((segment) =>
			segmentation.state === 'draft' ? segment.name : `${segment.name} ${format.number(segment.size)}`,
		)
		.join(' · ');
	if (text === '') return <span className={css.none}>—</span>;
	return <span title={text}>{text}</span>;
}

/** Добавить → Статическую по сущности Клиент, or by filter (G-2…4). A kind never changes. */
function AddSegmentation({ quiet = false }: { quiet?: boolean }) {
	const { t } = useTranslation('segments');
	const router = useRouter();
	const may = useRight('edit');
	const open = (kind: 'static' | 'filter') =>
		void router.navigate({
			to: '/data/segmentations/$segmentation',
			params: { segmentation: 'new' },
			search: { kind },
		});
	return (
		<WithReason reason={may ? null : t('noRight')}>
			<Menu position="bottom-end" width={300} disabled={!may}>
				<Menu.Target>
					<Button
						variant={quiet ? 'default' : 'filled'}
						disabled={!may}
						leftSection={<IconPlus size={16} stroke={1.75} />}
						rightSection={<IconChevronDown size={16} stroke={1.75} />}
					>
						{t('create')}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconUsersGroup size={18} stroke={1.75} />} onClick={() => open('static')}>
						<span className={css.choice}>
							<b>{t('createStatic')}</b>
							<span>{t('createStaticHint')}</span>
						</span>
					</Menu.Item>
					<Menu.Item leftSection={<IconFilter size={18} stroke={1.75} />} onClick={() => open('filter')}>
						<span className={css.choice}>
							<b>{t('createFilter')}</b>
							<span>{t('createFilterHint')}</span>
						</span>
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		</WithReason>
	);
}
