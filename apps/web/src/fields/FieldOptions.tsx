import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { newOption, type OptionForm } from './field-form.ts';
import css from './fields.module.css';

/** Values of an enum: what calls and files say, and what people read. */
export function FieldOptions(props: {
	options: readonly OptionForm[];
	onChange: (options: readonly OptionForm[]) => void;
	disabled?: boolean;
	error?: string | null;
}) {
	const { t } = useTranslation('fields');
	const { options, onChange, disabled } = props;
	const change = (key: string, part: Partial<OptionForm>) =>
		onChange(options.map((one) => (one.key === key ? { ...one, ...part } : one)));
	return (
		<fieldset className={css.options} disabled={disabled}>
			<legend>{t('options')}</legend>
			{options.map((option, index) => (
				<div key={option.key} className={css.option}>
					<TextInput
						aria-label={t('optionName', { place: index + 1 })}
						placeholder={t('optionNameHint')}
						maxLength={200}
						value={option.name}
						onChange={(event) => change(option.key, { name: event.currentTarget.value })}
					/>
					<TextInput
						aria-label={t('optionValue', { place: index + 1 })}
						placeholder={option.name.trim() || t('optionValueHint')}
						maxLength={100}
						value={option.value}
						onChange={(event) => change(option.key, { value: event.currentTarget.value })}
					/>
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={t('removeOption', { place: index + 1 })}
						onClick={() => onChange(options.filter((one) => one.key !== option.key))}
					>
						<IconX size={16} stroke={1.75} />
					</ActionIcon>
				</div>
			))}
			{props.error ? <p className={css.error}>{props.error}</p> : null}
			<Button
				size="xs"
				variant="subtle"
				className={css.add}
				leftSection={<IconPlus size={14} stroke={1.75} />}
				onClick={() => onChange([...options, newOption()])}
			>
				{t('addOption')}
			</Button>
		</fieldset>
	);
}
