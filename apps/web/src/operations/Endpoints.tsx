import { ActionIcon, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconArchive, IconDots, IconPencil, IconPlug } from '@tabler/icons-react';
import { type Endpoint, routes } from '@volna/contract';
import { EmptyState, ErrorState } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { EndpointKeys } from '../integrations/EndpointKeys.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { EndpointForm } from './EndpointForm.tsx';
import css from './operations.module.css';

/** Every endpoint with its keys, whatever operations it may call. */
export function Endpoints() {
	const { t } = useTranslation('operations');
	const may = useRight('integrate');
	const errorText = useErrorText();
	const read = useRead(routes.listEndpoints, {}, { pollMs: 10_000 });
	const [edited, setEdited] = useState<Endpoint | null>(null);
	const archive = useChange(routes.archiveEndpoint, { stale: ['listEndpoints', 'listOperations'] });
	const ask = (endpoint: Endpoint) =>
		modals.openConfirmModal({
			title: t('archiveEndpointTitle', { name: endpoint.name }),
			children: t('archiveEndpointSays', { count: endpoint.keys.length }),
			labels: { confirm: t('archive'), cancel: t('common:cancel') },
			confirmProps: { color: 'red' },
			onConfirm: () => archive.mutate({ params: { endpoint: endpoint.id } }),
		});
	if (read.error)
		return (
			<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
		);
	return (
		<div className={css.column}>
			{read.data?.items.length === 0 ? <EmptyState icon={IconPlug} text={t('noEndpointsYet')} /> : null}
			{read.data?.items.map((endpoint) => (
				<EndpointKeys
					key={endpoint.id}
					endpoint={endpoint}
					aside={
						<Menu position="bottom-end" width={200}>
							<Menu.Target>
								<ActionIcon variant="subtle" color="gray" aria-label={t('moreOf', { name: endpoint.name })}>
									<IconDots size={18} stroke={1.75} />
								</ActionIcon>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Item
									disabled={!may}
									leftSection={<IconPencil size={16} stroke={1.75} />}
									onClick={() => setEdited(endpoint)}
								>
									{t('edit')}
								</Menu.Item>
								<Menu.Item
									disabled={!may}
									leftSection={<IconArchive size={16} stroke={1.75} />}
									onClick={() => ask(endpoint)}
								>
									{t('archive')}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
					}
				/>
			))}
			{edited ? <EndpointForm endpoint={edited} onClose={() => setEdited(null)} /> : null}
		</div>
	);
}
