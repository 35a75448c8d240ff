import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload, IconUserMinus, IconUserPlus, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useRight } from '../../session/use-right.ts';
import { WithReason } from '../../shell/WithReason.tsx';
import { AddToSegmentDialog } from './AddToSegmentDialog.tsx';
import css from './CustomersScreen.module.css';
import { RemoveFromSegmentationDialog } from './RemoveFromSegmentationDialog.tsx';
import type { Chosen } from './use-chosen.ts';
import { useStoredChoice } from './use-stored-choice.ts';

const ExportDialog = lazy(async () => ({ default: (await import('../../tasks/ExportDialog.tsx')).ExportDialog }));

/** «Выбрано n» and what can be done with the chosen (G-17, G-18); a kept selection is a chip with its end. */
export function SelectedActions({ chosen, columns }: { chosen: Chosen; columns: readonly string[] }) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const may = useRight('edit');
	const mayExport = useRight('export');
	const [open, setOpen] = useState<'add' | 'remove' | 'export' | null>(null);
	const none = chosen.count === 0;
	const reason = none ? t('list.nobodyChosen') : null;
	return (
		<>
			{chosen.base ? (
				<span className={css.kept} title={format.exact(chosen.base.expiresAt)}>
					{t(`list.kept.${chosen.base.kind}`)} · {t('list.keptUntil', { at: format.when(chosen.base.expiresAt) })}
					<ActionIcon
						variant="transparent"
						color="gray"
						size="sm"
						aria-label={t('list.clearChoice')}
						onClick={chosen.clear}
					>
						<IconX size={14} stroke={1.75} />
					</ActionIcon>
				</span>
			) : null}
			<span className={css.selectedCount} aria-live="polite">
				{t('list.selected')} <b>{format.number(chosen.count)}</b>
			</span>
			<WithReason reason={reason}>
				<Menu position="bottom-end" width={250} disabled={none}>
					<Menu.Target>
						<Button variant="default" disabled={none} rightSection={<IconChevronDown size={16} stroke={1.75} />}>
							{t('list.toSelected')}
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item
							disabled={!may}
							title={may ? undefined : t('segments:noRight')}
							leftSection={<IconUserPlus size={16} stroke={1.75} />}
							onClick={() => setOpen('add')}
						>
							{t('list.addToSegment')}
						</Menu.Item>
						<Menu.Item
							disabled={!may}
							title={may ? undefined : t('segments:noRight')}
							leftSection={<IconUserMinus size={16} stroke={1.75} />}
							onClick={() => setOpen('remove')}
						>
							{t('list.removeFromSegment')}
						</Menu.Item>
						<Menu.Item
							disabled={!mayExport}
							title={mayExport ? undefined : t('tasks:noRight.export')}
							leftSection={<IconDownload size={16} stroke={1.75} />}
							onClick={() => setOpen('export')}
						>
							{t('list.export')}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</WithReason>
			<AddToSegmentDialog opened={open === 'add'} onClose={() => setOpen(null)} chosen={chosen} />
			{open === 'export' ? <Export chosen={chosen} columns={columns} onClose={() => setOpen(null)} /> : null}
			<RemoveFromSegmentationDialog opened={open === 'remove'} onClose={() => setOpen(null)} chosen={chosen} />
		</>
	);
}

/** Exports the chosen, by their stored ids. */
function Export(props: { chosen: Chosen; columns: readonly string[]; onClose: () => void }) {
	const { selection } = useStoredChoice(true, props.chosen);
	if (!selection) return null;
	return (
		<Suspense>
			<ExportDialog
				from={{ source: 'customers', selection: selection.id }}
				columns={props.columns}
				onClose={props.onClose}
			/>
		</Suspense>
	);
}
