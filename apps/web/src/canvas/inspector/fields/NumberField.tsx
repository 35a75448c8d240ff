import { NumberInput } from '@mantine/core';
import { useId } from 'react';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

/** A number, or a percent. */
export function NumberField(props: FieldProps) {
	const { field, value, disabled, onChange, bare } = props;
	const id = useId();
	const name = useFieldName(props);
	const { min, max, integer } = field.options;
	return (
		<>
			{!bare && <FieldLabel {...props} htmlFor={id} />}
			<NumberInput
				id={id}
				aria-label={bare ? name : undefined}
				value={typeof value === 'number' ? value : ''}
				disabled={disabled}
				min={typeof min === 'number' ? min : undefined}
				max={typeof max === 'number' ? max : undefined}
				allowDecimal={!integer}
				decimalSeparator=","
				suffix={field.kind === 'percent' ? ' %' : undefined}
				clampBehavior="none"
				onChange={(next) => onChange(typeof next === 'number' ? next : next === '' ? undefined : Number(next))}
			/>
		</>
	);
}
