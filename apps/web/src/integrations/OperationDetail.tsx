import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Operation } from '@volna/contract';
import { Card, CopyField, KeyValues, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useRight } from '../session/use-right.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { Calls } from './Calls.tsx';
import { curlOf } from './curl-of.ts';
import { EndpointKeys } from './EndpointKeys.tsx';

const tabs = ['setup', 'examples', 'calls'] as const;

/** One operation: what it takes, working examples with its own names, and its last calls. */
export function OperationDetail({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const seesCalls = useRight('integrate');
	const shown = tabs.filter((tab) => tab !== 'calls' || seesCalls);
	const tab = shown.find((one) => one === search.tab) ?? 'setup';
	return (
		<Screen
			crumbs={[
				{ label: t('shell:nav.integrations') },
				{ label: t('operations'), href: '/integrations/operations' },
				{ label: operation.name },
			]}
		>
			<PageHeader title={operation.name} meta={<code>{operation.systemName}</code>} />
			<ScreenBody>
				<Tabs
					value={tab}
					keepMounted={false}
					onChange={(value) =>
						void navigate({ search: { operation: operation.id, tab: value ?? undefined }, replace: true })
					}
				>
					<Tabs.List mb={12}>
						{shown.map((one) => (
							<Tabs.Tab key={one} value={one}>
								{t(`tab.${one}`)}
							</Tabs.Tab>
						))}
					</Tabs.List>
					<Tabs.Panel value="setup">
						<Setup operation={operation} />
					</Tabs.Panel>
					<Tabs.Panel value="examples">
						<Examples operation={operation} />
					</Tabs.Panel>
					<Tabs.Panel value="calls">
						<Calls operation={operation} />
					</Tabs.Panel>
				</Tabs>
			</ScreenBody>
		</Screen>
	);
}

function Setup({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	return (
		<div style={{ display: 'flex', flexDirection: 'column', gap: 12, maxWidth: 960 }}>
			<Card title={t('what')}>
				<KeyValues
					items={[
						{ label: t('column.systemName'), value: <code>{operation.systemName}</code> },
						{
							label: t('column.template'),
							value: operation.template ? (
								<>
									{operation.template.name} <code>{operation.template.systemName}</code>
								</>
							) : (
								t('noTemplate')
							),
						},
						{ label: t('right.label'), value: t(`right.${operation.customerRight}`) },
						{ label: t('strict.label'), value: t(operation.strict ? 'strict.yes' : 'strict.no') },
					]}
				/>
			</Card>
			{operation.endpoints.map((endpoint) => (
				<EndpointKeys key={endpoint.id} operation={operation} endpoint={endpoint} />
			))}
		</div>
	);
}

function Examples({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	const words = useExampleWords();
	return (
		<div style={{ display: 'flex', flexDirection: 'column', gap: 12, maxWidth: 960 }}>
			<p style={{ color: 'var(--text-2)' }}>{t('examplesLead')}</p>
			{operation.endpoints.map((endpoint) => (
				<Card key={endpoint.id} title={t('exampleOf', { endpoint: endpoint.name })}>
					<CopyField
						block
						value={curlOf(operation, endpoint.systemName, window.location.origin, words)}
						copyLabel={t('common:copy')}
						copiedLabel={t('common:copied')}
					/>
				</Card>
			))}
		</div>
	);
}

/** Names an example needs, in the reader's language. */
export function useExampleWords() {
	const { t } = useTranslation('integrations');
	return {
		firstName: t('example.firstName'),
		lastName: t('example.lastName'),
		product: t('example.product'),
	};
}
