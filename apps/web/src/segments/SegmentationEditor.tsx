import { ActionIcon, Button, Collapse, Menu, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconArchive, IconChevronDown, IconChevronRight, IconDots, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type AnswerOf, ApiError, routes } from '@volna/contract';
import { Card, Notice, PageHeader } from '@volna/ui';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { useChange } from '../reading/use-change.ts';
import { useClient } from '../session/client-context.tsx';
import { useRight } from '../session/use-right.ts';
import { ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { ArchiveDialog } from './ArchiveDialog.tsx';
import { LaunchDialog } from './LaunchDialog.tsx';
import { SegmentationPill } from './SegmentationPill.tsx';
import { SegmentRow } from './SegmentRow.tsx';
import { bodyOf, faultsOf, formOf, moveRow, newSegment, type SegmentationForm } from './segmentation-form.ts';
import css from './segments.module.css';
import { useTaskStarted } from './use-task-started.ts';

type Read = AnswerOf<typeof routes.readSegmentation>;

/** Name, description, segments in their order; a draft is saved and left, and launched when it is ready. */
export function SegmentationEditor({ segmentation, kind }: { segmentation: Read | null; kind: 'static' | 'filter' }) {
	const { t } = useTranslation('segments');
	const format = useFormat();
	const router = useRouter();
	const client = useClient();
	const queries = useQueryClient();
	const errorText = useErrorText();
	const may = useRight('edit');
	const [base, setBase] = useState(segmentation);
	const [form, setForm] = useState<SegmentationForm>(() => formOf(segmentation));
	const [saving, setSaving] = useState(false);
	const [tried, setTried] = useState(false);
	const [more, details] = useDisclosure(false);
	const [dialog, setDialog] = useState<'launch' | 'archive' | null>(null);
	const state = segmentation?.state ?? 'draft';
	const launched = state === 'launched';
	const archived = state === 'archived';
	const readOnly = archived || !may;
	const dirty = JSON.stringify(bodyOf(form, kind)) !== JSON.stringify(bodyOf(formOf(base), kind));

	// Saved by somebody else while nothing was changed here.
	if (segmentation && base && segmentation.revision > base.revision && !dirty) {
		setBase(segmentation);
		setForm(formOf(segmentation));
	}

	const faults = faultsOf(form);
	const faultOf = (key: string) => (tried && faults.has(key) ? t(`fault.${faults.get(key)!}`) : null);
	const set = (change: Partial<SegmentationForm>) => setForm({ ...form, ...change });
	const remove = useChange(routes.deleteSegmentation, {
		stale: ['listSegmentations'],
		done: () => void router.navigate({ to: '/data/segmentations' }),
	});

	/** The id of what was saved; null when it could not be. */
	async function save(): Promise<string | null> {
		setTried(true);
		if (faults.size > 0) return null;
		setSaving(true);
		try {
			const body = bodyOf(form, kind);
			let id = base?.id;
			if (id === undefined) id = (await client(routes.createSegmentation, { body: { ...body, kind } })).id;
			else await client(routes.updateSegmentation, { params: { segmentation: id }, body, revision: base!.revision });
			const fresh = await client(routes.readSegmentation, { params: { segmentation: id } });
			queries.setQueryData([routes.readSegmentation.id, { params: { segmentation: id } }], fresh);
			for (const stale of ['listSegmentations', 'readFilterWords', 'listRefs'])
				void queries.invalidateQueries({ queryKey: [stale] });
			setBase(fresh);
			setForm(formOf(fresh));
			setTried(false);
			return id;
		} catch (error) {
			const at = error instanceof ApiError ? error.body.at : undefined;
			if (at?.includes('systemName') || at?.includes('externalId')) details.open();
			notifications.show({ color: 'red', message: errorText(error), autoClose: 8000 });
			return null;
		} finally {
			setSaving(false);
		}
	}

	async function saveAndLeave() {
		if ((await save()) !== null) void router.navigate({ to: '/data/segmentations' });
	}

	function onKey(event: KeyboardEvent) {
		if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyS') return;
		event.preventDefault();
		if (!dirty || readOnly) return;
		void save().then((id) => {
			if (id !== null && segmentation === null)
				void router.navigate({ to: '/data/segmentations/$segmentation', params: { segmentation: id }, replace: true });
		});
	}

	const total = segmentation?.segments.reduce((sum, one) => sum + one.size, 0) ?? 0;
	const changedElsewhere = segmentation && base && segmentation.revision > base.revision;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys of the fields inside
		<div onKeyDown={onKey}>
			<PageHeader
				title={segmentation?.name ?? t(`new.${kind}`)}
				pill={segmentation ? <SegmentationPill state={state} /> : undefined}
				meta={
					segmentation && !(state === 'draft') ? (
						<>
							{t('inSegments', { count: total, figure: format.number(total) })} ·{' '}
							<AsOf at={kind === 'filter' ? segmentation.recalculatedAt : segmentation.asOf} />
						</>
					) : null
				}
				below={t(`kindLong.${kind}`)}
				actions={
					<>
						{segmentation && !archived ? (
							<Menu position="bottom-end" width={230}>
								<Menu.Target>
									<ActionIcon variant="default" size={32} aria-label={t('more')}>
										<IconDots size={18} stroke={1.75} />
									</ActionIcon>
								</Menu.Target>
								<Menu.Dropdown>
									{launched ? (
										<Menu.Item
											disabled={!may}
											leftSection={<IconArchive size={16} stroke={1.75} />}
											onClick={() => setDialog('archive')}
										>
											{t('archive')}
										</Menu.Item>
									) : (
										<Menu.Item
											color="red"
											disabled={!may}
											leftSection={<IconTrash size={16} stroke={1.75} />}
											onClick={() => remove.mutate({ params: { segmentation: segmentation.id } })}
										>
											{t('deleteDraft')}
										</Menu.Item>
									)}
								</Menu.Dropdown>
							</Menu>
						) : null}
						{archived ? null : segmentation === null || dirty || launched ? (
							<WithReason reason={may ? (dirty ? null : t('nothingToSave')) : t('noRight')}>
								<Button disabled={!may || !dirty} loading={saving} onClick={() => void saveAndLeave()}>
									{t('saveAndLeave')}
								</Button>
							</WithReason>
						) : (
							<WithReason reason={may ? (segmentation.segments.length === 0 ? t('needsSegment') : null) : t('noRight')}>
								<Button disabled={!may || segmentation.segments.length === 0} onClick={() => setDialog('launch')}>
									{t('launch')}
								</Button>
							</WithReason>
						)}
					</>
				}
			/>
			<ScreenBody>
				<div className={css.column}>
					{state === 'draft' ? <Notice tone="warning">{t('draftBand')}</Notice> : null}
					{archived ? (
						<Notice tone="info">
							{t('archivedBand')} <When at={segmentation?.archivedAt ?? null} />
						</Notice>
					) : null}
					{changedElsewhere ? (
						<Notice
							tone="warning"
							action={
								<Button
									size="xs"
									variant="default"
									onClick={() => {
										setBase(segmentation);
										setForm(formOf(segmentation));
									}}
								>
									{t('showTheirs')}
								</Button>
							}
						>
							{t('changedElsewhere')}
						</Notice>
					) : null}
					{segmentation?.recalculationProblem ? (
						<Notice tone="danger">{t(`problem.${segmentation.recalculationProblem}`)}</Notice>
					) : null}
					<Card>
						<div className={css.fields}>
							<TextInput
								label={t('name')}
								maxLength={200}
								disabled={readOnly}
								data-autofocus
								autoFocus={segmentation === null}
								value={form.name}
								error={tried && faults.get('') === 'name' ? t('fault.name') : null}
								onChange={(event) => set({ name: event.currentTarget.value })}
							/>
							<Textarea
								label={t('description')}
								description={t('descriptionHint', { left: 300 - form.description.length })}
								maxLength={300}
								autosize
								minRows={2}
								disabled={readOnly}
								value={form.description}
								onChange={(event) => set({ description: event.currentTarget.value })}
							/>
							<button type="button" className={css.more} aria-expanded={more} onClick={details.toggle}>
								{more ? <IconChevronDown size={16} stroke={1.75} /> : <IconChevronRight size={16} stroke={1.75} />}
								{t('additional')}
								{more || !form.systemName ? null : <code className={css.none}>{form.systemName}</code>}
							</button>
							<Collapse expanded={more}>
								<div className={css.pair}>
									<TextInput
										label={t('systemName')}
										description={launched ? t('frozen') : t('systemNameHint')}
										placeholder={t('madeOfName')}
										disabled={readOnly || launched}
										maxLength={100}
										value={form.systemName}
										error={tried && faults.get('') === 'systemName' ? t('fault.systemName') : null}
										onChange={(event) => set({ systemName: event.currentTarget.value })}
									/>
									<TextInput
										label={t('externalId')}
										description={launched ? t('frozen') : t('externalIdHint')}
										placeholder={t('asSystemName')}
										disabled={readOnly || launched}
										maxLength={100}
										value={form.externalId}
										onChange={(event) => set({ externalId: event.currentTarget.value })}
									/>
								</div>
							</Collapse>
						</div>
					</Card>
					<Card
						title={t('segments')}
						aside={kind === 'filter' ? <Recalculated segmentation={segmentation} /> : t('orderHint')}
					>
						{kind === 'filter' ? <p className={css.hint}>{t('filterHint')}</p> : null}
						<ol className={css.segments}>
							{form.segments.map((segment, index) => (
								<SegmentRow
									key={segment.key}
									segment={segment}
									index={index}
									kind={kind}
									segmentation={segmentation}
									saved={segmentation?.segments.find((one) => one.id === segment.id)}
									readOnly={readOnly}
									launched={launched}
									fault={faultOf(segment.key)}
									onChange={(change) =>
										set({
											segments: form.segments.map((one) => (one.key === segment.key ? { ...one, ...change } : one)),
										})
									}
									onMove={(from, to) => set({ segments: moveRow(form.segments, from, to) })}
									onRemove={() => set({ segments: form.segments.filter((one) => one.key !== segment.key) })}
								/>
							))}
						</ol>
						{readOnly ? null : (
							<Button
								variant="subtle"
								leftSection={<IconPlus size={16} stroke={1.75} />}
								onClick={() => set({ segments: [...form.segments, newSegment()] })}
							>
								{t('addSegment')}
							</Button>
						)}
					</Card>
				</div>
			</ScreenBody>
			{segmentation ? (
				<>
					<LaunchDialog opened={dialog === 'launch'} onClose={() => setDialog(null)} segmentation={segmentation} />
					<ArchiveDialog opened={dialog === 'archive'} onClose={() => setDialog(null)} segmentation={segmentation} />
				</>
			) : null}
		</div>
	);
}

/** When the members of a segmentation by filter are of, and that it is being recalculated. */
function Recalculated({ segmentation }: { segmentation: Read | null }) {
	const { t } = useTranslation('segments');
	const may = useRight('edit');
	const started = useTaskStarted();
	const recalculate = useChange(routes.recalculateSegmentation, { stale: ['readBell'], done: started });
	if (segmentation?.state !== 'launched') return <>{t('recalculatedHourly')}</>;
	return (
		<span className={css.recalculated}>
			{segmentation.recalculating ? (
				t('recalculating')
			) : segmentation.recalculatedAt ? (
				<>
					{t('recalculatedAt')} <When at={segmentation.recalculatedAt} />
				</>
			) : (
				t('notYet')
			)}
			<WithReason reason={may ? null : t('noRight')}>
				<Button
					size="compact-xs"
					variant="default"
					disabled={!may || segmentation.recalculating}
					loading={recalculate.isPending}
					onClick={() => recalculate.mutate({ params: { segmentation: segmentation.id } })}
				>
					{t('recalculate')}
				</Button>
			</WithReason>
		</span>
	);
}
