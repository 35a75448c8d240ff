import { Select } from '@mantine/core';
import { type CustomFieldType, customFieldTypes } from '@volna/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The type of a custom field, in words. A unique id names its customer, so actions have none. */
export function FieldTypeSelect(props: {
	value: CustomFieldType;
	onChange: (type: CustomFieldType) => void;
	of: 'customer' | 'action';
	label?: string;
	ariaLabel?: string;
	description?: ReactNode;
	disabled?: boolean;
}) {
	const { t } = useTranslation('fields');
	return (
		<Select
			label={props.label}
			aria-label={props.ariaLabel}
			description={props.description}
			disabled={props.disabled}
			allowDeselect={false}
			value={props.value}
			onChange={(value) => {
				const type = customFieldTypes.find((one) => one === value);
				if (type) props.onChange(type);
			}}
			data={customFieldTypes
				.filter((type) => type !== 'unique_id' || props.of === 'customer')
				.map((value) => ({ value, label: t(`type.${value}`) }))}
		/>
	);
}
