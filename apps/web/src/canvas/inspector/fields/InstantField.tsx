import { TextInput } from '@mantine/core';
import { useId } from 'react';
import { FieldLabel } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

/** A moment, typed in the reader's own zone and kept with its offset. */
export function InstantField(props: FieldProps) {
	const { value, disabled, onChange } = props;
	const id = useId();
	return (
		<>
			<FieldLabel {...props} htmlFor={id} />
			<TextInput
				id={id}
				type="datetime-local"
				value={typeof value === 'string' ? localOf(value) : ''}
				disabled={disabled}
				onChange={(event) => {
					const text = event.currentTarget.value;
					onChange(text === '' ? undefined : new Date(text).toISOString());
				}}
			/>
		</>
	);
}

function localOf(instant: string): string {
	const date = new Date(instant);
	if (Number.isNaN(date.getTime())) return '';
	return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
