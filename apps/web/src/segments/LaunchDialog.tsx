import { Button, Modal } from '@mantine/core';
import { routes, type Segmentation } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import css from './segments.module.css';

/** Says what freezes, then launches. */
export function LaunchDialog(props: { opened: boolean; onClose: () => void; segmentation: Segmentation }) {
	const { t } = useTranslation('segments');
	const { opened, onClose, segmentation } = props;
	const launch = useChange(routes.launchSegmentation, {
		stale: ['readSegmentation', 'listSegmentations', 'readFilterWords', 'listRefs'],
		done: onClose,
	});
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={t('launchTitle', { name: segmentation.name })}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<div className={css.fields}>
				<p className={css.say}>{t('launchFreezes')}</p>
				<ul className={css.frozenList}>
					<li>
						{t('one')}: <code>{segmentation.systemName}</code>, <code>{segmentation.externalId}</code>
					</li>
					{segmentation.segments.map((one) => (
						<li key={one.id}>
							{one.name}: <code>{one.systemName}</code>, <code>{one.externalId}</code>
						</li>
					))}
				</ul>
				<p className={css.say}>{t('launchThen')}</p>
				<div className={css.dialogFoot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button
						data-autofocus
						loading={launch.isPending}
						onClick={() => launch.mutate({ params: { segmentation: segmentation.id } })}
					>
						{t('launch')}
					</Button>
				</div>
			</div>
		</Modal>
	);
}
