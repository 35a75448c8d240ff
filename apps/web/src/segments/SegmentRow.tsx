import { ActionIcon, Collapse, Menu, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
	IconAdjustments,
	IconDots,
	IconFileImport,
	IconFilter,
	IconGripVertical,
	IconTrash,
} from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { Segment, Segmentation } from '@volna/contract';
import clsx from 'clsx';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField } from '../filters/index.ts';
import { useFormat } from '../format/use-format.ts';
import { useRight } from '../session/use-right.ts';
import { Go } from '../shell/Go.tsx';
import { FillDialog } from './FillDialog.tsx';
import type { SegmentForm } from './segmentation-form.ts';
import css from './segments.module.css';

/** One segment: name, size, its names for machines behind a menu, by filter its filter. Dragged, or `Alt ↑↓`. */
export function SegmentRow(props: {
	segment: SegmentForm;
	index: number;
	kind: 'static' | 'filter';
	segmentation: Segmentation | null;
	saved: Segment | undefined;
	readOnly: boolean;
	launched: boolean;
	fault: string | null;
	onChange: (change: Partial<SegmentForm>) => void;
	onMove: (from: number, to: number) => void;
	onRemove: () => void;
}) {
	const { t } = useTranslation('segments');
	const format = useFormat();
	const sees = useRight('read-customers');
	const mayImport = useRight('import');
	const router = useRouter();
	const { segment, index, kind, saved, readOnly, launched, fault } = props;
	const [more, details] = useDisclosure(false);
	const [filling, fill] = useDisclosure(false);
	const [over, setOver] = useState(false);
	const frozen = launched && segment.id !== undefined;
	const shown = saved && props.segmentation?.state !== 'draft';
	const customers = `/customers?filter=${encodeURIComponent(
		JSON.stringify({ field: 'segment', op: 'in', value: [saved?.id] }),
	)}`;
	return (
		<li
			className={clsx(css.segment, over && css.over)}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={(event) => {
				event.preventDefault();
				setOver(false);
				const from = Number(event.dataTransfer.getData('text/plain'));
				if (Number.isInteger(from)) props.onMove(from, index);
			}}
		>
			<div className={css.segmentLine}>
				<span
					className={css.grip}
					draggable={!readOnly}
					aria-hidden
					title={t('dragHint')}
					onDragStart={(event) => event.dataTransfer.setData('text/plain', String(index))}
				>
					<IconGripVertical size={16} stroke={1.75} />
				</span>
				<span className={css.place}>{index + 1}</span>
				<TextInput
					className={css.segmentName}
					aria-label={t('segmentName', { place: index + 1 })}
					placeholder={t('segmentPlaceholder')}
					maxLength={200}
					disabled={readOnly}
					value={segment.name}
					error={fault}
					onChange={(event) => props.onChange({ name: event.currentTarget.value })}
					onKeyDown={(event) => {
						if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
						event.preventDefault();
						props.onMove(index, index + (event.key === 'ArrowUp' ? -1 : 1));
					}}
				/>
				<span className={css.size}>
					{shown ? (
						sees ? (
							<Go href={customers}>{format.number(saved.size)}</Go>
						) : (
							format.number(saved.size)
						)
					) : (
						<span className={css.none}>—</span>
					)}
				</span>
				<Menu position="bottom-end" width={240}>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={t('segmentMenu', { place: index + 1 })}>
							<IconDots size={16} stroke={1.75} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						{kind === 'static' && launched && saved ? (
							<Menu.Item disabled={readOnly} leftSection={<IconFilter size={16} stroke={1.75} />} onClick={fill.open}>
								{t('fillByFilter')}
							</Menu.Item>
						) : null}
						{kind === 'static' && launched && saved && props.segmentation ? (
							<Menu.Item
								disabled={!mayImport}
								leftSection={<IconFileImport size={16} stroke={1.75} />}
								onClick={() =>
									void router.navigate({
										to: '/data/imports/new',
										search: { segmentation: props.segmentation?.id, segment: saved.id },
									})
								}
							>
								{t('fillByFile')}
							</Menu.Item>
						) : null}
						<Menu.Item leftSection={<IconAdjustments size={16} stroke={1.75} />} onClick={details.toggle}>
							{t(more ? 'hideNames' : 'showNames')}
						</Menu.Item>
						<Menu.Item
							color={frozen ? undefined : 'red'}
							disabled={readOnly || frozen}
							leftSection={<IconTrash size={16} stroke={1.75} />}
							onClick={props.onRemove}
						>
							{t(frozen ? 'segmentStays' : 'removeSegment')}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</div>
			<Collapse expanded={more}>
				<div className={css.names}>
					<TextInput
						label={t('systemName')}
						placeholder={t('madeOfName')}
						description={frozen ? t('frozen') : undefined}
						disabled={readOnly || frozen}
						maxLength={100}
						value={segment.systemName}
						onChange={(event) => props.onChange({ systemName: event.currentTarget.value })}
					/>
					<TextInput
						label={t('externalId')}
						placeholder={t('asSystemName')}
						description={frozen ? t('frozen') : undefined}
						disabled={readOnly || frozen}
						maxLength={100}
						value={segment.externalId}
						onChange={(event) => props.onChange({ externalId: event.currentTarget.value })}
					/>
				</div>
			</Collapse>
			{kind === 'filter' ? (
				<div className={css.filter}>
					<FilterField
						optional={false}
						disabled={readOnly}
						value={segment.filter}
						title={segment.name || t('segmentPlaceholder')}
						onChange={(filter) => props.onChange({ filter })}
					/>
				</div>
			) : null}
			{saved && props.segmentation && launched && kind === 'static' ? (
				<FillDialog opened={filling} onClose={fill.close} segmentation={props.segmentation} segment={saved} />
			) : null}
		</li>
	);
}
