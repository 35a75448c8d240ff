import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Filter } from '@volna/node-sdk';
import { useState } from 'react';
import { explainShortly } from './explain-filter.ts';
import { FilterDrawer, type FilterSubject } from './FilterDrawer.tsx';
import css from './filters.module.css';
import { useFilterSpeech } from './use-filter-speech.ts';

/** A filter as a sentence of chips: one for each part, joined by «и» and «и не»; a part is removed in place. */
export function FilterChipsLine({
	value,
	onChange,
	scope = 'customer',
}: {
	value: Filter | undefined;
	onChange: (filter: Filter | undefined) => void;
	scope?: FilterSubject;
}) {
	const { speech } = useFilterSpeech();
	const { t } = speech;
	const [opened, setOpened] = useState(false);
	const parts = value === undefined ? [] : 'all' in value ? value.all : [value];
	return (
		<div className={css.chips}>
			{parts.map((part, index) => {
				const negated = 'not' in part;
				const text = explainShortly(negated ? part.not : part, speech);
				const join = [index > 0 && t('join.and'), negated && t('not')].filter(Boolean).join(' ');
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: parts are told apart by where they stand
					<span key={index} className={css.chipPart}>
						{join !== '' && <span>{join}</span>}
						<span className={css.chip}>
							<button type="button" onClick={() => setOpened(true)}>
								{text.charAt(0).toUpperCase() + text.slice(1)}
							</button>
							<ActionIcon
								variant="transparent"
								color="gray"
								size="sm"
								aria-label={`${t('clear')}: ${text}`}
								onClick={() => {
									const rest = parts.filter((_, at) => at !== index);
									onChange(rest.length === 0 ? undefined : rest.length === 1 ? rest[0] : { all: rest });
								}}
							>
								<IconX size={14} stroke={1.75} />
							</ActionIcon>
						</span>
					</span>
				);
			})}
			<Button variant="subtle" leftSection={<IconPlus size={16} stroke={1.75} />} onClick={() => setOpened(true)}>
				{t('condition')}
			</Button>
			<FilterDrawer
				opened={opened}
				onClose={() => setOpened(false)}
				value={value}
				scope={scope}
				onApply={(next) => {
					onChange(next);
					setOpened(false);
				}}
			/>
		</div>
	);
}
