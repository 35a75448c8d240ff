import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Json } from '@volna/node-sdk';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';

/** Names and values. */
export function PairsField(props: FieldProps) {
	const { value, disabled, onChange, field } = props;
	const texts = useTexts();
	const pairs = (Array.isArray(value) ? value : []) as unknown as readonly { name: string; value: string }[];
	const write = (next: readonly { name: string; value: string }[]) => onChange(next as unknown as Json);
	return (
		<>
			<FieldLabel {...props} />
			{pairs.map((pair, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place in the list
				<div key={index} className={styles.entry}>
					<div className={styles.pair}>
						<TextInput
							aria-label={texts.t('form.pair-name')}
							value={pair.name}
							disabled={disabled}
							onChange={(event) => write(pairs.with(index, { ...pair, name: event.currentTarget.value }))}
						/>
						<TextInput
							aria-label={texts.t('form.pair-value')}
							value={pair.value}
							disabled={disabled}
							onChange={(event) => write(pairs.with(index, { ...pair, value: event.currentTarget.value }))}
						/>
					</div>
					<ActionIcon
						variant="subtle"
						aria-label={texts.t('form.remove')}
						disabled={disabled}
						onClick={() => write(pairs.toSpliced(index, 1))}
					>
						<IconX size={16} stroke={1.75} />
					</ActionIcon>
				</div>
			))}
			<Button
				variant="default"
				size="xs"
				leftSection={<IconPlus size={14} />}
				disabled={disabled || pairs.length >= Number(field.options.max ?? 20)}
				onClick={() => write([...pairs, { name: '', value: '' }])}
			>
				{texts.t('form.add-row')}
			</Button>
		</>
	);
}
