import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import type { ExportFrom } from '@volna/contract';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';

const ExportDialog = lazy(async () => ({ default: (await import('./ExportDialog.tsx')).ExportDialog }));

/**
 * Exports what a list shows as a task. `from` names the list and the conditions it stands under just now; `columns` are
 * ticked first, by the keys of `GET /exports/{source}/columns`, unknown ones left out. Without the right it is visible,
 * disabled, with its reason; a `reason` of the caller's comes first.
 */
export function ExportButton(props: {
	from: ExportFrom;
	columns?: readonly string[];
	reason?: string | null;
	size?: 'xs' | 'sm';
}) {
	const { t } = useTranslation('tasks');
	const [opened, dialog] = useDisclosure(false);
	const mayExport = useRight('export');
	const reason = props.reason ?? (mayExport ? null : t('noRight.export'));
	return (
		<>
			<WithReason reason={reason}>
				<Button
					variant="default"
					size={props.size ?? 'sm'}
					leftSection={<IconDownload size={16} stroke={1.75} />}
					disabled={reason !== null}
					onClick={dialog.open}
				>
					{t('export.button')}
				</Button>
			</WithReason>
			{opened ? (
				<Suspense>
					<ExportDialog from={props.from} columns={props.columns} onClose={dialog.close} />
				</Suspense>
			) : null}
		</>
	);
}
