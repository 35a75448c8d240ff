import { IconUsers } from '@tabler/icons-react';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type CustomerSummary, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, PageHeader, PhoneText } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { PlaceAndClock } from './PlaceAndClock.tsx';
import { SmsPill } from './SmsPill.tsx';

/** Customers, found by name, phone in any spelling, e-mail or number. */
export function CustomersScreen() {
	const { t } = useTranslation('customers');
	const { q } = useSearch({ from: '/shell/customers' });
	const navigate = useNavigate({ from: '/customers' });
	const router = useRouter();
	const pages = usePages(routes.listCustomers, { query: { q, limit: 50 } }, { pollMs: 10_000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useColumns();
	return (
		<Screen crumbs={[{ label: t('title') }]} fit>
			<PageHeader title={t('title')} meta={<AsOf at={pages.asOf} />} />
			<FilterLine>
				<SearchBox
					label={t('search')}
					width={340}
					value={q}
					onChange={(value) => void navigate({ search: { q: value }, replace: true })}
				/>
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={pages.items}
					rowKey={(customer) => String(customer.id)}
					rowHref={(customer) => `/customers/${customer.id}`}
					onOpen={(customer) =>
						void router.navigate({ to: '/customers/$customer', params: { customer: String(customer.id) } })
					}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1080}
					foot={<MoreRows pages={pages} />}
					empty={
						<EmptyState
							icon={IconUsers}
							text={q ? t('nothingFound') : t('empty')}
							action={
								q ? (
									<EmptyAction href="/customers">{t('common:showAll')}</EmptyAction>
								) : (
									<EmptyAction href="/integrations/operations">{t('shell:nav.operations')}</EmptyAction>
								)
							}
						/>
					}
				/>
			</ScreenBody>
		</Screen>
	);
}

function useColumns(): Column<CustomerSummary>[] {
	const { t } = useTranslation('customers');
	return [
		{
			key: 'name',
			head: t('column.name'),
			width: '230px',
			cell: (customer) => customer.name ?? t('unnamed', { id: customer.id }),
		},
		{
			key: 'phone',
			head: t('column.phone'),
			width: '156px',
			cell: (customer) => <PhoneText phone={customer.phone} none="—" />,
		},
		{
			key: 'area',
			head: t('column.area'),
			width: '228px',
			cell: (customer) => <PlaceAndClock area={customer.area} zone={customer.timeZone} />,
		},
		{
			key: 'sms',
			head: t('column.sms'),
			width: '176px',
			cell: (customer) => <SmsPill state={customer.smsSubscription} />,
		},
		{
			key: 'segments',
			wideOnly: true,
			head: t('column.segments'),
			cell: (customer) =>
				customer.segments.length > 0 ? (
					<span title={customer.segments.join(', ')}>{customer.segments.join(', ')}</span>
				) : (
					<span style={{ color: 'var(--text-3)' }}>—</span>
				),
		},
		{
			key: 'activity',
			wideOnly: true,
			head: t('column.activity'),
			width: '140px',
			cell: (customer) => <When at={customer.lastActivityAt} />,
		},
		{
			key: 'created',
			wideOnly: true,
			head: t('column.created'),
			width: '130px',
			cell: (customer) => <When at={customer.createdAt} />,
		},
	];
}
