import { Button, CloseButton } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useCanvas, useDraft, useFacts } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import type { Clash, Conflict, Lost } from '../stores/draft.ts';
import { slotPlace, slotValue } from './slot-words.ts';
import styles from './top-bar.module.css';

/** Somebody saved in between: who, how much, and which of one's own edits wait for a choice or fit no more. */
export function ConflictBar() {
	const texts = useTexts();
	const { draft } = useCanvas();
	const conflict = useDraft((state) => state.draft.conflict);
	const [isOpen, setOpen] = useState(false);
	if (!conflict) return null;
	const { clashes, lost } = conflict;
	const count = clashes.length + lost.length;
	return (
		<div className={styles.conflict} role="status">
			<IconUsers size={16} stroke={1.75} aria-hidden />
			<div>
				{saverWords(conflict, texts)}
				{count > 0 ? ` ${texts.t('conflict.lost', { count })} ` : ` ${texts.t('conflict.all-fit')}`}
				{count > 0 && (
					<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
						{texts.t(isOpen ? 'conflict.hide' : 'conflict.show')}
					</button>
				)}
				{isOpen && count > 0 && (
					<ul>
						{clashes.map((clash) => (
							<ClashRow key={clash.key} clash={clash} by={conflict.by} />
						))}
						{lost.map((one, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
							<LostRow key={index} lost={one} />
						))}
					</ul>
				)}
			</div>
			<CloseButton
				aria-label={texts.t(clashes.length > 0 ? 'conflict.close-with-theirs' : 'close')}
				title={texts.t(clashes.length > 0 ? 'conflict.close-with-theirs' : 'close')}
				onClick={() => draft.getState().closeConflict()}
			/>
		</div>
	);
}

function saverWords({ by, theirs }: Conflict, texts: ReturnType<typeof useTexts>): string {
	if (by === null && theirs === 0) return texts.t('conflict.restored');
	const who = by === null ? texts.t('conflict.somebody') : by.name;
	if (by?.isSelf) return texts.t(theirs > 0 ? 'conflict.own-tab' : 'conflict.own-tab-drawing', { count: theirs });
	return texts.t(theirs > 0 ? 'conflict.changed' : 'conflict.changed-drawing', { by: who, count: theirs });
}

/** One own edit that is held back: both values, and the choice. */
function ClashRow({ clash, by }: { clash: Clash; by: Conflict['by'] }) {
	const texts = useTexts();
	const { draft } = useCanvas();
	const { names } = useFacts();
	const document = useDraft((state) => state.draft.document);
	const documents = [document];
	const theirName = by === null || by.isSelf ? texts.t('conflict.theirs') : by.name;
	return (
		<li>
			{clash.parts.map(({ slot, mine, theirs }) => (
				<dl key={slotPlace(slot, documents, texts)}>
					<dt>{slotPlace(slot, documents, texts)}</dt>
					<dd>
						<small>{texts.t('conflict.mine')}</small>
						<span>{slotValue(slot, mine, documents, texts, names)}</span>
					</dd>
					<dd>
						<small>{theirName}</small>
						<span>{slotValue(slot, theirs, documents, texts, names)}</span>
					</dd>
				</dl>
			))}
			<Button size="compact-xs" variant="default" onClick={() => draft.getState().settle(clash.key, 'mine')}>
				{texts.t('conflict.take-mine')}
			</Button>
			<Button size="compact-xs" variant="default" onClick={() => draft.getState().settle(clash.key, 'theirs')}>
				{texts.t('conflict.keep-theirs')}
			</Button>
		</li>
	);
}

/** One own edit that fits nowhere: why, and what it said, so that it can be typed again elsewhere. */
function LostRow({ lost }: { lost: Lost }) {
	const texts = useTexts();
	const { names } = useFacts();
	const documents = [lost.document];
	const said = lost.values.filter(({ slot, to }) => slot.kind === 'field' && to !== null);
	return (
		<li>
			<div>
				{texts.t(lost.label.key, lost.label.values)}: {texts.t(`refusal.${lost.refusal.refused}`)}
			</div>
			{said.map(({ slot, to }) => (
				<dl key={slotPlace(slot, documents, texts)}>
					<dd>
						<small>{slotPlace(slot, documents, texts)}</small>
						<span>{slotValue(slot, to, documents, texts, names)}</span>
					</dd>
				</dl>
			))}
		</li>
	);
}
