import { Button, Modal, Select } from '@mantine/core';
import { routes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../format/use-error-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { useChange } from '../../reading/use-change.ts';
import { useRead } from '../../reading/use-read.ts';
import { useTaskStarted } from '../../segments/use-task-started.ts';
import css from './CustomersScreen.module.css';
import type { Chosen } from './use-chosen.ts';
import { useStaticSegmentations } from './use-static-segmentations.ts';
import { useStoredChoice } from './use-stored-choice.ts';

/** Takes the chosen out of a segmentation, whichever segment of it they are in. */
export function RemoveFromSegmentationDialog(props: { opened: boolean; onClose: () => void; chosen: Chosen }) {
	const { t } = useTranslation('segments');
	const { opened, onClose } = props;
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size={480}
			title={t('remove.title')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{opened ? <Remove {...props} /> : null}
		</Modal>
	);
}

function Remove({ opened, onClose, chosen }: { opened: boolean; onClose: () => void; chosen: Chosen }) {
	const { t } = useTranslation('segments');
	const format = useFormat();
	const errorText = useErrorText();
	const { selection, error } = useStoredChoice(opened, chosen);
	const segmentations = useStaticSegmentations(true);
	const [segmentation, setSegmentation] = useState<string | null>(null);
	const ready = selection !== null && segmentation !== null;
	const stands = useRead(
		routes.readSelectionMembership,
		{ params: { selection: selection?.id ?? '' }, query: { segmentation: segmentation ?? '' } },
		{ enabled: ready },
	);
	const membership = ready && !stands.isPlaceholderData ? stands.data : undefined;
	const inside = membership ? membership.total - membership.outside : null;
	const started = useTaskStarted();
	const remove = useChange(routes.removeFromSegmentation, {
		stale: ['readBell'],
		done: () => {
			started();
			onClose();
		},
	});
	function submit(event: FormEvent) {
		event.preventDefault();
		if (selection && segmentation) remove.mutate({ params: { selection: selection.id }, body: { segmentation } });
	}
	return (
		<form className={css.form} onSubmit={submit}>
			{error ? <Notice tone="danger">{errorText(error)}</Notice> : null}
			<Select
				label={t('one')}
				placeholder={t('add.choose')}
				searchable
				data-autofocus
				allowDeselect={false}
				disabled={!segmentations?.length}
				value={segmentation}
				onChange={setSegmentation}
				data={(segmentations ?? []).map((one) => ({ value: one.id, label: one.name }))}
				nothingFoundMessage={t('add.nothing')}
			/>
			<div className={css.partResult} aria-live="polite">
				{inside === null ? (
					<span>{ready ? t('add.counting') : t('remove.first')}</span>
				) : (
					<>
						<b>{format.number(inside)}</b>
						<span>{t('remove.leave', { count: inside })}</span>
					</>
				)}
			</div>
			<div className={css.dialogFoot}>
				<Button variant="default" onClick={onClose}>
					{t('common:cancel')}
				</Button>
				<Button type="submit" disabled={!inside} loading={remove.isPending}>
					{t('remove.submit')}
				</Button>
			</div>
		</form>
	);
}
