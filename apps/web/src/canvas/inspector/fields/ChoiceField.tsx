import { SegmentedControl, Select } from '@mantine/core';
import { useId } from 'react';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

/** One of a list: beside one another where they are few and one is preset, else in a menu. */
export function ChoiceField(props: FieldProps) {
	const { node, name, field, value, disabled, onChange, bare } = props;
	const texts = useTexts();
	const id = useId();
	const label = useFieldName(props);
	const data = (field.options.choices ?? []).map((choice) => ({
		value: choice,
		label: texts.node(node.type, `config.${name}.choice.${choice}`) || choice,
	}));
	if (data.length === 1 && field.options.presence === 'defaulted') return null;
	const isFew = data.length <= 3 && field.options.presence === 'defaulted';
	return (
		<>
			{!bare && <FieldLabel {...props} htmlFor={isFew ? undefined : id} />}
			{isFew ? (
				<SegmentedControl
					fullWidth
					aria-label={label}
					data={data}
					value={typeof value === 'string' ? value : ''}
					disabled={disabled}
					onChange={(next) => onChange(next)}
				/>
			) : (
				<Select
					id={id}
					aria-label={bare ? label : undefined}
					data={data}
					value={typeof value === 'string' ? value : null}
					placeholder={texts.t('form.choose')}
					disabled={disabled}
					allowDeselect={field.options.presence === 'optional'}
					onChange={(next) => onChange(next ?? undefined)}
				/>
			)}
		</>
	);
}
