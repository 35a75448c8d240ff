import { ActionIcon, Popover, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type CustomerRow, routes } from '@volna/contract';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useChange } from '../../reading/use-change.ts';
import css from './CustomersScreen.module.css';
import type { Found } from './FoundCount.tsx';
import { PartPanel } from './PartPanel.tsx';
import type { Chosen } from './use-chosen.ts';
import type { ListState } from './use-list-state.ts';

/** ☑▾ in the head of the list: the page, all found, a part, split into parts, nobody (G-13). */
export function SelectMenu(props: {
	state: ListState;
	found: Found;
	rows: readonly CustomerRow[];
	chosen: Chosen;
	/** Null hides nothing: why a split cannot be made now. */
	onSplit: () => void;
}) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const [opened, setOpened] = useState(false);
	const [part, setPart] = useState(false);
	const list = useRef<HTMLDivElement>(null);
	const { state, found, rows, chosen } = props;
	const draw = useChange(routes.drawSelection, {
		done: (selection) => {
			chosen.keep(selection);
			close();
		},
	});
	const from = { filter: state.filter ?? null, search: state.q ?? null };
	const selected = rows.filter((row) => chosen.has(row)).length;
	const whole = rows.length > 0 && selected === rows.length;
	function close() {
		setOpened(false);
		setPart(false);
	}
	function pick(act: () => void) {
		act();
		close();
	}
	function onKey(event: KeyboardEvent) {
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
		event.preventDefault();
		const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
		const at = items.indexOf(document.activeElement as HTMLElement);
		items.at((at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length)?.focus();
	}
	return (
		<Popover
			withRoles={false}
			opened={opened}
			onChange={(next) => (next ? setOpened(true) : close())}
			position="bottom-start"
			offset={4}
			trapFocus
		>
			<Popover.Target>
				<div className={css.selectHead} data-opened={opened || undefined}>
					<input
						type="checkbox"
						className={css.box}
						aria-label={t('list.selectPage')}
						checked={whole}
						disabled={rows.length === 0}
						ref={(box) => {
							if (box) box.indeterminate = !whole && selected > 0;
						}}
						onChange={() => chosen.setPage(!whole)}
					/>
					<ActionIcon
						variant="transparent"
						color="gray"
						size={18}
						aria-label={t('list.selectMenu')}
						aria-haspopup="menu"
						aria-expanded={opened}
						onClick={() => (opened ? close() : setOpened(true))}
					>
						<IconChevronDown size={14} stroke={2} />
					</ActionIcon>
				</div>
			</Popover.Target>
			<Popover.Dropdown className={css.selectDropdown}>
				<div
					ref={list}
					role="menu"
					tabIndex={-1}
					className={css.selectMenu}
					onKeyDown={onKey}
					aria-label={t('list.selectMenu')}
				>
					<Item data-autofocus onClick={() => pick(() => chosen.setPage(true))} right={format.number(rows.length)}>
						{t('list.page')}
					</Item>
					<Item
						disabled={draw.isPending}
						onClick={() => draw.mutate({ body: { draw: { kind: 'all', ...from } } })}
						right={draw.isPending ? '…' : found.count === null ? '' : format.number(found.count)}
					>
						{t('list.allFound')}
					</Item>
					<Item data-active={part || undefined} onClick={() => setPart(!part)} right={<IconChevronRight size={16} />}>
						{t('list.part')}
					</Item>
					<Item onClick={() => pick(props.onSplit)}>{t('list.split')}</Item>
					<hr className={css.rule} />
					<Item disabled={chosen.count === 0} onClick={() => pick(chosen.clear)}>
						{t('list.clearChoice')}
					</Item>
				</div>
				{part ? (
					<PartPanel
						found={found.count}
						pending={draw.isPending}
						onCancel={() => setPart(false)}
						onSplit={() => pick(props.onSplit)}
						onDraw={(wanted) => draw.mutate({ body: { draw: { kind: 'part', ...wanted, ...from } } })}
					/>
				) : null}
			</Popover.Dropdown>
		</Popover>
	);
}

function Item(props: {
	children: string;
	right?: React.ReactNode;
	disabled?: boolean;
	onClick: () => void;
	'data-active'?: true | undefined;
	'data-autofocus'?: true;
}) {
	const { children, right, ...rest } = props;
	return (
		<UnstyledButton role="menuitem" className={css.selectItem} {...rest}>
			<span>{children}</span>
			<span className={css.none}>{right}</span>
		</UnstyledButton>
	);
}
