import { Button, Modal, Textarea } from '@mantine/core';
import { type Operation, routes } from '@volna/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import css from './operations.module.css';

/** Asks why, then takes the operation out of use. */
export function ArchiveOperation(props: { operation: Operation; onClose: () => void; done: () => void }) {
	const { operation, onClose, done } = props;
	const { t } = useTranslation('operations');
	const [reason, setReason] = useState('');
	const archive = useChange(routes.archiveOperation, { stale: ['listOperations'], done });
	function submit(event: FormEvent) {
		event.preventDefault();
		if (reason.trim()) archive.mutate({ params: { operation: operation.id }, body: { reason } });
	}
	return (
		<Modal
			opened
			onClose={onClose}
			title={t('archiveTitle', { name: operation.name })}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<form onSubmit={submit} className={css.form}>
				<p className={css.say}>{t('archiveSays', { count: operation.calls24h })}</p>
				<Textarea
					label={t('archiveReason')}
					data-autofocus
					autosize
					minRows={2}
					maxLength={500}
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
				/>
				<div className={css.foot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button type="submit" color="red" disabled={!reason.trim()} loading={archive.isPending}>
						{t('archive')}
					</Button>
				</div>
			</form>
		</Modal>
	);
}
