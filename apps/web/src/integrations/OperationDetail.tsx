import { ActionIcon, Button, Menu, Tabs } from '@mantine/core';
import { IconArchive, IconDots, IconPencil } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Operation } from '@volna/contract';
import { Card, CopyField, EmptyState, KeyValues, PageHeader } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ArchiveOperation } from '../operations/ArchiveOperation.tsx';
import { javascriptOf } from '../operations/javascript-of.ts';
import { OperationForm } from '../operations/OperationForm.tsx';
import css from '../operations/operations.module.css';
import { TryIt } from '../operations/TryIt.tsx';
import { useRight } from '../session/use-right.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { Calls } from './Calls.tsx';
import { curlOf } from './curl-of.ts';
import { EndpointKeys } from './EndpointKeys.tsx';
import { useExampleWords } from './use-example-words.ts';

const tabs = ['setup', 'examples', 'calls', 'try'] as const;

/** One operation: what it takes, working examples with its own names, and its last calls. */
export function OperationDetail({ operation }: { operation: Operation }) {
	const { t } = useTranslation('integrations');
	const search = useSearch({ from: '/shell/integrations/operations' });
	const navigate = useNavigate({ from: '/integrations/operations' });
	const seesCalls = useRight('integrate');
	const [dialog, setDialog] = useState<'edit' | 'archive' | null>(null);
	const reason = seesCalls ? null : t('common:noRight.integrate');
	const shown = tabs.filter((tab) => (tab !== 'calls' && tab !== 'try') || seesCalls);
	const tab = shown.find((one) => one === search.tab) ?? 'setup';
	return (
		<Screen
			crumbs={[
				{ label: t('shell:nav.integrations') },
				{ label: t('operations'), href: '/integrations/operations' },
				{ label: operation.name },
			]}
		>
			<PageHeader
				title={operation.name}
				meta={<code>{operation.systemName}</code>}
				actions={
					<>
						<Menu position="bottom-end" width={220}>
							<Menu.Target>
								<ActionIcon variant="default" size={32} aria-label={t('operations:more')}>
									<IconDots size={18} stroke={1.75} />
								</ActionIcon>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Item
									disabled={!seesCalls}
									leftSection={<IconArchive size={16} stroke={1.75} />}
									onClick={() => setDialog('archive')}
								>
									{t('operations:archive')}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
						<WithReason reason={reason}>
							<Button
								disabled={!seesCalls}
								leftSection={<IconPencil size={16} stroke={1.75} />}
								onClick={() => setDialog('edit')}
							>
								{t('operations:edit')}
							</Button>
						</WithReason>
					</>
				}
			/>
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
					<Tabs.Panel value="try">
						<TryIt operation={operation} />
					</Tabs.Panel>
				</Tabs>
			</ScreenBody>
			{dialog === 'edit' ? <OperationForm operation={operation} onClose={() => setDialog(null)} /> : null}
			{dialog === 'archive' ? (
				<ArchiveOperation
					operation={operation}
					onClose={() => setDialog(null)}
					done={() => void navigate({ search: {} })}
				/>
			) : null}
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
						{ label: t('operations:campaign'), value: operation.campaign.name },
						{ label: t('right.label'), value: t(`right.${operation.customerRight}`) },
						{ label: t('strict.label'), value: t(operation.strict ? 'strict.yes' : 'strict.no') },
						{
							label: t('operations:keyNeed'),
							value: t(operation.requiresKey ? 'operations:keyNeeded' : 'operations:keyNotNeeded'),
						},
						{
							label: t('operations:consentNeed'),
							value: t(operation.requiresConsent ? 'operations:consentNeeded' : 'operations:consentNotNeeded'),
						},
					]}
				/>
			</Card>
			{operation.endpoints.length === 0 ? <EmptyState text={t('operations:noEndpoints')} /> : null}
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
			{operation.endpoints.length === 0 ? <EmptyState text={t('operations:noEndpoints')} /> : null}
			{operation.endpoints.map((endpoint) => (
				<Card key={endpoint.id} title={t('exampleOf', { endpoint: endpoint.name })}>
					<div className={css.form}>
						<CopyField
							block
							value={curlOf(operation, endpoint.systemName, window.location.origin, words)}
							label={t('operations:curl')}
							copyLabel={t('common:copy')}
							copiedLabel={t('common:copied')}
						/>
						<CopyField
							block
							label={t('operations:javascript')}
							value={javascriptOf(operation, endpoint.systemName, window.location.origin, words)}
							copyLabel={t('common:copy')}
							copiedLabel={t('common:copied')}
						/>
					</div>
				</Card>
			))}
		</div>
	);
}
