import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import type { CustomField } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { FieldOptions } from '../fields/FieldOptions.tsx';
import { FieldTypeSelect } from '../fields/FieldTypeSelect.tsx';
import { type FieldForm, newFieldForm, systemNameOf } from '../fields/field-form.ts';
import type { TemplateFaults } from './template-form.ts';
import css from './templates.module.css';

/** Fields that actions of the template carry, typed and in order. Once actions were issued names and types stay. */
export function TemplateFields(props: {
	fields: readonly FieldForm[];
	onChange: (fields: readonly FieldForm[]) => void;
	/** What is saved: their names and types are locked once the template was issued. */
	saved: readonly CustomField[];
	issued: boolean;
	disabled: boolean;
	faults: TemplateFaults['fields'];
}) {
	const { t } = useTranslation('templates');
	const { fields, onChange, saved, issued, disabled } = props;
	const change = (key: string, part: Partial<FieldForm>) =>
		onChange(fields.map((one) => (one.key === key ? { ...one, ...part } : one)));
	const move = (from: number, to: number) => {
		const next = fields.filter((_, index) => index !== from);
		next.splice(to, 0, fields[from]!);
		onChange(next);
	};
	const archived = saved.filter((field) => field.archived);
	return (
		<div className={css.fieldsCard}>
			<p className={css.hint}>{t('fieldsSay')}</p>
			<ol className={css.fieldList}>
				{fields.map((field, index) => {
					const locked = issued && field.id !== undefined;
					const fault = props.faults.get(field.key);
					return (
						<li key={field.key} className={css.fieldRow}>
							<div className={css.fieldLine}>
								<TextInput
									aria-label={t('fieldName', { place: index + 1 })}
									placeholder={t('fieldNameHint')}
									maxLength={200}
									disabled={disabled}
									value={field.name}
									error={fault === 'name' ? t('fields:fault.name') : fault === 'twice' ? t('fault.fieldTwice') : null}
									onChange={(event) => change(field.key, { name: event.currentTarget.value })}
								/>
								<TextInput
									aria-label={t('fieldSystemName', { place: index + 1 })}
									placeholder={systemNameOf({ ...field, systemName: '' }) || t('systemName')}
									maxLength={100}
									disabled={disabled || locked}
									title={locked ? t('fieldLocked') : undefined}
									value={field.systemName}
									error={fault === 'systemName' ? t('fields:fault.systemName') : null}
									onChange={(event) => change(field.key, { systemName: event.currentTarget.value })}
								/>
								<FieldTypeSelect
									of="action"
									ariaLabel={t('fieldType', { place: index + 1 })}
									disabled={disabled || locked}
									value={field.type}
									onChange={(type) => change(field.key, { type })}
								/>
								<span className={css.fieldTools}>
									<ActionIcon
										variant="subtle"
										color="gray"
										disabled={disabled || index === 0}
										aria-label={t('fieldUp', { place: index + 1 })}
										onClick={() => move(index, index - 1)}
									>
										<IconArrowUp size={16} stroke={1.75} />
									</ActionIcon>
									<ActionIcon
										variant="subtle"
										color="gray"
										disabled={disabled || index === fields.length - 1}
										aria-label={t('fieldDown', { place: index + 1 })}
										onClick={() => move(index, index + 1)}
									>
										<IconArrowDown size={16} stroke={1.75} />
									</ActionIcon>
									<ActionIcon
										variant="subtle"
										color="gray"
										disabled={disabled}
										aria-label={t('fieldRemove', { place: index + 1 })}
										onClick={() => onChange(fields.filter((one) => one.key !== field.key))}
									>
										<IconX size={16} stroke={1.75} />
									</ActionIcon>
								</span>
							</div>
							{field.type === 'enum' ? (
								<div className={css.fieldOptions}>
									<FieldOptions
										options={field.options}
										disabled={disabled}
										error={fault?.startsWith('options') ? t(`fields:fault.${fault}`) : null}
										onChange={(options) => change(field.key, { options })}
									/>
								</div>
							) : null}
						</li>
					);
				})}
			</ol>
			<Button
				variant="subtle"
				className={css.start}
				disabled={disabled || fields.length >= 100}
				leftSection={<IconPlus size={16} stroke={1.75} />}
				onClick={() => onChange([...fields, newFieldForm()])}
			>
				{t('fieldAdd')}
			</Button>
			{archived.length > 0 ? (
				<p className={css.hint}>{t('fieldsArchived', { names: archived.map((field) => field.name).join(', ') })}</p>
			) : null}
		</div>
	);
}
