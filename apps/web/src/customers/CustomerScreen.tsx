import { Loader, Tabs } from '@mantine/core';
import { IconBolt, IconMessage2, IconRoute, IconShoppingCart } from '@tabler/icons-react';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { type CustomerCard, routes } from '@volna/contract';
import { Card, DataTable, EmptyState, ErrorState, KeyValues, PageHeader, PhoneText, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { useMessageColumns } from '../messages/MessagesScreen.tsx';
import { MoreRows } from '../reading/MoreRows.tsx';
import { usePages } from '../reading/use-pages.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRunColumns } from '../runs/use-run-columns.tsx';
import { useSession } from '../session/use-session.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import css from './CustomerScreen.module.css';
import { PlaceAndClock } from './PlaceAndClock.tsx';
import { reachOf } from './reach-of.ts';

const tabs = ['actions', 'orders', 'messages', 'runs'] as const;

/** A customer's card: can we write to them, who they are, and what happened. */
export function CustomerScreen() {
	const { t } = useTranslation('customers');
	const { customer } = useParams({ from: '/shell/customers/$customer' });
	const errorText = useErrorText();
	const read = useRead(routes.readCustomer, { params: { customer } }, { pollMs: 10_000 });
	const card = read.data;
	const name = card ? (card.name ?? t('unnamed', { id: card.id })) : t('one');
	return (
		<Screen crumbs={[{ label: t('title'), href: '/customers' }, { label: name }]}>
			{card ? (
				<CardOf card={card} name={name} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : (
				<div className={css.loading}>
					<Loader size="sm" aria-label={t('common:loading')} />
				</div>
			)}
		</Screen>
	);
}

function CardOf({ card, name }: { card: CustomerCard; name: string }) {
	const { t } = useTranslation('customers');
	const reach = reachOf(card);
	return (
		<>
			<PageHeader
				title={name}
				pill={<StatePill tone={reach === 'can' ? 'success' : 'warning'} label={t(`reach.${reach}`)} />}
				below={
					<>
						<PhoneText phone={card.phone} none={t('noPhone')} /> ·{' '}
						<PlaceAndClock area={card.area} zone={card.timeZone} /> · {t('number', { id: card.id })}
					</>
				}
			/>
			<ScreenBody>
				<div className={css.columns}>
					<div className={css.side}>
						<Fields card={card} />
						<Identifiers card={card} />
						<Subscriptions card={card} />
						<Segments card={card} />
					</div>
					<Feed card={card} />
				</div>
			</ScreenBody>
		</>
	);
}

function Fields({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const known: { label: string; value: string | null }[] = [
		{ label: t('field.lastName'), value: card.lastName },
		{ label: t('field.firstName'), value: card.firstName },
		{ label: t('field.middleName'), value: card.middleName },
		{ label: t('field.sex'), value: card.sex === null ? null : t(`sex.${card.sex}`) },
		{ label: t('field.birthDate'), value: card.birthDate === null ? null : format.date(card.birthDate) },
		{ label: t('field.email'), value: card.email },
		{
			label: t('field.zone'),
			value:
				card.timeZone === null
					? null
					: card.timeZoneSource === null
						? card.timeZone
						: t('zoneFrom', {
								zone: card.timeZone,
								source: t(`zoneSource.${card.timeZoneSource}`, { defaultValue: card.timeZoneSource }),
							}),
		},
		{ label: t('field.phoneStatus'), value: card.phone === null ? null : t(`phoneStatus.${card.phoneStatus}`) },
		...Object.entries(card.custom).map(([label, value]) => ({
			label,
			value: value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value),
		})),
	];
	const filled = known.flatMap((one) =>
		one.value === null || one.value === '' ? [] : [{ label: one.label, value: one.value }],
	);
	return (
		<Card title={t('fields')}>
			<KeyValues items={[...filled, { label: t('column.created'), value: format.inText(card.createdAt) }]} />
		</Card>
	);
}

function Identifiers({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	if (card.identifiers.length === 0) return null;
	return (
		<Card title={t('identifiers')}>
			<KeyValues
				items={card.identifiers.map((one) => ({
					label: one.system || t(`identifierKind.${one.kind}`, { defaultValue: one.kind }),
					value:
						one.kind === 'phone' ? (
							<PhoneText phone={one.value} none="—" />
						) : (
							<code className={css.code}>{one.value}</code>
						),
				}))}
			/>
		</Card>
	);
}

function Subscriptions({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	return (
		<Card title={t('subscriptions')}>
			{card.subscriptions.length === 0 ? <p className={css.none}>{t('noSubscriptions')}</p> : null}
			<KeyValues
				items={card.subscriptions.map((one) => ({
					label: one.topic
						? t('channelTopic', { channel: channelOf(one.channel), topic: one.topic })
						: channelOf(one.channel),
					value: (
						<>
							{t(`sms.${one.state}`, { defaultValue: one.state })}{' '}
							<span className={css.none}>
								<When at={one.changedAt} /> {one.source}
							</span>
						</>
					),
				}))}
			/>
			{card.consents.length > 0 ? <h3 className={css.subtitle}>{t('consents')}</h3> : null}
			<KeyValues
				items={card.consents.map((one) => ({
					label: one.source,
					value: (
						<>
							<When at={one.givenAt} /> <span className={css.none}>{one.evidence}</span>
						</>
					),
				}))}
			/>
		</Card>
	);
}

/** Channels are system names; SMS is written as people write it. */
function channelOf(channel: string): string {
	return channel.toLowerCase() === 'sms' ? 'SMS' : channel;
}

function Segments({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	return (
		<Card title={t('segments')}>
			{card.memberships.length === 0 ? <p className={css.none}>{t('noSegments')}</p> : null}
			<KeyValues
				items={card.memberships.map((one) => ({
					label: one.segmentation,
					value: (
						<>
							{one.segment} <span className={css.none}>{t('since')} </span>
							<When at={one.since} muted />
						</>
					),
				}))}
			/>
		</Card>
	);
}

function Feed({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	const search = useSearch({ from: '/shell/customers/$customer' });
	const navigate = useNavigate({ from: '/customers/$customer' });
	const tab = tabs.find((one) => one === search.tab) ?? 'actions';
	return (
		<Tabs
			value={tab}
			onChange={(value) => void navigate({ search: { tab: value ?? undefined }, replace: true })}
			keepMounted={false}
		>
			<Tabs.List mb={12}>
				{tabs.map((one) => (
					<Tabs.Tab key={one} value={one}>
						{t(`tab.${one}`)}
					</Tabs.Tab>
				))}
			</Tabs.List>
			<Tabs.Panel value="actions">
				<Actions card={card} />
			</Tabs.Panel>
			<Tabs.Panel value="orders">
				<Orders card={card} />
			</Tabs.Panel>
			<Tabs.Panel value="messages">
				<Messages card={card} />
			</Tabs.Panel>
			<Tabs.Panel value="runs">
				<Runs card={card} />
			</Tabs.Panel>
		</Tabs>
	);
}

function Actions({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	return (
		<DataTable
			label={t('tab.actions')}
			rows={card.actions}
			rowKey={(action) => action.id}
			empty={<EmptyState icon={IconBolt} text={t('noActions')} />}
			columns={[
				{ key: 'template', head: t('column.action'), cell: (action) => action.template },
				{ key: 'touchpoint', head: t('column.touchpoint'), width: '140px', cell: (action) => action.touchpoint ?? '—' },
				{
					key: 'source',
					head: t('column.source'),
					width: '140px',
					cell: (action) => t(`source.${action.source}`, { defaultValue: action.source }),
				},
				{ key: 'at', head: t('column.at'), width: '140px', cell: (action) => <When at={action.at} /> },
			]}
		/>
	);
}

function Orders({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const { project } = useSession();
	return (
		<DataTable
			label={t('tab.orders')}
			rows={card.orders}
			rowKey={(order) => order.id}
			empty={<EmptyState icon={IconShoppingCart} text={t('noOrders')} />}
			columns={[
				{ key: 'id', head: t('column.order'), cell: (order) => <b>{order.externalId ?? order.id}</b> },
				{ key: 'status', head: t('column.status'), width: '180px', cell: (order) => order.status ?? '—' },
				{
					key: 'total',
					head: t('column.total'),
					width: '140px',
					align: 'right',
					cell: (order) => (order.total === null ? '—' : format.money(order.total, project.currency)),
				},
				{ key: 'at', head: t('column.changed'), width: '140px', cell: (order) => <When at={order.changedAt} /> },
			]}
		/>
	);
}

function Messages({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	const router = useRouter();
	const pages = usePages(routes.listMessages, { query: { customer: card.id, limit: 25 } }, { pollMs: 5000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useMessageColumns('customer');
	return (
		<DataTable
			label={t('tab.messages')}
			columns={columns}
			rows={pages.items}
			rowKey={(message) => message.id}
			onOpen={(message) =>
				void router.navigate({ to: '/messages', search: { q: String(card.id), message: message.id } })
			}
			error={error}
			dimmed={pages.dimmed}
			minWidth={760}
			foot={<MoreRows pages={pages} />}
			empty={<EmptyState icon={IconMessage2} text={t('noMessages')} />}
		/>
	);
}

function Runs({ card }: { card: CustomerCard }) {
	const { t } = useTranslation('customers');
	const router = useRouter();
	const pages = usePages(routes.listRuns, { query: { customer: card.id, limit: 25 } }, { pollMs: 5000 });
	const error = useTableError(pages.error, pages.again);
	const columns = useRunColumns('customer');
	return (
		<DataTable
			label={t('tab.runs')}
			columns={columns}
			rows={pages.items}
			rowKey={(run) => run.id}
			rowHref={(run) => `/runs/${run.id}`}
			onOpen={(run) => void router.navigate({ to: '/runs/$run', params: { run: run.id } })}
			error={error}
			dimmed={pages.dimmed}
			minWidth={760}
			foot={<MoreRows pages={pages} />}
			empty={<EmptyState icon={IconRoute} text={t('noRuns')} />}
		/>
	);
}
