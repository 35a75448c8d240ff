import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileImport, IconUsers } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { EmptyState, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { FilterChipsLine, useFilterSpeech } from '../../filters/index.ts';
import { SearchBox } from '../../reading/SearchBox.tsx';
import { useTableError } from '../../reading/use-table-error.ts';
import { useRight } from '../../session/use-right.ts';
import { EmptyAction } from '../../shell/EmptyAction.tsx';
import { FilterLine, Screen, ScreenBody } from '../../shell/Screen.tsx';
import { WithReason } from '../../shell/WithReason.tsx';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import css from './CustomersScreen.module.css';
import { FoundCount, useFound } from './FoundCount.tsx';
import { ListFoot } from './ListFoot.tsx';
import { SelectedActions } from './SelectedActions.tsx';
import { SelectMenu } from './SelectMenu.tsx';
import { SplitDialog } from './SplitDialog.tsx';
import { useChosen } from './use-chosen.ts';
import { useColumnChoices, useColumns, widthOf } from './use-columns.tsx';
import { useCustomerPage } from './use-customer-page.ts';
import { useListState } from './use-list-state.ts';
import { ViewsMenu } from './ViewsMenu.tsx';
import { VirtualTable } from './VirtualTable.tsx';

/** Customers: found by a search and a filter, chosen one by one, by the page, all of them or a random part. */
export function CustomersScreen() {
	const { t } = useTranslation('customers');
	const router = useRouter();
	const mayImport = useRight('import');
	const state = useListState();
	const { words } = useFilterSpeech();
	const page = useCustomerPage(state);
	const found = useFound(state);
	const chosen = useChosen(state, page.rows);
	const error = useTableError(page.error, page.again);
	const choices = useColumnChoices(words);
	const columns = useColumns(state.columns, words);
	const [splitting, split] = useDisclosure(false);
	const narrowed = state.q !== undefined || state.filter !== undefined;
	return (
		<Screen crumbs={[{ label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={<FoundCount found={found} />}
				actions={
					<>
						<SelectedActions chosen={chosen} columns={state.columns} />
						<WithReason reason={mayImport ? null : t('list.noRightImport')}>
							<Button
								variant="default"
								disabled={!mayImport}
								leftSection={<IconFileImport size={16} stroke={1.75} />}
								onClick={() => void router.navigate({ to: '/data/imports/new' })}
							>
								{t('list.import')}
							</Button>
						</WithReason>
					</>
				}
			/>
			<FilterLine>
				<SearchBox
					key={state.view?.id}
					label={t('search')}
					width={240}
					value={state.q}
					onChange={(q) => state.ask({ q, filter: state.filter })}
				/>
				<FilterChipsLine value={state.filter} onChange={(filter) => state.ask({ q: state.q, filter })} />
				<span className={css.gap} />
				<span className={css.tools}>
					<ViewsMenu state={state} />
					<ColumnsMenu choices={choices} chosen={state.columns} onChange={state.setColumns} />
				</span>
			</FilterLine>
			<ScreenBody fit>
				<VirtualTable
					label={t('title')}
					columns={columns}
					rows={page.rows}
					rowKey={(customer) => String(customer.id)}
					rowHref={(customer) => `/customers/${customer.id}`}
					onOpen={(customer) =>
						void router.navigate({ to: '/customers/$customer', params: { customer: String(customer.id) } })
					}
					selection={{
						head: (
							<SelectMenu state={state} found={found} rows={page.rows ?? []} chosen={chosen} onSplit={split.open} />
						),
						isSelected: chosen.has,
						onToggle: chosen.toggle,
						label: (customer) => t('list.selectOne', { name: customer.name ?? t('unnamed', { id: customer.id }) }),
					}}
					error={error}
					dimmed={page.dimmed}
					minWidth={widthOf(columns)}
					foot={<ListFoot state={state} page={page} found={found} />}
					empty={
						<EmptyState
							icon={IconUsers}
							text={narrowed ? t('nothingFound') : t('empty')}
							action={
								narrowed ? (
									<EmptyAction href="/customers">{t('common:showAll')}</EmptyAction>
								) : (
									<EmptyAction href="/integrations/operations">{t('shell:nav.operations')}</EmptyAction>
								)
							}
						/>
					}
				/>
			</ScreenBody>
			<SplitDialog opened={splitting} onClose={split.close} state={state} />
		</Screen>
	);
}
