import { Button, Modal } from '@mantine/core';
import { routes, type Segmentation } from '@volna/contract';
import { Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { Go } from '../shell/Go.tsx';
import css from './segments.module.css';

/** Lists what names the segmentation, then archives it. */
export function ArchiveDialog(props: { opened: boolean; onClose: () => void; segmentation: Segmentation }) {
	const { t } = useTranslation('segments');
	const { opened, onClose, segmentation } = props;
	const params = { segmentation: segmentation.id };
	const uses = useRead(routes.readSegmentationUses, { params }, { enabled: opened });
	const archive = useChange(routes.archiveSegmentation, {
		stale: ['readSegmentation', 'listSegmentations', 'readFilterWords', 'listRefs'],
		done: onClose,
	});
	const items = uses.data?.items ?? [];
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={t('archiveTitle', { name: segmentation.name })}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<div className={css.fields}>
				<p className={css.say}>{t('archiveSays')}</p>
				{items.length > 0 ? (
					<Notice tone="warning">
						{t('usedIn')}
						<ul className={css.frozenList}>
							{items.map((one) => (
								<li key={`${one.kind}${one.id}${one.version}`}>
									{t(`use.${one.kind}`, { defaultValue: one.kind })}{' '}
									{one.kind === 'flow' || one.kind === 'flow-draft' ? (
										<Go href={`/flows/flw_${one.id}`}>{one.name}</Go>
									) : one.kind === 'segment' ? (
										<Go href={`/data/segmentations/${one.id}`}>{one.name}</Go>
									) : (
										one.name
									)}
								</li>
							))}
						</ul>
					</Notice>
				) : null}
				<div className={css.dialogFoot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button color="red" loading={archive.isPending || uses.isLoading} onClick={() => archive.mutate({ params })}>
						{t('archive')}
					</Button>
				</div>
			</div>
		</Modal>
	);
}
