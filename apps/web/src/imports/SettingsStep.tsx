import { Checkbox, MultiSelect, Radio, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FilePreview, routes } from '@volna/contract';
import { Card } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import {
	editsCustomers,
	type ImportDraft,
	type ImportKind,
	isSubscription,
	issuesActions,
	namesCustomer,
	needsConsent,
} from './import-draft.ts';
import css from './imports.module.css';

export interface SettingsProps {
	readonly draft: ImportDraft;
	readonly columns: readonly (string | null)[];
	readonly targets: FilePreview['targets'];
	readonly onChange: (change: Partial<ImportDraft>) => void;
}

/** How rows are applied: whom they find, what they overwrite, what stands behind a "yes", where people go. */
export function SettingsStep(props: SettingsProps) {
	const { t } = useTranslation('imports');
	const { draft, onChange } = props;
	return (
		<Card title={t('step.settings')}>
			<div className={css.form}>
				<KindChoice kind={draft.kind} onChange={(kind) => onChange({ kind })} />
				<FindBy {...props} />
				{editsCustomers(draft.kind) ? (
					<Radio.Group
						label={t('settings.fill')}
						value={draft.fill}
						onChange={(fill) => onChange({ fill: fill as ImportDraft['fill'] })}
					>
						<Stack gap={8} mt={6}>
							<Radio value="overwrite" label={t('settings.overwrite')} />
							<Radio value="blanks" label={t('settings.blanks')} />
						</Stack>
					</Radio.Group>
				) : null}
				<Consent {...props} />
				{draft.kind === 'membership' ? null : <SegmentChoice {...props} />}
				<Actions {...props} />
				<Textarea
					label={t('settings.description')}
					autosize
					minRows={2}
					maxLength={1000}
					value={draft.description}
					onChange={(event) => onChange({ description: event.currentTarget.value })}
				/>
			</div>
		</Card>
	);
}

function KindChoice({ kind, onChange }: { kind: ImportKind; onChange: (kind: ImportKind) => void }) {
	const { t } = useTranslation('imports');
	return (
		<div className={css.stack}>
			<SegmentedControl
				aria-label={t('settings.kind')}
				value={kind}
				data={[
					...(['upsert', 'update', 'membership', 'actions'] as const).map((value) => ({
						value,
						label: t(`kind.${value}`),
					})),
					{ value: 'merge', label: t('kind.merge'), disabled: true },
				]}
				onChange={(value) => onChange(value as ImportKind)}
			/>
			<p className={css.hint}>
				{t(`kindHint.${kind}`)} {t('settings.mergeLater')}
			</p>
		</div>
	);
}

function FindBy({ draft, columns, onChange }: SettingsProps) {
	const { t } = useTranslation('imports');
	const naming = columns.filter((column): column is string => column !== null && namesCustomer(column));
	if (naming.length < 2) return null;
	const chosen = draft.findBy?.filter((column) => naming.includes(column)) ?? naming;
	return (
		<Checkbox.Group
			label={t('settings.findBy')}
			description={t('settings.findByHint')}
			value={[...chosen]}
			onChange={(next) => onChange({ findBy: next.length === naming.length ? null : next })}
		>
			<Stack gap={8} mt={6}>
				{naming.map((column) => (
					<Checkbox
						key={column}
						value={column}
						disabled={chosen.length === 1 && chosen[0] === column}
						label={
							column.startsWith('Id:')
								? t('target.IdOf', { name: column.slice(3) })
								: t(`target.${column}` as 'target.Email')
						}
					/>
				))}
			</Stack>
		</Checkbox.Group>
	);
}

function Consent(props: SettingsProps) {
	const { t } = useTranslation('imports');
	const { draft, columns, targets, onChange } = props;
	if (!editsCustomers(draft.kind)) return null;
	const asks = columns.some((column) => column !== null && isSubscription(column));
	return (
		<div className={css.stack}>
			{asks ? null : (
				<Radio.Group
					label={t('settings.agreed')}
					value={draft.agreed ? 'yes' : 'no'}
					onChange={(value) => onChange({ agreed: value === 'yes' ? [''] : null })}
				>
					<Stack gap={8} mt={6}>
						<Radio value="no" label={t('settings.agreedNo')} />
						<Radio value="yes" label={t('settings.agreedYes')} />
					</Stack>
				</Radio.Group>
			)}
			{!asks && draft.agreed && targets.topics.length > 0 ? (
				<MultiSelect
					label={t('settings.topics')}
					data={[
						{ value: '', label: t('settings.everyTopic') },
						...targets.topics.map(({ systemName, name }) => ({ value: systemName.toLowerCase(), label: name })),
					]}
					value={[...draft.agreed]}
					onChange={(next) => onChange({ agreed: next.length > 0 ? next : [''] })}
				/>
			) : null}
			{needsConsent(draft, columns) ? (
				<>
					<div className={css.pair}>
						<TextInput
							label={t('settings.consentSource')}
							placeholder={t('settings.consentSourceExample')}
							maxLength={200}
							required
							value={draft.consentSource}
							onChange={(event) => onChange({ consentSource: event.currentTarget.value })}
						/>
						<TextInput
							label={t('settings.consentOn')}
							type="date"
							required
							value={draft.consentOn}
							onChange={(event) => onChange({ consentOn: event.currentTarget.value })}
						/>
						<TextInput
							label={t('settings.consentEvidence')}
							maxLength={1000}
							value={draft.consentEvidence}
							onChange={(event) => onChange({ consentEvidence: event.currentTarget.value })}
						/>
					</div>
					<p className={css.hint}>{t('settings.consentHint')}</p>
				</>
			) : null}
		</div>
	);
}

function SegmentChoice({ draft, onChange }: SettingsProps) {
	const { t } = useTranslation('imports');
	const used = draft.segment !== 'none';
	const segmentations = useRead(
		routes.listRefs,
		{ params: { entity: 'segmentation' as const }, query: {} },
		{ enabled: used },
	);
	const segments = useRead(
		routes.listRefs,
		{ params: { entity: 'segment' as const }, query: { of: draft.segmentation ?? undefined } },
		{ enabled: draft.segment === 'known' && draft.segmentation !== null },
	);
	const options = (read: typeof segmentations) =>
		(read.data?.items ?? []).filter((item) => item.usable).map(({ id, name }) => ({ value: id, label: name }));
	return (
		<div className={css.stack}>
			<Radio.Group
				label={t('settings.segment')}
				value={draft.segment}
				onChange={(segment) => onChange({ segment: segment as ImportDraft['segment'] })}
			>
				<Stack gap={8} mt={6}>
					<Radio value="none" label={t('settings.segmentNone')} />
					<Radio value="known" label={t('settings.segmentKnown')} />
					<Radio value="new" label={t('settings.segmentNew')} />
				</Stack>
			</Radio.Group>
			{used ? (
				<div className={css.pair}>
					<Select
						label={t('settings.segmentation')}
						placeholder={draft.segment === 'new' ? t('settings.segmentationNew') : undefined}
						data={options(segmentations)}
						searchable
						clearable={draft.segment === 'new'}
						clearButtonProps={{ 'aria-label': t('settings.segmentationNew') }}
						nothingFoundMessage={t('settings.noSegmentations')}
						value={draft.segmentation}
						onChange={(segmentation) => onChange({ segmentation, knownSegment: null })}
					/>
					{draft.segment === 'new' && draft.segmentation === null ? (
						<TextInput
							label={t('settings.segmentationName')}
							maxLength={200}
							value={draft.newSegmentation}
							onChange={(event) => onChange({ newSegmentation: event.currentTarget.value })}
						/>
					) : null}
					{draft.segment === 'new' ? (
						<TextInput
							label={t('settings.segmentName')}
							maxLength={200}
							value={draft.newSegment}
							onChange={(event) => onChange({ newSegment: event.currentTarget.value })}
						/>
					) : (
						<Select
							label={t('settings.segmentOf')}
							data={options(segments)}
							disabled={draft.segmentation === null}
							searchable
							value={draft.knownSegment}
							onChange={(knownSegment) => onChange({ knownSegment })}
						/>
					)}
				</div>
			) : null}
		</div>
	);
}

function Actions({ draft, columns, onChange }: SettingsProps) {
	const { t } = useTranslation('imports');
	const templates = useRead(routes.listRefs, {
		params: { entity: 'action-template' as const },
		query: { use: 'import' as const },
	});
	const issues = issuesActions(draft, columns);
	return (
		<div className={css.stack}>
			<Select
				label={t(draft.kind === 'actions' ? 'settings.templateElse' : 'settings.template')}
				description={t('settings.templateHint')}
				data={(templates.data?.items ?? [])
					.filter((item) => item.usable)
					.map(({ id, name }) => ({ value: id, label: name }))}
				searchable
				clearable
				clearButtonProps={{ 'aria-label': t('settings.noTemplate') }}
				placeholder={t('settings.noTemplate')}
				nothingFoundMessage={t('settings.noTemplates')}
				value={draft.template}
				onChange={(template) => onChange({ template })}
			/>
			{issues ? (
				<>
					<div className={css.pair}>
						<TextInput
							label={t('settings.occurredOn')}
							description={t('settings.occurredHint')}
							type="date"
							value={draft.occurredOn}
							onChange={(event) => onChange({ occurredOn: event.currentTarget.value })}
						/>
						<TextInput
							label={t('settings.touchpoint')}
							description={t('settings.touchpointHint')}
							maxLength={100}
							value={draft.touchpoint}
							onChange={(event) => onChange({ touchpoint: event.currentTarget.value })}
						/>
					</div>
					<Checkbox
						label={t('settings.startsFlows')}
						description={t('settings.startsFlowsHint')}
						checked={draft.startsFlows}
						onChange={(event) => onChange({ startsFlows: event.currentTarget.checked })}
					/>
				</>
			) : null}
		</div>
	);
}
