import { Button, Menu, Select } from '@mantine/core';
import { IconBolt, IconChevronDown, IconPlus, IconTags } from '@tabler/icons-react';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type ActionTemplateSummary, type Category, routes, templateUsages } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CampaignSelect } from '../campaigns/CampaignSelect.tsx';
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
import { CategoriesDrawer } from './CategoriesDrawer.tsx';
import { categoryLine, categoryName } from './category-names.ts';
import css from './templates.module.css';
import { usageIcons } from './UsageTiles.tsx';

/** Action templates with how often each was issued (T-1…4). */
export function ActionTemplatesScreen() {
	const { t, i18n } = useTranslation('templates');
	const search = useSearch({ from: '/shell/integrations/action-templates' });
	const navigate = useNavigate({ from: '/integrations/action-templates' });
	const router = useRouter();
	const [dictionary, setDictionary] = useState(false);
	const archived = search.show === 'archived';
	const usage = templateUsages.find((one) => one === search.usage);
	const { q, category, tag, campaign } = search;
	const read = useRead(
		routes.listActionTemplates,
		{
			query: {
				...(q && { q }),
				...(category && { category }),
				...(usage && { usage }),
				...(tag && { tag }),
				...(campaign && { campaign }),
				...(archived && { archived: 'true' }),
			},
		},
		{ pollMs: 30_000 },
	);
	const dictionaryRead = useRead(routes.listCategories, {});
	const categories = dictionaryRead.data?.items ?? [];
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useColumns(categories);
	const narrowed = Boolean(q || category || usage || tag || campaign || archived);
	const set = (change: Partial<typeof search>) =>
		void navigate({ search: (was) => ({ ...was, ...change }), replace: true });
	return (
		<Screen crumbs={[{ label: t('shell:nav.integrations') }, { label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={
					read.data ? (
						<>
							{t('found', { count: read.data.items.length })} · <AsOf at={read.data.asOf} />
						</>
					) : null
				}
				actions={
					<>
						<Button
							variant="default"
							leftSection={<IconTags size={16} stroke={1.75} />}
							onClick={() => setDictionary(true)}
						>
							{t('dictionary')}
						</Button>
						<AddTemplate campaign={campaign} />
					</>
				}
			/>
			<FilterLine>
				<SearchBox label={t('search')} value={q} onChange={(value) => set({ q: value })} width={190} />
				<Select
					aria-label={t('byCategory')}
					placeholder={t('byCategory')}
					w={180}
					searchable
					clearable
					clearButtonProps={{ 'aria-label': t('clear') }}
					nothingFoundMessage={t('categoryNone')}
					value={category ?? null}
					onChange={(value) => set({ category: value ?? undefined })}
					data={ordered(categories).map((one) => ({
						value: one.id,
						label: `${'\u2003'.repeat(one.level - 1)}${categoryName(one, i18n.language)}`,
					}))}
				/>
				<Select
					aria-label={t('byUsage')}
					placeholder={t('byUsage')}
					w={150}
					clearable
					clearButtonProps={{ 'aria-label': t('clear') }}
					value={usage ?? null}
					onChange={(value) => set({ usage: value ?? undefined })}
					data={templateUsages.map((value) => ({ value, label: t(`usage.${value}`) }))}
				/>
				<CampaignSelect
					ariaLabel={t('byCampaign')}
					placeholder={t('byCampaign')}
					width={165}
					clearable
					value={campaign ?? null}
					onChange={(value) => set({ campaign: value ?? undefined })}
				/>
				<Select
					aria-label={t('byTag')}
					placeholder={t('byTag')}
					w={110}
					searchable
					clearable
					clearButtonProps={{ 'aria-label': t('clear') }}
					nothingFoundMessage={t('noTags')}
					value={tag ?? null}
					onChange={(value) => set({ tag: value ?? undefined })}
					data={read.data?.tags ?? []}
				/>
				<FilterChips<'live' | 'archived'>
					label={t('byState')}
					value={archived ? 'archived' : 'live'}
					onChange={(value) => set({ show: value === 'archived' ? value : undefined })}
					chips={[
						{ value: 'live', label: t('live') },
						{ value: 'archived', label: t('archivedMany') },
					]}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={read.data?.items}
					rowKey={(one) => one.id}
					rowHref={(one) => `/integrations/action-templates/${one.id}`}
					onOpen={(one) =>
						void router.navigate({
							to: '/integrations/action-templates/$template',
							params: { template: one.id },
							search: {},
						})
					}
					error={error}
					dimmed={read.isPlaceholderData}
					minWidth={1080}
					empty={
						<EmptyState
							icon={IconBolt}
							text={t(narrowed ? 'nothingFound' : 'empty')}
							action={
								narrowed ? (
									<EmptyAction href="/integrations/action-templates">{t('common:showAll')}</EmptyAction>
								) : (
									<AddTemplate campaign={undefined} />
								)
							}
						/>
					}
				/>
			</ScreenBody>
			<CategoriesDrawer opened={dictionary} onClose={() => setDictionary(false)} />
		</Screen>
	);
}

/** Each category before those that lie in it. */
function ordered(categories: readonly Category[], parent: string | null = null): readonly Category[] {
	return categories
		.filter((one) => one.parent === parent && !one.archived)
		.flatMap((one) => [one, ...ordered(categories, one.id)]);
}

function useColumns(categories: readonly Category[]): Column<ActionTemplateSummary>[] {
	const { t, i18n } = useTranslation('templates');
	const format = useFormat();
	return [
		{
			key: 'name',
			head: t('column.name'),
			cell: (one) => (
				<span title={one.systemName}>
					{one.name} <code className={css.systemName}>{one.systemName}</code>
				</span>
			),
		},
		{
			key: 'category',
			wideOnly: true,
			head: t('column.category'),
			width: '200px',
			cell: (one) => {
				const line = categoryLine(categories, one.categoryId).map((each) => categoryName(each, i18n.language));
				return line.length > 0 ? (
					<span title={line.join(' → ')}>{line.at(-1)}</span>
				) : (
					<span className={css.none}>—</span>
				);
			},
		},
		{
			key: 'usage',
			wideOnly: true,
			head: t('column.usage'),
			width: '118px',
			cell: (one) => (
				<span className={css.usages}>
					{templateUsages.map((usage) => {
						const Icon = usageIcons[usage];
						const on = one.usage.includes(usage);
						return (
							<span key={usage} data-off={!on || undefined} title={on ? t(`usage.${usage}`) : undefined}>
								<Icon size={16} stroke={1.75} aria-label={on ? t(`usage.${usage}`) : undefined} aria-hidden={!on} />
							</span>
						);
					})}
				</span>
			),
		},
		{
			key: 'campaign',
			wideOnly: true,
			head: t('column.campaign'),
			width: '150px',
			cell: (one) => one.campaign.name,
		},
		{
			key: 'tags',
			wideOnly: true,
			head: t('column.tags'),
			width: '130px',
			cell: (one) => (
				<span className={css.tags} title={one.tags.join(', ')}>
					{one.tags.join(', ')}
				</span>
			),
		},
		{
			key: 'issued',
			head: t('column.issued'),
			width: '110px',
			align: 'right',
			cell: (one) => format.number(one.issued30d),
		},
		{
			key: 'last',
			head: t('column.last'),
			width: '122px',
			cell: (one) => <When at={one.lastIssuedAt} none={t('never')} />,
		},
	];
}

/** Добавить → Шаблон действия (T-3, T-4). */
function AddTemplate({ campaign }: { campaign: string | undefined }) {
	const { t } = useTranslation('templates');
	const router = useRouter();
	const may = useRight('edit');
	return (
		<WithReason reason={may ? null : t('common:noRight.edit')}>
			<Menu position="bottom-end" width={230} disabled={!may}>
				<Menu.Target>
					<Button
						disabled={!may}
						leftSection={<IconPlus size={16} stroke={1.75} />}
						rightSection={<IconChevronDown size={16} stroke={1.75} />}
					>
						{t('add')}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item
						leftSection={<IconBolt size={16} stroke={1.75} />}
						onClick={() =>
							void router.navigate({
								to: '/integrations/action-templates/$template',
								params: { template: 'new' },
								search: campaign ? { campaign } : {},
							})
						}
					>
						{t('one')}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		</WithReason>
	);
}
