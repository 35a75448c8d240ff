import { ActionIcon, Button, TagsInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Json } from '@volna/node-sdk';
import { useTexts } from '../../model/texts.ts';
import { FieldControl } from '../FieldControl.tsx';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';

/** Words, or rows of fields. */
export function ListField(props: FieldProps) {
	const { field, value, disabled, onChange, name, path = name, bare } = props;
	const texts = useTexts();
	const label = useFieldName(props);
	const entries = Array.isArray(value) ? (value as readonly Json[]) : [];
	const { fields, max } = field.options;
	if (!fields) {
		return (
			<>
				{!bare && <FieldLabel {...props} />}
				<TagsInput
					aria-label={label}
					value={entries.map(String)}
					disabled={disabled}
					maxTags={typeof max === 'number' ? max : undefined}
					placeholder={entries.length === 0 ? texts.t('form.tags-example') : undefined}
					onChange={(next) => onChange(next)}
				/>
			</>
		);
	}
	const write = (next: readonly Json[]) => onChange(next as Json);
	return (
		<>
			<FieldLabel {...props} />
			{entries.map((entry, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list
				<div key={index} className={styles.entry}>
					<div className={styles.entryFields}>
						{Object.entries(fields).map(([inner, one]) => (
							<FieldControl
								key={inner}
								{...props}
								name={`${name}.${inner}`}
								path={`${path}.${index}.${inner}`}
								field={one}
								value={(entry as Record<string, Json>)[inner]}
								onChange={(next) => write(entries.with(index, changed(entry, inner, next)))}
							/>
						))}
					</div>
					<ActionIcon
						variant="subtle"
						aria-label={texts.t('form.remove')}
						disabled={disabled}
						onClick={() => write(entries.toSpliced(index, 1))}
					>
						<IconX size={16} stroke={1.75} />
					</ActionIcon>
				</div>
			))}
			<Button
				variant="default"
				size="xs"
				leftSection={<IconPlus size={14} />}
				disabled={disabled || entries.length >= Number(max ?? 100)}
				onClick={() => write([...entries, {}])}
			>
				{texts.t('form.add-row')}
			</Button>
		</>
	);
}

/** An entry with one of its fields set, or unset. */
export function changed(entry: Json, name: string, value: Json | undefined): Json {
	const { [name]: _, ...rest } = entry as Record<string, Json>;
	return value === undefined ? rest : { ...rest, [name]: value };
}
