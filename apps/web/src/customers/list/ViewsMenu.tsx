import { Button, Checkbox, Menu, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBookmark, IconCheck, IconDeviceFloppy, IconTrash } from '@tabler/icons-react';
import { routes } from '@volna/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../reading/use-change.ts';
import css from './CustomersScreen.module.css';
import type { ListState } from './use-list-state.ts';

/** Saved views: one's own and those others share; what is shown is saved as one, or anew into the open one. */
export function ViewsMenu({ state }: { state: ListState }) {
	const { t } = useTranslation('customers');
	const [naming, dialog] = useDisclosure(false);
	const [name, setName] = useState('');
	const [shared, setShared] = useState(false);
	const { view, views, viewDiffers } = state;
	const body = {
		filter: state.filter ?? null,
		search: state.q ?? null,
		columns: [...state.columns],
		sort: state.sort,
	};
	const stale = ['listCustomerViews'] as const;
	const save = useChange(routes.saveCustomerView, {
		stale,
		done: ({ id }) => {
			state.keepView(id);
			dialog.close();
		},
	});
	const update = useChange(routes.updateCustomerView, { stale });
	const remove = useChange(routes.deleteCustomerView, { stale });
	function submit(event: FormEvent) {
		event.preventDefault();
		save.mutate({ body: { ...body, name: name.trim(), shared } });
	}
	const own = views.filter((one) => one.own);
	const others = views.filter((one) => !one.own);
	return (
		<>
			<Menu position="bottom-end" width={280}>
				<Menu.Target>
					<Button variant="subtle" color="gray" leftSection={<IconBookmark size={16} stroke={1.75} />}>
						<span className={css.viewName}>{view?.name ?? t('list.views')}</span>
						{viewDiffers ? <span className={css.none}>&nbsp;{t('list.viewChanged')}</span> : null}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item
						leftSection={view ? <span className={css.tickRoom} /> : <IconCheck size={14} stroke={2} />}
						onClick={() => state.openView(undefined)}
					>
						{t('list.allCustomers')}
					</Menu.Item>
					{own.length > 0 ? <Menu.Label>{t('list.ownViews')}</Menu.Label> : null}
					{[...own, ...others].map((one, index) => (
						<div key={one.id}>
							{index === own.length ? <Menu.Label>{t('list.sharedViews')}</Menu.Label> : null}
							<Menu.Item
								leftSection={
									one.id === view?.id ? <IconCheck size={14} stroke={2} /> : <span className={css.tickRoom} />
								}
								rightSection={one.own ? null : <span className={css.none}>{one.owner}</span>}
								onClick={() => state.openView(one)}
							>
								{one.name}
							</Menu.Item>
						</div>
					))}
					<Menu.Divider />
					{view?.own && viewDiffers ? (
						<Menu.Item
							leftSection={<IconDeviceFloppy size={16} stroke={1.75} />}
							onClick={() =>
								update.mutate({ params: { view: view.id }, body: { ...body, name: view.name, shared: view.shared } })
							}
						>
							{t('list.saveInto', { name: view.name })}
						</Menu.Item>
					) : null}
					<Menu.Item
						leftSection={<IconDeviceFloppy size={16} stroke={1.75} />}
						onClick={() => {
							setName('');
							setShared(false);
							dialog.open();
						}}
					>
						{t('list.saveAs')}
					</Menu.Item>
					{view?.own ? (
						<Menu.Item
							color="red"
							leftSection={<IconTrash size={16} stroke={1.75} />}
							onClick={() => {
								remove.mutate({ params: { view: view.id } });
								state.openView(undefined);
							}}
						>
							{t('list.deleteView', { name: view.name })}
						</Menu.Item>
					) : null}
				</Menu.Dropdown>
			</Menu>
			<Modal
				opened={naming}
				onClose={dialog.close}
				title={t('list.saveTitle')}
				closeButtonProps={{ 'aria-label': t('common:close') }}
			>
				<form onSubmit={submit} className={css.form}>
					<TextInput
						label={t('list.viewName')}
						maxLength={100}
						data-autofocus
						value={name}
						onChange={(event) => setName(event.currentTarget.value)}
					/>
					<Checkbox
						label={t('list.viewShared')}
						checked={shared}
						onChange={(event) => setShared(event.currentTarget.checked)}
					/>
					<div className={css.dialogFoot}>
						<Button variant="default" onClick={dialog.close}>
							{t('common:cancel')}
						</Button>
						<Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
							{t('common:save')}
						</Button>
					</div>
				</form>
			</Modal>
		</>
	);
}
