import { ActionIcon, Button, Checkbox, Modal, NumberInput, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { routes, splitLimits, splitSizes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useChange } from '../../reading/use-change.ts';
import { useTaskStarted } from '../../segments/use-task-started.ts';
import { useClient } from '../../session/client-context.tsx';
import { useRight } from '../../session/use-right.ts';
import { Go } from '../../shell/Go.tsx';
import { WithReason } from '../../shell/WithReason.tsx';
import css from './CustomersScreen.module.css';
import { useFound } from './FoundCount.tsx';
import type { ListState } from './use-list-state.ts';
import { useStaticSegmentations } from './use-static-segmentations.ts';

/** Splits the found among segments of one segmentation in one random draw; sizes are live, the rest stays outside. */
export function SplitDialog(props: { opened: boolean; onClose: () => void; state: ListState }) {
	const { t } = useTranslation('segments');
	const { opened, onClose } = props;
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			size={560}
			title={t('split.title')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{opened ? <Split {...props} /> : null}
		</Modal>
	);
}

interface Part {
	readonly key: number;
	readonly segment: string | null;
	readonly percent: number | string;
}

function Split({ onClose, state }: { onClose: () => void; state: ListState }) {
	const { t } = useTranslation('segments');
	const format = useFormat();
	const client = useClient();
	const may = useRight('edit');
	const segmentations = useStaticSegmentations(true);
	const [segmentation, setSegmentation] = useState<string | null>(null);
	const [parts, setParts] = useState<readonly Part[]>([
		{ key: 1, segment: null, percent: 50 },
		{ key: 2, segment: null, percent: 50 },
	]);
	const [ownTick, setOwnTick] = useState<boolean | null>(null);
	const [drawing, setDrawing] = useState(false);
	const chosen = segmentations?.find((one) => one.id === segmentation);
	const hasMembers = (chosen?.segments ?? []).some((one) => one.size > 0);
	const onlyNew = ownTick ?? hasMembers;
	const found = useFound(state, onlyNew && segmentation ? segmentation : undefined);
	const started = useTaskStarted();
	const add = useChange(routes.addToSegment, {
		stale: ['readBell'],
		done: () => {
			started();
			onClose();
		},
	});
	const percents = parts.map((part) => (typeof part.percent === 'number' ? part.percent : 0));
	const tenths = percents.reduce((sum, percent) => sum + Math.round(percent * 10), 0);
	const wrong = percents.some((percent) => percent < 0.1) ? t('split.each') : tenths > 1000 ? t('split.over') : null;
	const sizes = wrong === null && found.count !== null ? splitSizes(found.count, percents) : null;
	const rest = sizes && found.count !== null ? found.count - sizes.reduce((sum, size) => sum + size, 0) : null;
	const ready = segmentation !== null && parts.every((part) => part.segment !== null) && wrong === null;
	const set = (key: number, change: Partial<Part>) =>
		setParts(parts.map((part) => (part.key === key ? { ...part, ...change } : part)));
	const free = (chosen?.segments ?? []).filter((one) => parts.every((part) => part.segment !== one.id));

	async function submit(event: FormEvent) {
		event.preventDefault();
		if (!ready || !segmentation) return;
		setDrawing(true);
		try {
			const selection = await client(routes.drawSelection, {
				body: {
					draw: {
						kind: 'split',
						percents,
						filter: state.filter ?? null,
						search: state.q ?? null,
						outside: onlyNew ? segmentation : null,
					},
				},
			});
			add.mutate({
				params: { selection: selection.id },
				body: { segmentation, segments: parts.map((part) => part.segment as string), onlyNew },
			});
		} finally {
			setDrawing(false);
		}
	}
	function even() {
		const share = Math.floor(1000 / parts.length) / 10;
		const left = Math.round((100 - share * parts.length) * 10);
		setParts(
			parts.map((part, index) => ({ ...part, percent: Math.round((share + (index < left ? 0.1 : 0)) * 10) / 10 })),
		);
	}
	function chooseSegmentation(id: string | null) {
		const segments = segmentations?.find((one) => one.id === id)?.segments ?? [];
		setSegmentation(id);
		setOwnTick(null);
		setParts(parts.map((part, index) => ({ ...part, segment: segments[index]?.id ?? null })));
	}
	return (
		<form className={css.form} onSubmit={submit}>
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
				onChange={chooseSegmentation}
				data={(segmentations ?? []).map((one) => ({ value: one.id, label: one.name }))}
				nothingFoundMessage={t('add.nothing')}
			/>
			<div className={css.splitHead}>
				<span>{t('segment')}</span>
				<span>{t('split.percent')}</span>
				<span className={css.right}>{t('split.customers')}</span>
				<span />
			</div>
			<div className={css.splitRows}>
				{parts.map((part, index) => (
					<div key={part.key} className={css.splitRow}>
						<Select
							aria-label={t('split.segmentOf', { part: index + 1 })}
							placeholder={t('add.chooseSegment')}
							searchable
							allowDeselect={false}
							disabled={!chosen}
							value={part.segment}
							onChange={(segment) => set(part.key, { segment })}
							data={(chosen?.segments ?? [])
								.filter((one) => one.id === part.segment || free.includes(one))
								.map((one) => ({ value: one.id, label: one.name }))}
							nothingFoundMessage={t('add.nothing')}
						/>
						<NumberInput
							aria-label={t('split.percentOf', { part: index + 1 })}
							hideControls
							min={0.1}
							max={100}
							decimalScale={1}
							decimalSeparator=","
							allowedDecimalSeparators={[',', '.']}
							rightSection={<span className={css.none}>%</span>}
							value={part.percent}
							onChange={(percent) => set(part.key, { percent })}
						/>
						<span className={css.right}>{sizes ? format.number(sizes[index] ?? 0) : '—'}</span>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={t('split.removePart', { part: index + 1 })}
							disabled={parts.length <= splitLimits.fewest}
							onClick={() => setParts(parts.filter((one) => one.key !== part.key))}
						>
							<IconX size={16} stroke={1.75} />
						</ActionIcon>
					</div>
				))}
			</div>
			<div className={css.splitLine}>
				<WithReason
					reason={
						parts.length >= splitLimits.most
							? t('split.most', { most: splitLimits.most })
							: chosen && free.length === 0
								? t('split.noMoreSegments')
								: null
					}
				>
					<Button
						size="xs"
						variant="subtle"
						leftSection={<IconPlus size={14} stroke={1.75} />}
						disabled={parts.length >= splitLimits.most || (chosen !== undefined && free.length === 0)}
						onClick={() =>
							setParts([
								...parts,
								{ key: Math.max(...parts.map((part) => part.key)) + 1, segment: free[0]?.id ?? null, percent: 10 },
							])
						}
					>
						{t('split.addPart')}
					</Button>
				</WithReason>
				<Button size="xs" variant="subtle" onClick={even}>
					{t('split.even')}
				</Button>
			</div>
			<Checkbox
				label={t('add.onlyNew')}
				checked={onlyNew}
				disabled={!chosen}
				onChange={(event) => setOwnTick(event.currentTarget.checked)}
			/>
			<div className={css.partResult} aria-live="polite">
				{wrong ??
					(found.count === null || rest === null ? (
						<span>{t('add.counting')}</span>
					) : (
						<>
							<b>{format.number(found.count - rest)}</b>
							<span>
								{t('split.ofFound', { count: found.count, figure: format.number(found.count) })}
								{rest > 0 ? `, ${t('split.rest', { count: rest, figure: format.number(rest) })}` : ''}
							</span>
						</>
					))}
			</div>
			<p className={css.partHint}>{t('split.hint')}</p>
			<div className={css.dialogFoot}>
				<Button variant="default" onClick={onClose}>
					{t('common:cancel')}
				</Button>
				<WithReason reason={may ? null : t('segments:noRight')}>
					<Button type="submit" disabled={!may || !ready} loading={drawing || add.isPending}>
						{t('split.submit')}
					</Button>
				</WithReason>
			</div>
		</form>
	);
}
