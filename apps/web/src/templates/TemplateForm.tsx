import { NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type ActionTemplate, type Category, tagLimit } from '@volna/contract';
import { Card } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CampaignSelect } from '../campaigns/CampaignSelect.tsx';
import { FilterField } from '../filters/index.ts';
import { CategoriesDrawer } from './CategoriesDrawer.tsx';
import { CategorySelects } from './CategorySelects.tsx';
import { RolesField } from './RolesField.tsx';
import { TemplateFields } from './TemplateFields.tsx';
import type { TemplateForm as Form, TemplateFaults } from './template-form.ts';
import css from './templates.module.css';
import { UsageTiles } from './UsageTiles.tsx';
import { useSystemName } from './use-system-name.ts';

/** What a guard may ask: all a flow knows but a run's own values, which there are none of yet. */
const guardFields = [
	'customer.',
	'phone.',
	'email.',
	'subscription.',
	'topic.',
	'identifier.',
	'segment',
	'actions',
	'orders',
	'messages',
	'flows',
	'action.',
	'anyOrder.',
	'message.',
	'flowRun.',
	'move.',
	'trigger.',
	'order.',
];

/** The fields of an action template, in the order of the how-to. */
export function TemplateForm(props: {
	form: Form;
	onChange: (change: Partial<Form>) => void;
	template: ActionTemplate | null;
	categories: readonly Category[];
	knownTags: readonly string[];
	readOnly: boolean;
	/** Undefined until somebody tried to save. */
	faults: TemplateFaults | undefined;
	/** What the server said of the system name. */
	systemNameError: string | null;
}) {
	const { t } = useTranslation('templates');
	const { form, onChange, template, readOnly, faults } = props;
	const [dictionary, setDictionary] = useState(false);
	// While it is being typed anew, an empty name is not filled in at once.
	const [cleared, setCleared] = useState(false);
	const issued = template?.issued ?? false;
	const proposed = useSystemName(form.name, template?.id);
	return (
		<div className={css.column}>
			<Card>
				<div className={css.fields}>
					<TextInput
						label={t('name')}
						description={t('nameHint')}
						autoFocus={template === null}
						maxLength={200}
						disabled={readOnly}
						value={form.name}
						error={faults?.name ? t('fault.name') : null}
						onChange={(event) => onChange({ name: event.currentTarget.value })}
					/>
					<div className={css.pair}>
						<TextInput
							label={t('systemName')}
							description={t(issued ? 'systemNameLocked' : 'systemNameHint')}
							maxLength={100}
							disabled={readOnly || issued}
							value={form.systemName !== '' || cleared ? form.systemName : proposed}
							error={props.systemNameError ?? (faults?.systemName ? t('fault.systemName') : null)}
							onChange={(event) => {
								onChange({ systemName: event.currentTarget.value });
								setCleared(event.currentTarget.value === '');
							}}
							onBlur={() => setCleared(false)}
						/>
						<Select
							label={t('kindLabel')}
							description={t(template && template.kind !== 'standard' ? 'kindSystem' : 'kindHint')}
							disabled
							value={template?.kind ?? 'standard'}
							data={[{ value: template?.kind ?? 'standard', label: t(`kind.${template?.kind ?? 'standard'}`) }]}
						/>
					</div>
					<CampaignSelect
						label={t('campaign')}
						description={t('campaignHint')}
						placeholder={t('campaignChoose')}
						disabled={readOnly}
						value={form.campaign}
						error={faults?.campaign ? t('fault.campaign') : undefined}
						onChange={(campaign) => onChange({ campaign })}
					/>
					<CategorySelects
						categories={props.categories}
						value={form.categoryId}
						disabled={readOnly}
						error={faults?.category ? t('fault.category') : undefined}
						onEdit={() => setDictionary(true)}
						onChange={(categoryId) => onChange({ categoryId })}
					/>
				</div>
			</Card>
			<Card title={t('when')}>
				<div className={css.fields}>
					<Textarea
						label={t('issuedWhen')}
						description={t('issuedWhenHint')}
						autosize
						minRows={2}
						maxLength={2000}
						disabled={readOnly}
						value={form.issuedWhen}
						onChange={(event) => onChange({ issuedWhen: event.currentTarget.value })}
					/>
					<FilterField
						label={
							<div>
								<p className={css.label}>{t('guard')}</p>
								<p className={css.hint}>{t('guardHint')}</p>
							</div>
						}
						title={t('guard')}
						inRun={t('guardInRun')}
						scope="flow"
						fields={guardFields}
						disabled={readOnly}
						value={form.guard}
						onChange={(guard) => onChange({ guard })}
					/>
				</div>
			</Card>
			<Card title={t('how')}>
				<div className={css.fields}>
					<UsageTiles value={form.usage} disabled={readOnly} onChange={(usage) => onChange({ usage })} />
					<RolesField value={form.roles} disabled={readOnly} onChange={(roles) => onChange({ roles })} />
				</div>
			</Card>
			<Card title={t('actionFields')}>
				<TemplateFields
					fields={form.fields}
					saved={template?.fields ?? []}
					issued={issued}
					disabled={readOnly}
					faults={faults?.fields ?? new Map()}
					onChange={(fields) => onChange({ fields })}
				/>
			</Card>
			<Card title={t('more')}>
				<div className={css.fields}>
					<TagsInput
						label={t('tags')}
						description={t('tagsHint', { most: tagLimit })}
						data={[...props.knownTags]}
						maxTags={tagLimit}
						disabled={readOnly}
						value={[...form.tags]}
						onChange={(tags) => onChange({ tags })}
					/>
					<Textarea
						label={t('description')}
						autosize
						minRows={2}
						maxLength={2000}
						disabled={readOnly}
						value={form.description}
						onChange={(event) => onChange({ description: event.currentTarget.value })}
					/>
					<NumberInput
						label={t('retention')}
						description={t('retentionHint')}
						min={1}
						max={120}
						allowDecimal={false}
						w={240}
						suffix={` ${t('months')}`}
						disabled={readOnly}
						value={form.retentionMonths}
						error={faults?.retention ? t('fault.retention') : null}
						onChange={(value) => onChange({ retentionMonths: typeof value === 'number' ? value : '' })}
					/>
				</div>
			</Card>
			<CategoriesDrawer opened={dictionary} onClose={() => setDictionary(false)} />
		</div>
	);
}
