import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCanvas, useCounts, useDraft, useFacts, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import styles from './top-bar.module.css';
import { useDiffersFromPublished } from './use-differs-from-published.ts';

/** The campaign, and how the draft stands: saved, being saved, not saved. */
export function SaveState() {
	const texts = useTexts();
	const { autosave } = useCanvas();
	const { flow, mayEdit } = useFacts();
	const saving = useDraft((state) => state.saving);
	const differs = useDiffersFromPublished();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const asOf = useCounts((state) => state.counts?.asOf ?? null);
	const number = flow.activeVersion?.number;
	if (isNumbers) {
		return (
			<small>
				{flow.campaign.name}
				{asOf && ` · ${texts.t('top.numbers-at', { at: texts.moment(asOf) })}`}
			</small>
		);
	}
	if (saving === 'failed') {
		return (
			<UnstyledButton className={styles.unsaved} onClick={() => autosave.retry()} title={texts.t('save.retry')}>
				<IconAlertTriangle size={13} stroke={2} aria-hidden />
				{texts.t('save.failed')}
			</UnstyledButton>
		);
	}
	const state = !mayEdit ? texts.t('save.view-only') : texts.t(saving === 'saved' ? 'save.saved' : 'save.saving');
	const against =
		number === undefined
			? texts.t('save.never-published')
			: differs
				? texts.t('save.differs', { number })
				: texts.t('save.same', { number });
	return (
		<small data-saving={saving}>
			{flow.campaign.name} · {state}, {against}
		</small>
	);
}
