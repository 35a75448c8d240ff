import { Button } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { Filter } from '@volna/node-sdk';
import { type ReactNode, useState } from 'react';
import { explainFilter } from './explain-filter.ts';
import { FilterCount } from './FilterCount.tsx';
import { FilterDrawer, type FilterSubject } from './FilterDrawer.tsx';
import { isComplete, readsRun } from './filter-query.ts';
import css from './filters.module.css';
import { useFilterSpeech } from './use-filter-speech.ts';

/** A filter in a form: its sentence, a button that opens the builder, and how many customers pass. */
export function FilterField({
	value,
	onChange,
	scope = 'customer',
	fields,
	optional = true,
	disabled = false,
	label,
	sentence,
	title,
	inRun,
}: {
	value: Filter | undefined;
	onChange: (filter: Filter | undefined) => void;
	scope?: FilterSubject;
	/** Beginnings of the fields that are offered; left out, all that the scope knows. */
	fields?: readonly string[] | undefined;
	/** Whether it may be left out: then everybody passes. */
	optional?: boolean;
	disabled?: boolean;
	/** A label of the form's own is drawn by the form. */
	label?: ReactNode;
	/** What it says, where the caller knows the names; else they are read. */
	sentence?: string;
	title?: string;
	/** What is said instead of a count where it asks what happened; left out, that of a flow. */
	inRun?: string;
}) {
	const { speech } = useFilterSpeech(sentence === undefined);
	const { t } = speech;
	const [opened, setOpened] = useState(false);
	return (
		<>
			{label}
			<div className={css.sentence}>
				<span data-empty={value === undefined || undefined}>
					{value === undefined ? t(optional ? 'none' : 'notSet') : (sentence ?? explainFilter(value, speech))}
				</span>
				<span className={css.line}>
					<Button
						variant="default"
						size="xs"
						disabled={disabled}
						leftSection={<IconAdjustmentsHorizontal size={14} stroke={1.75} />}
						onClick={() => setOpened(true)}
					>
						{t(value === undefined ? 'set' : 'change')}
					</Button>
					{value !== undefined && optional && !disabled && (
						<Button variant="subtle" size="xs" onClick={() => onChange(undefined)}>
							{t('clear')}
						</Button>
					)}
				</span>
			</div>
			{value !== undefined &&
				(readsRun(value) ? (
					<p className={css.hint}>{inRun ?? t('inRun')}</p>
				) : (
					isComplete(value) && <FilterCount filter={value} />
				))}
			<FilterDrawer
				opened={opened}
				onClose={() => setOpened(false)}
				value={value}
				scope={scope}
				fields={fields}
				{...(title !== undefined && { title })}
				onApply={(next) => {
					onChange(next);
					setOpened(false);
				}}
			/>
		</>
	);
}
