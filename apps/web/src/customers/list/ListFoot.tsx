import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import css from './CustomersScreen.module.css';
import type { Found } from './FoundCount.tsx';
import type { CustomerPageRead } from './use-customer-page.ts';
import type { ListState } from './use-list-state.ts';

const sizes = [25, 50, 100, 250, 500];

/** Which rows of how many are shown, in which order, how many a page has, and the pages beside this one. */
export function ListFoot({ state, page, found }: { state: ListState; page: CustomerPageRead; found: Found }) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const shown = page.rows?.length ?? 0;
	const from = (state.page - 1) * state.pageSize + 1;
	const range = { from: format.number(from), to: format.number(from + shown - 1) };
	return (
		<>
			<span>
				{shown === 0
					? ''
					: found.count === null
						? t('list.range', range)
						: t('list.rangeOf', { ...range, total: format.number(found.count) })}
				{page.searching ? <span className={css.none}> · {t('list.searching')}</span> : null}
			</span>
			<span className={css.gap} />
			<FootMenu
				className={css.sort}
				label={t('list.sort')}
				value={state.sort}
				choices={[
					{ value: 'newest', label: t('list.newest') },
					{ value: 'oldest', label: t('list.oldest') },
				]}
				onChange={(value) => state.setSort(value === 'oldest' ? 'oldest' : 'newest')}
			/>
			<FootMenu
				label={t('list.pageSize')}
				value={String(state.pageSize)}
				choices={sizes.map((size) => ({ value: String(size), label: t('list.by', { size }) }))}
				onChange={(value) => state.setPageSize(Number(value))}
			/>
			<ActionIcon
				variant="subtle"
				color="gray"
				className={css.turn}
				aria-label={t('list.previous')}
				disabled={page.previous === null || state.page <= 1}
				onClick={() => state.goTo(state.page <= 2 ? null : page.previous, state.page - 1)}
			>
				<IconChevronLeft size={18} stroke={1.75} />
			</ActionIcon>
			<b className={css.pageNumber}>{format.number(state.page)}</b>
			<ActionIcon
				variant="subtle"
				color="gray"
				className={css.turn}
				aria-label={t('list.next')}
				disabled={page.next === null}
				onClick={() => state.goTo(page.next, state.page + 1)}
			>
				<IconChevronRight size={18} stroke={1.75} />
			</ActionIcon>
		</>
	);
}

/** One of a few, as quiet as the foot it stands in. */
function FootMenu(props: {
	className?: string | undefined;
	label: string;
	value: string;
	choices: readonly { value: string; label: string }[];
	onChange: (value: string) => void;
}) {
	const shown = props.choices.find((one) => one.value === props.value)?.label ?? props.value;
	return (
		<Menu position="top-end">
			<Menu.Target>
				<Button
					variant="subtle"
					color="gray"
					size="compact-sm"
					fw={400}
					className={props.className ?? ''}
					aria-label={`${props.label}: ${shown}`}
					rightSection={<IconChevronDown size={14} stroke={1.75} />}
				>
					{shown}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				{props.choices.map((one) => (
					<Menu.Item
						key={one.value}
						leftSection={
							one.value === props.value ? <IconCheck size={14} stroke={2} /> : <span className={css.tickRoom} />
						}
						onClick={() => props.onChange(one.value)}
					>
						{one.label}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}
