import { Button, Drawer, Loader, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type AnswerOf, ApiError, routes, transliterate } from '@volna/contract';
import { ErrorState, Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from '../fields/fields.module.css';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import { InUseDialog } from '../templates/InUseDialog.tsx';
import { UsesList } from '../templates/UsesList.tsx';

type Read = AnswerOf<typeof routes.readTopic>;

const stale = ['listTopics', 'readTopic', 'readFilterWords', 'readSnapshot', 'listRefs'] as const;

/** A topic: made (`new`), changed, archived; with what names it. */
export function TopicDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
	const { t } = useTranslation('topics');
	const errorText = useErrorText();
	const made = id !== null && id !== 'new';
	const read = useRead(routes.readTopic, { params: { topic: id ?? '' } }, { enabled: made });
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
				<TopicEditor key="new" topic={null} onClose={onClose} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : read.data && read.data.id === id ? (
				<TopicEditor key={`${read.data.id} ${read.data.revision}`} topic={read.data} onClose={onClose} />
			) : (
				<Loader size="sm" aria-label={t('common:loading')} />
			)}
		</Drawer>
	);
}

function TopicEditor({ topic, onClose }: { topic: Read | null; onClose: () => void }) {
	const { t } = useTranslation('topics');
	const errorText = useErrorText();
	const may = useRight('edit');
	const [name, setName] = useState(topic?.name ?? '');
	const [systemName, setSystemName] = useState(topic?.systemName ?? '');
	const [description, setDescription] = useState(topic?.description ?? '');
	const [tried, setTried] = useState(false);
	const create = useChange(routes.createTopic, { stale, quiet: true, done: onClose });
	const update = useChange(routes.updateTopic, { stale, quiet: true, done: onClose });
	const remove = useChange(routes.removeTopic, {
		stale,
		quiet: true,
		done: ({ outcome }) => {
			notifications.show({ message: t(`outcome.${outcome}`, { name: topic?.name }) });
			onClose();
		},
	});
	const restore = useChange(routes.restoreTopic, { stale });
	const refused = create.error ?? update.error;
	const refusedName = refused instanceof ApiError && refused.body.at === '/systemName' ? errorText(refused) : null;
	const stated = systemName.trim() || transliterate(name);
	const wrong = !/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(stated);
	const locked = topic?.answered ?? false;
	const readOnly = !may || topic?.archived === true;

	function submit(event: FormEvent) {
		event.preventDefault();
		setTried(true);
		if (name.trim() === '' || wrong) return;
		const body = { name: name.trim(), description: description.trim() };
		if (topic === null) create.mutate({ body: systemName.trim() ? { ...body, systemName: stated } : body });
		else
			update.mutate({ params: { topic: topic.id }, revision: topic.revision, body: { ...body, systemName: stated } });
	}

	return (
		<form className={css.form} onSubmit={submit}>
			{topic?.archived ? (
				<Notice
					tone="info"
					action={
						<Button
							size="xs"
							variant="default"
							disabled={!may}
							onClick={() => restore.mutate({ params: { topic: topic.id } })}
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
				value={name}
				error={tried && name.trim() === '' ? t('fault.name') : null}
				onChange={(event) => setName(event.currentTarget.value)}
			/>
			<TextInput
				label={t('systemName')}
				description={locked ? t('locked') : t('systemNameHint')}
				placeholder={transliterate(name)}
				maxLength={100}
				disabled={readOnly || locked}
				value={systemName}
				error={refusedName ?? (tried && name.trim() !== '' && wrong ? t('fault.systemName') : null)}
				onChange={(event) => setSystemName(event.currentTarget.value)}
			/>
			<Textarea
				label={t('description')}
				autosize
				minRows={2}
				maxLength={2000}
				disabled={readOnly}
				value={description}
				onChange={(event) => setDescription(event.currentTarget.value)}
			/>
			{refused && !refusedName ? <Notice tone="danger">{errorText(refused)}</Notice> : null}
			<div className={css.foot}>
				{topic && !topic.archived ? (
					<WithReason reason={may ? null : t('common:noRight.edit')}>
						<Button
							variant="subtle"
							color="red"
							disabled={!may}
							loading={remove.isPending}
							onClick={() => remove.mutate({ params: { topic: topic.id } })}
						>
							{t(topic.answered || topic.uses.length > 0 ? 'archive' : 'delete')}
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
						{t(topic ? 'common:save' : 'createIt')}
					</Button>
				</WithReason>
			</div>
			{topic ? (
				<section className={css.group}>
					<h3 className={css.groupHead}>{t('usedIn')}</h3>
					{topic.uses.length > 0 ? <UsesList uses={topic.uses} /> : <p className={css.none}>{t('usedNowhere')}</p>}
				</section>
			) : null}
			<InUseDialog error={remove.error} onClose={() => remove.reset()} />
		</form>
	);
}
