import { Button, Checkbox, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { routes, type Segment, type Segmentation } from '@volna/contract';
import type { Filter } from '@volna/node-sdk';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilterField } from '../filters/index.ts';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useClient } from '../session/client-context.tsx';
import css from './segments.module.css';
import { useTaskStarted } from './use-task-started.ts';

/** Fills a launched segment with whom a filter finds: once, as of now (G-22). */
export function FillDialog(props: {
	opened: boolean;
	onClose: () => void;
	segmentation: Segmentation;
	segment: Segment;
}) {
	const { t } = useTranslation('segments');
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			size={520}
			title={t('fill.title', { name: props.segment.name })}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{props.opened ? <Fill {...props} /> : null}
		</Modal>
	);
}

function Fill({ onClose, segmentation, segment }: Parameters<typeof FillDialog>[0]) {
	const { t } = useTranslation('segments');
	const client = useClient();
	const errorText = useErrorText();
	const [filter, setFilter] = useState<Filter | undefined>(undefined);
	const hasMembers = segmentation.segments.some((one) => one.size > 0);
	const [onlyNew, setOnlyNew] = useState(hasMembers);
	const [drawing, setDrawing] = useState(false);
	const started = useTaskStarted();
	const add = useChange(routes.addToSegment, {
		stale: ['readBell'],
		done: () => {
			started();
			onClose();
		},
	});
	async function submit(event: FormEvent) {
		event.preventDefault();
		if (!filter) return;
		setDrawing(true);
		try {
			const selection = await client(routes.drawSelection, {
				body: { draw: { kind: 'all', filter, outside: onlyNew ? segmentation.id : null } },
			});
			add.mutate({
				params: { selection: selection.id },
				body: { segmentation: segmentation.id, segments: [segment.id], onlyNew },
			});
		} catch (error) {
			notifications.show({ color: 'red', message: errorText(error), autoClose: 8000 });
		} finally {
			setDrawing(false);
		}
	}
	return (
		<form className={css.fields} onSubmit={submit}>
			<p className={css.hint}>{t('fill.hint')}</p>
			<FilterField optional={false} value={filter} onChange={setFilter} />
			<Checkbox
				label={t('add.onlyNew')}
				checked={onlyNew}
				onChange={(event) => setOnlyNew(event.currentTarget.checked)}
			/>
			<div className={css.dialogFoot}>
				<Button variant="default" onClick={onClose}>
					{t('common:cancel')}
				</Button>
				<Button type="submit" disabled={!filter} loading={drawing || add.isPending}>
					{t('fill.submit')}
				</Button>
			</div>
		</form>
	);
}
