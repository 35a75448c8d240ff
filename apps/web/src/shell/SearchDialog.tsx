import '@mantine/spotlight/styles.layer.css';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconRoute, IconSearch, IconUser, type TablerIcon } from '@tabler/icons-react';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { formatPhone } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { otherLayout } from './other-layout.ts';
import { useNavEntries } from './use-nav-entries.ts';

interface Place {
	readonly key: string;
	readonly label: string;
	readonly description?: string | undefined;
	readonly icon: TablerIcon;
	readonly href: string;
}

/** Sections, flows, customers by any spelling of a phone; also what was typed in the wrong keyboard layout. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation('shell');
	const router = useRouter();
	const [query, setQuery] = useState('');
	const groups = usePlaces(query.trim());
	function open(href: string) {
		onClose();
		router.history.push(href);
	}
	return (
		<Spotlight.Root
			forceOpened
			shortcut={null}
			query={query}
			onQueryChange={setQuery}
			onSpotlightClose={onClose}
			scrollable
			maxHeight={420}
			transitionProps={{ duration: 120 }}
			overlayProps={{ color: '#0d2531', backgroundOpacity: 0.35, blur: 0 }}
		>
			<Spotlight.Search
				aria-label={t('search.label')}
				placeholder={t('search.placeholder')}
				leftSection={<IconSearch size={18} stroke={1.75} />}
			/>
			<Spotlight.ActionsList>
				{groups.map((group) =>
					group.places.length === 0 ? null : (
						<Spotlight.ActionsGroup key={group.label} label={group.label}>
							{group.places.map((place) => (
								<Spotlight.Action
									key={place.key}
									label={place.label}
									description={place.description}
									leftSection={<place.icon size={18} stroke={1.75} />}
									onClick={() => open(place.href)}
								/>
							))}
						</Spotlight.ActionsGroup>
					),
				)}
				{groups.every((group) => group.places.length === 0) ? (
					<Spotlight.Empty>{t('search.nothing')}</Spotlight.Empty>
				) : null}
			</Spotlight.ActionsList>
		</Spotlight.Root>
	);
}

function usePlaces(query: string): { label: string; places: Place[] }[] {
	const { t } = useTranslation('shell');
	const path = useRouterState({ select: (state) => state.location.pathname });
	const entries = useNavEntries(path);
	const seesCustomers = useRight('read-customers');
	const [settled] = useDebouncedValue(query, 200);
	const flows = useRead(routes.listFlows, { query: {} });
	const asks = seesCustomers && settled.length >= 2;
	const customers = useRead(routes.listCustomers, { query: { q: settled, limit: 6 } }, { enabled: asks });
	const found = customers.data?.items ?? [];
	const again = asks && customers.isSuccess && !customers.isPlaceholderData && found.length === 0;
	const others = useRead(routes.listCustomers, { query: { q: otherLayout(settled), limit: 6 } }, { enabled: again });
	const people = asks && query.length >= 2 ? (found.length > 0 ? found : again ? (others.data?.items ?? []) : []) : [];

	const wanted = [query.toLowerCase(), otherLayout(query)];
	const fits = (label: string) => query === '' || wanted.some((one) => label.toLowerCase().includes(one));
	const sections = entries.flatMap((entry): Place[] =>
		entry.children
			? entry.children.map((child) => ({ ...child, icon: entry.icon, description: entry.label }))
			: [{ key: entry.key, label: entry.label, icon: entry.icon, href: entry.href }],
	);
	return [
		{ label: t('search.sections'), places: sections.filter((place) => fits(place.label)) },
		{
			label: t('nav.flows'),
			places: (flows.data?.items ?? [])
				.filter((flow) => fits(flow.name))
				.slice(0, 6)
				.map((flow) => ({
					key: flow.id,
					label: flow.name,
					description: `${flow.campaign.name} · ${t(`flows:state.${flow.state}`)}`,
					icon: IconRoute,
					href: `/flows/${flow.id}`,
				})),
		},
		{
			label: t('nav.customers'),
			places: people.map((customer) => ({
				key: String(customer.id),
				label: customer.name ?? t('customers:unnamed', { id: customer.id }),
				description: customer.phone ? formatPhone(customer.phone) : undefined,
				icon: IconUser,
				href: `/customers/${customer.id}`,
			})),
		},
	];
}
