import type { Filter, Json } from '@volna/node-sdk';
import { FilterField as FormField } from '../../../filters/index.ts';
import { FieldLabel } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

/** A filter: its sentence, how many pass it, and the builder in a drawer. */
export function FilterField(props: FieldProps) {
	const { field, value, disabled, onChange } = props;
	return (
		<FormField
			label={<FieldLabel {...props} />}
			value={value as unknown as Filter | undefined}
			onChange={(next) => onChange(next as unknown as Json | undefined)}
			scope={field.options.subject === 'flow' ? 'flow' : 'customer'}
			optional={field.options.presence === 'optional'}
			disabled={disabled}
		/>
	);
}
