import { Switch } from '@mantine/core';
import { useTexts } from '../../model/texts.ts';
import { useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';

export function ToggleField(props: FieldProps) {
	const texts = useTexts();
	const name = useFieldName(props);
	const help = texts.node(props.node.type, `config.${props.name}.help`);
	return (
		<div className={styles.toggle}>
			<Switch
				size="sm"
				label={name}
				checked={props.value === true}
				disabled={props.disabled}
				onChange={(event) => props.onChange(event.currentTarget.checked)}
			/>
			{help && <small>{help}</small>}
		</div>
	);
}
