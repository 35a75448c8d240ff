import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconTrash } from '@tabler/icons-react';
import { useFilterForm } from './filter-form-context.ts';

/** What can be done with a row or a group besides editing it. */
export function RowMenu(props: {
	label: string;
	shiftUpDisabled?: boolean | undefined;
	shiftDownDisabled?: boolean | undefined;
	onMove: (where: 'up' | 'down') => void;
	onRemove: () => void;
}) {
	const { t } = useFilterForm().speech;
	return (
		<Menu position="bottom-end" withinPortal>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={`${t('more')}: ${props.label}`}>
					<IconDots size={16} stroke={1.75} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item
					leftSection={<IconArrowUp size={16} stroke={1.75} />}
					disabled={props.shiftUpDisabled === true}
					onClick={() => props.onMove('up')}
				>
					{t('moveUp')}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconArrowDown size={16} stroke={1.75} />}
					disabled={props.shiftDownDisabled === true}
					onClick={() => props.onMove('down')}
				>
					{t('moveDown')}
				</Menu.Item>
				<Menu.Item leftSection={<IconTrash size={16} stroke={1.75} />} onClick={props.onRemove}>
					{t('remove')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
