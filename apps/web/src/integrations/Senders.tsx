import { Button } from '@mantine/core';
import { IconCheck, IconClock, IconHelpCircle, IconRefresh, IconSignature, IconX } from '@tabler/icons-react';
import { routes } from '@volna/contract';
import { Card, DataTable, EmptyState, Notice, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import { problemText } from './problem-text.ts';

const looks = {
	approved: { tone: 'success', icon: IconCheck },
	pending: { tone: 'warning', icon: IconClock },
	refused: { tone: 'danger', icon: IconX },
	unknown: { tone: 'neutral', icon: IconHelpCircle },
} as const;

/** The names messages may be sent from, as the provider knows them. */
export function Senders({ hasAccount }: { hasAccount: boolean }) {
	const { t } = useTranslation('integrations');
	const may = useRight('provider');
	const read = useRead(routes.listSenders, {}, { pollMs: 10_000 });
	const error = useTableError(read.error, () => void read.refetch());
	const sync = useChange(routes.syncSenders, { stale: ['listSenders'] });
	const reason = may ? (hasAccount ? null : t('checkNeedsAccess')) : t('common:noRight.provider');
	const problem = sync.data?.problem;
	return (
		<Card
			title={t('senders')}
			aside={
				<WithReason reason={reason}>
					<Button
						size="xs"
						variant="default"
						disabled={reason !== null}
						loading={sync.isPending}
						leftSection={<IconRefresh size={14} />}
						onClick={() => sync.mutate({})}
					>
						{t('syncSenders')}
					</Button>
				</WithReason>
			}
		>
			{problem ? <Notice tone="warning">{problemText(t, problem)}</Notice> : null}
			<DataTable
				label={t('senders')}
				rows={read.data?.items}
				rowKey={(sender) => sender.id}
				error={error}
				skeletonRows={3}
				empty={<EmptyState icon={IconSignature} text={t('noSenders')} />}
				columns={[
					{
						key: 'name',
						head: t('column.sender'),
						cell: (sender) => (
							<>
								<b>{sender.name}</b>{' '}
								{sender.byHand ? <span style={{ color: 'var(--text-3)' }}>{t('byHand')}</span> : null}
							</>
						),
					},
					{
						key: 'moderation',
						head: t('column.moderation'),
						width: '150px',
						cell: (sender) => <StatePill {...looks[sender.moderation]} label={t(`moderation.${sender.moderation}`)} />,
					},
					{ key: 'synced', head: t('column.synced'), width: '120px', cell: (sender) => <When at={sender.syncedAt} /> },
				]}
			/>
		</Card>
	);
}
