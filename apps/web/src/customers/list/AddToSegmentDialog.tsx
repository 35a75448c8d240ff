import { Button, Checkbox, Modal, Select } from '@mantine/core';
import { routes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../format/use-error-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { useChange } from '../../reading/use-change.ts';
import { useRead } from '../../reading/use-read.ts';
import { useTaskStarted } from '../../segments/use-task-started.ts';
import { Go } from '../../shell/Go.tsx';
import css from './CustomersScreen.module.css';
import type { Chosen } from './use-chosen.ts';
import { useStaticSegmentations } from './use-static-segmentations.ts';
import { useStoredChoice } from './use-stored-choice.ts';

/** Segmentation, then segment, then only those who are in none of it; the number changes at once (G-19…22). */
export function AddToSegmentDialog(props: { opened: boolean; onClose: () => void; chosen: Chosen }) {
	const { t } = useTranslation('segments');
	const { opened, onClose } = props;
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size={480}
			title={t('add.title')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{opened ? <Add {...props} /> : null}
		</Modal>
	);
}

function Add({ opened, onClose, chosen }: { opened: boolean; onClose: () => void; chosen: Chosen }) {
	const { t } = useTranslation('segments');
	const format = useFormat();
	const errorText = useErrorText();
	const { selection, error } = useStoredChoice(opened, chosen);
	const segmentations = useStaticSegmentations(true);
	const [segmentation, setSegmentation] = useState<string | null>(null);
	const [segment, setSegment] = useState<string | null>(null);
	const [ownTick, setOwnTick] = useState<boolean | null>(null);
	const ready = selection !== null && segmentation !== null;
	const stands = useRead(
		routes.readSelectionMembership,
		{ params: { selection: selection?.id ?? '' }, query: { segmentation: segmentation ?? '' } },
		{ enabled: ready },
	);
	const membership = ready && !stands.isPlaceholderData ? stands.data : undefined;
	const onlyNew = ownTick ?? membership?.hasMembers ?? false;
	const started = useTaskStarted();
	const add = useChange(routes.addToSegment, {
		stale: ['readBell'],
		done: () => {
			started();
			onClose();
		},
	});
	const chosenSegmentation = segmentations?.find((one) => one.id === segmentation);
	const already = membership?.inside.find((one) => one.segmentId === segment)?.count ?? 0;
	const others = membership ? membership.total - membership.outside - already : 0;
	const comes = membership ? (onlyNew ? membership.outside : membership.outside + others) : null;
	function submit(event: FormEvent) {
		event.preventDefault();
		if (!selection || !segmentation || !segment) return;
		add.mutate({ params: { selection: selection.id }, body: { segmentation, segments: [segment], onlyNew } });
	}
	return (
		<form className={css.form} onSubmit={submit}>
			{error ? <Notice tone="danger">{errorText(error)}</Notice> : null}
			{segmentations?.length === 0 ? (
				<Notice tone="info">
					{t('add.noSegmentations')} <Go href="/data/segmentations">{t('title')}</Go>
				</Notice>
			) : null}
			<Select
				label={t('one')}
				placeholder={t('add.choose')}
				searchable
				data-autofocus
				allowDeselect={false}
				disabled={!segmentations?.length}
				value={segmentation}
				onChange={(value) => {
					setSegmentation(value);
					setSegment(null);
					setOwnTick(null);
				}}
				data={(segmentations ?? []).map((one) => ({ value: one.id, label: one.name }))}
				nothingFoundMessage={t('add.nothing')}
			/>
			<Select
				label={t('segment')}
				placeholder={t('add.chooseSegment')}
				searchable
				allowDeselect={false}
				disabled={!chosenSegmentation}
				value={segment}
				onChange={setSegment}
				data={(chosenSegmentation?.segments ?? []).map((one) => ({ value: one.id, label: one.name }))}
				nothingFoundMessage={t('add.nothing')}
			/>
			<Checkbox
				label={t('add.onlyNew')}
				checked={onlyNew}
				disabled={!membership}
				onChange={(event) => setOwnTick(event.currentTarget.checked)}
			/>
			<div className={css.partResult} aria-live="polite">
				{comes === null ? (
					<span>{ready ? t('add.counting') : t('add.first')}</span>
				) : (
					<>
						<b>{format.number(comes)}</b>
						<span>
							{t('add.comes', { count: comes })}
							{already > 0 ? `, ${t('add.already', { count: already, figure: format.number(already) })}` : ''}
							{others > 0
								? `, ${t(onlyNew ? 'add.keep' : 'add.move', { count: others, figure: format.number(others) })}`
								: ''}
						</span>
					</>
				)}
			</div>
			<div className={css.dialogFoot}>
				<Button variant="default" onClick={onClose}>
					{t('common:cancel')}
				</Button>
				<Button type="submit" disabled={!membership || segment === null || comes === 0} loading={add.isPending}>
					{t('add.submit')}
				</Button>
			</div>
		</form>
	);
}
