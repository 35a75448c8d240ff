import { IconMessage2, IconX } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type MessageSummary, routes } from '@volna/contract';
import { type Column, DataTable, EmptyState, FilterChips, PageHeader, PhoneText } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { SearchBox } from '../reading/SearchBox.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { EmptyAction } from '../shell/EmptyAction.tsx';
import { Go } from '../shell/Go.tsx';
import { FilterLine, Screen, ScreenBody } from '../shell/Screen.tsx';
import { ExportButton } from '../tasks/ExportButton.tsx';
import { MessageDrawer } from './MessageDrawer.tsx';
import { MessageState } from './MessageState.tsx';
import css from './MessagesScreen.module.css';
import { useMessageWords } from './use-message-words.ts';

export const messageGroups = ['waiting', 'handed_off', 'delivered', 'undelivered', 'unknown', 'not_sent'] as const;

/** Every message, newest first, with its state and why. */
export function MessagesScreen() {
	const { t } = useTranslation('messages');
	const search = useSearch({ from: '/shell/messages' });
	const navigate = useNavigate({ from: '/messages' });
	const group = messageGroups.find((one) => one === search.group);
	const { reason, flow, node, account, q } = search;
	const pages = usePages(
		routes.listMessages,
		{ query: { group, reason, flow, node, account, q, limit: 50 } },
		{ pollMs: 5000 },
	);
	const error = useTableError(pages.error, pages.again);
	const columns = useMessageColumns();
	const narrowed = Boolean(group || reason || flow || node || account || q);
	return (
		<Screen crumbs={[{ label: t('title') }]} fit>
			<PageHeader
				title={t('title')}
				meta={<AsOf at={pages.asOf} />}
				actions={<ExportButton from={{ source: 'messages', group, reason, flow, node, account, q }} />}
			/>
			<FilterLine>
				<SearchBox
					label={t('search')}
					value={q}
					onChange={(value) => void navigate({ search: (was) => ({ ...was, q: value }), replace: true })}
				/>
				<FilterChips
					label={t('byGroup')}
					value={group ?? 'all'}
					onChange={(value) =>
						void navigate({
							search: (was) => ({ ...was, group: value === 'all' ? undefined : value, reason: undefined }),
						})
					}
					chips={(['all', ...messageGroups] as const).map((value) => ({ value, label: t(`group.${value}`) }))}
				/>
				<MoreFilters />
			</FilterLine>
			<ScreenBody fit>
				<DataTable
					label={t('title')}
					columns={columns}
					rows={pages.items}
					rowKey={(message) => message.id}
					onOpen={(message) => void navigate({ search: (was) => ({ ...was, message: message.id }) })}
					error={error}
					dimmed={pages.dimmed}
					minWidth={1080}
					foot={<MoreRows pages={pages} />}
					empty={
						<EmptyState
							icon={IconMessage2}
							text={narrowed ? t('nothingFound') : t('empty')}
							action={
								narrowed ? (
									<EmptyAction href="/messages">{t('common:showAll')}</EmptyAction>
								) : (
									<EmptyAction href="/flows">{t('shell:nav.flows')}</EmptyAction>
								)
							}
						/>
					}
				/>
			</ScreenBody>
			<MessageDrawer
				id={search.message ?? null}
				onClose={() => void navigate({ search: (was) => ({ ...was, message: undefined }) })}
			/>
		</Screen>
	);
}

/** Filters that came with a link: they are taken off here. */
function MoreFilters() {
	const { t } = useTranslation('messages');
	const search = useSearch({ from: '/shell/messages' });
	const navigate = useNavigate({ from: '/messages' });
	const words = useMessageWords();
	const flows = useRead(routes.listFlows, { query: {} }, { enabled: search.flow !== undefined });
	const left = useRead(routes.listFormerAccounts, {}, { enabled: search.account !== undefined });
	const chips = [
		search.flow === undefined
			? null
			: {
					key: 'flow' as const,
					label: t('column.flow'),
					value: flows.data?.items.find((one) => one.id === search.flow)?.name ?? '…',
				},
		search.node === undefined ? null : { key: 'node' as const, label: t('node'), value: search.node },
		search.account === undefined
			? null
			: {
					key: 'account' as const,
					label: t('account'),
					value: left.data?.items.find((one) => one.id === search.account)?.name ?? (left.data ? '' : '…'),
				},
		search.reason === undefined
			? null
			: { key: 'reason' as const, label: t('column.why'), value: words.reason(search.reason) },
	].filter((chip) => chip !== null);
	return chips.map((chip) => (
		<span key={chip.key} className={css.chip}>
			<span className={css.chipLabel}>{chip.label}</span> {chip.value}
			<button
				type="button"
				aria-label={t('takeOff', { label: chip.label })}
				onClick={() => void navigate({ search: (was) => ({ ...was, [chip.key]: undefined }) })}
			>
				<IconX size={14} stroke={1.75} aria-hidden />
			</button>
		</span>
	));
}

/** Columns of a list of messages; `of` leaves out what every row shares. */
export function useMessageColumns(of: 'all' | 'customer' = 'all'): Column<MessageSummary>[] {
	const { t } = useTranslation('messages');
	const words = useMessageWords();
	const seesText = useRight('read-personal');
	const columns: Column<MessageSummary>[] = [
		{
			key: 'customer',
			head: t('column.customer'),
			width: '180px',
			cell: (message) => message.customer.name ?? t('customerNumber', { id: message.customer.id }),
		},
		{
			key: 'text',
			head: t('column.text'),
			width: '32%',
			cell: (message) => message.text ?? <span className={css.none}>{t(seesText ? 'textNone' : 'textHidden')}</span>,
		},
		{
			key: 'phone',
			wideOnly: true,
			head: t('column.phone'),
			width: '150px',
			cell: (message) => <PhoneText phone={message.phone} none="—" />,
		},
		{ key: 'state', head: t('column.state'), width: '186px', cell: (message) => <MessageState message={message} /> },
		{
			key: 'why',
			head: t('column.why'),
			cell: (message) => {
				const why = words.why(message);
				return why ? <span title={why}>{why}</span> : <span className={css.none}>—</span>;
			},
		},
		{
			key: 'flow',
			wideOnly: true,
			head: t('column.flow'),
			width: '160px',
			cell: (message) =>
				message.flow ? (
					<Go href={`/flows/${message.flow.id}`}>{message.flow.name}</Go>
				) : (
					<span className={css.none}>—</span>
				),
		},
		{ key: 'at', head: t('column.changed'), width: '112px', cell: (message) => <When at={message.changedAt} /> },
	];
	const wanted =
		of === 'customer' ? ['text', 'state', 'why', 'flow', 'at'] : ['customer', 'phone', 'state', 'why', 'flow', 'at'];
	return columns.filter((column) => wanted.includes(column.key));
}
