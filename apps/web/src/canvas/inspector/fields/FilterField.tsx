import { Button, Drawer, Group } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react';
import type { Filter, Json } from '@volna/node-sdk';
import { lazy, Suspense, useState } from 'react';
import { useFacts } from '../../canvas-context.ts';
import { filterSentence } from '../../model/filter-sentence.ts';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import { FilterCount } from './FilterCount.tsx';
import styles from './filter.module.css';

const FilterBuilder = lazy(() => import('./FilterBuilder.tsx').then((module) => ({ default: module.FilterBuilder })));

/** A filter: its sentence, how many pass it, and the builder in a drawer. */
export function FilterField(props: FieldProps) {
	const { field, value, disabled, onChange } = props;
	const texts = useTexts();
	const { names } = useFacts();
	const [isOpen, setOpen] = useState(false);
	const [edited, setEdited] = useState<Filter | undefined>(undefined);
	const filter = value as unknown as Filter | undefined;
	const open = () => {
		setEdited(filter);
		setOpen(true);
	};
	const apply = () => {
		onChange(edited as unknown as Json | undefined);
		setOpen(false);
	};
	return (
		<>
			<FieldLabel {...props}>
				{filter !== undefined && field.options.presence === 'optional' && !disabled && (
					<button type="button" onClick={() => onChange(undefined)}>
						{texts.t('filter.clear')}
					</button>
				)}
			</FieldLabel>
			<div className={styles.sentence}>
				<span data-empty={filter === undefined || undefined}>
					{filter === undefined
						? texts.t(field.options.presence === 'optional' ? 'filter.none' : 'filter.not-set')
						: filterSentence(filter, texts, names)}
				</span>
				<Button
					variant="default"
					size="xs"
					disabled={disabled}
					leftSection={<IconAdjustmentsHorizontal size={14} stroke={1.75} />}
					onClick={open}
				>
					{texts.t(filter === undefined ? 'filter.set' : 'filter.change')}
				</Button>
			</div>
			{filter !== undefined && <FilterCount filter={filter} />}
			<Drawer
				opened={isOpen}
				onClose={() => setOpen(false)}
				position="right"
				size={640}
				title={texts.t('filter.title')}
				closeButtonProps={{ icon: <IconX size={18} stroke={1.75} />, 'aria-label': texts.t('close') }}
			>
				<div className={styles.drawer}>
					<p className={styles.said}>{filterSentence(edited ?? { all: [] }, texts, names)}</p>
					<Suspense>
						<FilterBuilder filter={edited} inFlow={field.options.subject === 'flow'} onChange={setEdited} />
					</Suspense>
					<div className={styles.foot}>
						{edited !== undefined && <FilterCount filter={edited} />}
						<Group gap="sm" ml="auto" wrap="nowrap">
							<Button variant="default" onClick={() => setOpen(false)}>
								{texts.t('cancel')}
							</Button>
							<Button onClick={apply}>{texts.t('filter.apply')}</Button>
						</Group>
					</div>
				</div>
			</Drawer>
		</>
	);
}
