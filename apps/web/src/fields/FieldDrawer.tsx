import { Button, Drawer, Loader, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type AnswerOf, ApiError, routes } from '@volna/contract';
import { ErrorState, Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import { InUseDialog } from '../templates/InUseDialog.tsx';
import { UsesList } from '../templates/UsesList.tsx';
import { FieldOptions } from './FieldOptions.tsx';
import { FieldTypeSelect } from './FieldTypeSelect.tsx';
import { faultOfField, fieldBodyOf, fieldFormOf, newFieldForm, systemNameOf } from './field-form.ts';
import css from './fields.module.css';

type Read = AnswerOf<typeof routes.readField>;

const stale = ['listFields', 'readField', 'readFilterWords', 'readSnapshot'] as const;

/** A field of customers: made (`new`), changed, archived; with what names it. */
export function FieldDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
	const { t } = useTranslation('fields');
	const errorText = useErrorText();
	const made = id !== null && id !== 'new';
	const read = useRead(routes.readField, { params: { field: id ?? '' } }, { enabled: made });
	return (
		<Drawer
			opened={id !== null}
			onClose={onClose}
			position="right"
			size={480}
			title={id === 'new' ? t('new') : t('one')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			{id === 'new' ? (
				<FieldEditor key="new" field={null} onClose={onClose} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : read.data && read.data.id === id ? (
				<FieldEditor key={`${read.data.id} ${read.data.revision}`} field={read.data} onClose={onClose} />
			) : (
				<Loader size="sm" aria-label={t('common:loading')} />
			)}
		</Drawer>
	);
}

function FieldEditor({ field, onClose }: { field: Read | null; onClose: () => void }) {
	const { t } = useTranslation('fields');
	const errorText = useErrorText();
	const queries = useQueryClient();
	const may = useRight('edit');
	const [form, setForm] = useState(() => (field ? fieldFormOf(field) : newFieldForm()));
	const [tried, setTried] = useState(false);
	const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
	const create = useChange(routes.createField, { stale, quiet: true, done: onClose });
	const update = useChange(routes.updateField, { stale, quiet: true, done: onClose });
	const remove = useChange(routes.removeField, {
		stale,
		quiet: true,
		done: ({ outcome }) => {
			notifications.show({ message: t(`outcome.${outcome}`, { name: field?.name }) });
			if (outcome === 'deleted') queries.removeQueries({ queryKey: ['readField'] });
			onClose();
		},
	});
	const restore = useChange(routes.restoreField, { stale });
	const fault = faultOfField(form);
	const at = (error: Error | null) => (error instanceof ApiError ? error.body.at : undefined);
	const refused = create.error ?? update.error;
	const refusedName = at(refused) === '/systemName' ? errorText(refused) : null;
	const locked = (field?.filled ?? false) || field?.type === 'unique_id';
	const readOnly = !may || field?.archived === true;

	function submit(event: FormEvent) {
		event.preventDefault();
		setTried(true);
		if (fault !== null) return;
		const body = fieldBodyOf(form);
		if (field === null) create.mutate({ body });
		else update.mutate({ params: { field: field.id }, revision: field.revision, body });
	}

	return (
		<form className={css.form} onSubmit={submit}>
			{field?.archived ? (
				<Notice
					tone="info"
					action={
						<Button
							size="xs"
							variant="default"
							disabled={!may}
							onClick={() => restore.mutate({ params: { field: field.id } })}
						>
							{t('restore')}
						</Button>
					}
				>
					{t('archivedBand')}
				</Notice>
			) : null}
			<TextInput
				label={t('name')}
				data-autofocus
				maxLength={200}
				disabled={readOnly}
				value={form.name}
				error={tried && fault === 'name' ? t('fault.name') : null}
				onChange={(event) => set({ name: event.currentTarget.value })}
			/>
			<TextInput
				label={t('systemName')}
				description={locked ? t('locked') : t('systemNameHint', { name: systemNameOf(form) || 'City' })}
				placeholder={systemNameOf({ ...form, systemName: '' })}
				maxLength={100}
				disabled={readOnly || locked}
				value={form.systemName}
				error={refusedName ?? (tried && fault === 'systemName' ? t('fault.systemName') : null)}
				onChange={(event) => set({ systemName: event.currentTarget.value })}
			/>
			<FieldTypeSelect
				of="customer"
				label={t('typeLabel')}
				description={locked ? t('locked') : t(`typeHint.${form.type}`)}
				disabled={readOnly || locked}
				value={form.type}
				onChange={(type) => set({ type })}
			/>
			{form.type === 'enum' ? (
				<FieldOptions
					options={form.options}
					disabled={readOnly}
					error={tried && fault?.startsWith('options') ? t(`fault.${fault}`) : null}
					onChange={(options) => set({ options })}
				/>
			) : null}
			<Textarea
				label={t('description')}
				autosize
				minRows={2}
				maxLength={2000}
				disabled={readOnly}
				value={form.description}
				onChange={(event) => set({ description: event.currentTarget.value })}
			/>
			{refused && !refusedName ? <Notice tone="danger">{errorText(refused)}</Notice> : null}
			<div className={css.foot}>
				{field && !field.archived ? (
					<WithReason reason={may ? null : t('common:noRight.edit')}>
						<Button
							variant="subtle"
							color="red"
							disabled={!may}
							loading={remove.isPending}
							onClick={() => remove.mutate({ params: { field: field.id } })}
						>
							{t(field.filled || field.uses.length > 0 || field.type === 'unique_id' ? 'archive' : 'delete')}
						</Button>
					</WithReason>
				) : (
					<span />
				)}
				<Button variant="default" onClick={onClose}>
					{t('common:cancel')}
				</Button>
				<WithReason reason={may ? null : t('common:noRight.edit')}>
					<Button type="submit" disabled={readOnly} loading={create.isPending || update.isPending}>
						{t(field ? 'common:save' : 'declare')}
					</Button>
				</WithReason>
			</div>
			{field ? (
				<section className={css.group}>
					<h3 className={css.groupHead}>{t('usedIn')}</h3>
					{field.uses.length > 0 ? <UsesList uses={field.uses} /> : <p className={css.none}>{t('usedNowhere')}</p>}
				</section>
			) : null}
			<InUseDialog error={remove.error} onClose={() => remove.reset()} />
		</form>
	);
}
