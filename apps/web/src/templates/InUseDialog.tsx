import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { refusedUses } from './refused-uses.ts';
import { UsesList } from './UsesList.tsx';
import css from './uses.module.css';

/** A refusal because of what relies on a thing: says why and lists it, each with a link. */
export function InUseDialog({ error, onClose }: { error: Error | null; onClose: () => void }) {
	const { t } = useTranslation('templates');
	const errorText = useErrorText();
	const uses = refusedUses(error);
	return (
		<Modal
			opened={uses !== null}
			onClose={onClose}
			title={t('inUseTitle')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<div className={css.dialog}>
				<p className={css.say}>{errorText(error)}</p>
				<UsesList uses={uses ?? []} />
				<div className={css.foot}>
					<Button data-autofocus onClick={onClose}>
						{t('understood')}
					</Button>
				</div>
			</div>
		</Modal>
	);
}
