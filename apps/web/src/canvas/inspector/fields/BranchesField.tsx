import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Json, Ref } from '@volna/node-sdk';
import { newId } from '../../model/new-id.ts';
import { useTexts } from '../../model/texts.ts';
import { FieldControl } from '../FieldControl.tsx';
import { FieldLabel } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';
import { changed } from './ListField.tsx';
import { useRefs } from './RefField.tsx';

interface Entry {
	readonly id: string;
	readonly name: string;
	readonly [field: string]: Json | undefined;
}

/** Branches: each is an output. Where an entry is a part of something chosen above, one click makes them all. */
export function BranchesField(props: FieldProps) {
	const { field, value, disabled, onChange, name, node } = props;
	const texts = useTexts();
	const entries = (Array.isArray(value) ? value : []) as unknown as readonly Entry[];
	const fields = Object.entries(field.options.fields ?? {});
	const parts = fields.find(([, one]) => one.kind === 'ref' && one.options.within !== undefined);
	const owner = parts && (node.config[parts[1].options.within!] as Ref | undefined)?.id;
	const refs = useRefs(parts?.[1].options.entity ?? 'segment', { of: owner, enabled: owner !== undefined });
	const write = (next: readonly Entry[]) => onChange(next as unknown as Json);
	const taken = new Set(entries.map((entry) => (parts ? (entry[parts[0]] as Ref | undefined)?.id : undefined)));
	const missing = (refs.data?.items ?? []).filter((one) => one.usable && !taken.has(one.id));
	const max = Number(field.options.max ?? 10);
	const addAll = () =>
		write([
			...entries,
			...missing.slice(0, max - entries.length).map((one): Entry => {
				const ref = { id: one.id, systemName: one.systemName, name: one.name };
				return { id: newId('b'), name: one.name.slice(0, 100), [parts![0]]: ref };
			}),
		]);
	const set = (index: number, inner: string, next: Json | undefined) => {
		const entry = entries[index]!;
		const named = changed(entry as unknown as Json, inner, next) as unknown as Entry;
		const former = (entry[inner] as Ref | undefined)?.name;
		const isRef = parts?.[0] === inner && next !== undefined;
		const follows = isRef && (entry.name === '' || entry.name === former);
		write(entries.with(index, follows ? { ...named, name: (next as unknown as Ref).name.slice(0, 100) } : named));
	};
	return (
		<>
			<FieldLabel {...props} />
			<div className={styles.branches}>
				{entries.map((entry, index) => (
					<div key={entry.id} className={styles.entry}>
						<div className={styles.entryFields}>
							<TextInput
								aria-label={texts.t('form.branch-name')}
								placeholder={texts.t('form.branch-name')}
								value={entry.name}
								disabled={disabled}
								maxLength={100}
								onChange={(event) => write(entries.with(index, { ...entry, name: event.currentTarget.value }))}
							/>
							{fields.map(([inner, one]) => (
								<FieldControl
									key={inner}
									{...props}
									bare
									name={`${name}.${inner}`}
									path={`${name}.${index}.${inner}`}
									field={one}
									value={entry[inner]}
									onChange={(next) => set(index, inner, next)}
								/>
							))}
						</div>
						<ActionIcon
							variant="subtle"
							aria-label={texts.t('form.remove-branch', { name: entry.name })}
							disabled={disabled}
							onClick={() => write(entries.toSpliced(index, 1))}
						>
							<IconX size={16} stroke={1.75} />
						</ActionIcon>
					</div>
				))}
			</div>
			<div className={styles.buttons}>
				<Button
					variant="default"
					size="xs"
					leftSection={<IconPlus size={14} />}
					disabled={disabled || entries.length >= max}
					onClick={() => write([...entries, { id: newId('b'), name: '' }])}
				>
					{texts.t('form.add-branch')}
				</Button>
				{missing.length > 0 && (
					<Button variant="subtle" size="xs" disabled={disabled} onClick={addAll}>
						{texts.t('form.add-all-branches', { count: missing.length })}
					</Button>
				)}
			</div>
		</>
	);
}
