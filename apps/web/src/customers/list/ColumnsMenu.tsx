import { Button, Checkbox, Popover, ScrollArea } from '@mantine/core';
import { IconAdjustments, IconGripVertical } from '@tabler/icons-react';
import { columnsMost } from '@volna/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './CustomersScreen.module.css';
import type { ColumnChoice } from './use-columns.tsx';

/** Which columns the list has, and in which order: drag, or `Alt ↑↓`. The name stays first. */
export function ColumnsMenu(props: {
	choices: readonly ColumnChoice[];
	chosen: readonly string[];
	onChange: (columns: readonly string[]) => void;
}) {
	const { t } = useTranslation('customers');
	const [dragged, setDragged] = useState<string | null>(null);
	const { chosen, choices, onChange } = props;
	const shown = chosen.filter((key) => choices.some((one) => one.key === key));
	const others = choices.filter((one) => !shown.includes(one.key));
	const titleOf = (key: string) => choices.find((one) => one.key === key)?.title ?? key;
	function move(key: string, to: number) {
		if (key === 'name' || to < 1 || to >= shown.length) return;
		const rest = shown.filter((one) => one !== key);
		onChange([...rest.slice(0, to), key, ...rest.slice(to)]);
	}
	return (
		<Popover position="bottom-end" width={280} trapFocus>
			<Popover.Target>
				<Button variant="subtle" color="gray" leftSection={<IconAdjustments size={16} stroke={1.75} />}>
					{t('list.columns')}
				</Button>
			</Popover.Target>
			<Popover.Dropdown p={0}>
				<ScrollArea.Autosize mah={420} className={css.columns}>
					<ul className={css.columnList} aria-label={t('list.columnsShown')}>
						{shown.map((key, index) => (
							<li
								key={key}
								className={css.columnRow}
								draggable={key !== 'name'}
								onDragStart={() => setDragged(key)}
								onDragOver={(event) => event.preventDefault()}
								onDrop={() => dragged && move(dragged, index)}
							>
								<Checkbox
									size="xs"
									className={css.columnBox}
									checked
									disabled={key === 'name'}
									label={titleOf(key)}
									onChange={() => onChange(shown.filter((one) => one !== key))}
									onKeyDown={(event) => {
										if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
										event.preventDefault();
										move(key, index + (event.key === 'ArrowUp' ? -1 : 1));
									}}
								/>
								{key === 'name' ? null : <IconGripVertical size={14} stroke={1.75} aria-hidden />}
							</li>
						))}
					</ul>
					<ul className={css.columnList} aria-label={t('list.columnsHidden')}>
						{others.map(({ key, title }) => (
							<li key={key} className={css.columnRow}>
								<Checkbox
									size="xs"
									className={css.columnBox}
									checked={false}
									disabled={shown.length >= columnsMost}
									label={title}
									onChange={() => onChange([...shown, key])}
								/>
							</li>
						))}
					</ul>
				</ScrollArea.Autosize>
				<p className={css.columnHint}>{t('list.columnsHint')}</p>
			</Popover.Dropdown>
		</Popover>
	);
}
