import { Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

export function TextField(props: FieldProps) {
	const { field, value, disabled, onChange, bare } = props;
	const id = useId();
	const name = useFieldName(props);
	const shared = {
		id,
		'aria-label': bare ? name : undefined,
		value: typeof value === 'string' ? value : '',
		disabled,
		maxLength: typeof field.options.max === 'number' ? field.options.max : undefined,
		onChange: (event: { currentTarget: { value: string } }) => {
			const text = event.currentTarget.value;
			onChange(text === '' && field.options.presence === 'optional' ? undefined : text);
		},
	};
	return (
		<>
			{!bare && <FieldLabel {...props} htmlFor={id} />}
			{field.options.multiline ? <Textarea {...shared} autosize minRows={2} /> : <TextInput {...shared} />}
		</>
	);
}
