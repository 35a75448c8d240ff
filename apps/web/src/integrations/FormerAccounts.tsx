import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type FormerAccount, routes } from '@volna/contract';
import { ErrorState, Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { Go } from '../shell/Go.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import css from './FormerAccounts.module.css';

/** What a switch of account has left behind: how much waits, how much is uncertain, and the person's two choices. */
export function FormerAccounts() {
	const { t } = useTranslation('formerAccounts');
	const errorText = useErrorText();
	const read = useRead(routes.listFormerAccounts, {}, { pollMs: 5000 });
	if (read.error) {
		return (
			<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
		);
	}
	return read.data?.items.map((account) => <Left key={account.id} account={account} asOf={read.data.asOf} />);
}

function Left({ account, asOf }: { account: FormerAccount; asOf: string }) {
	const { t } = useTranslation('formerAccounts');
	const format = useFormat();
	const { waiting, unknownOutcomes } = account;
	const parts = [
		waiting === 0 ? null : (
			<Go key="waiting" href={`/messages?group=waiting&account=${account.id}`}>
				{t('waiting', { count: waiting, waiting: format.number(waiting) })}
			</Go>
		),
		unknownOutcomes === 0 ? null : (
			<Go key="unknown" href={`/messages?group=unknown&account=${account.id}`}>
				{t('unknown', { count: unknownOutcomes, unknown: format.number(unknownOutcomes) })}
			</Go>
		),
	].filter((part) => part !== null);
	return (
		<Notice tone={waiting === 0 ? 'info' : 'warning'} action={waiting === 0 ? null : <Choices account={account} />}>
			<b>{t('title', { account: account.emulator ? t('emulator') : hostOf(account.baseUrl) })}</b>{' '}
			{parts.flatMap((part, n) => (n === 0 ? [part] : [', ', part]))}
			<span className={css.muted}> · {t('common:asOf', { at: format.when(asOf) })}</span>
			{waiting === 0 ? null : <WhatNext account={account} />}
			{unknownOutcomes === 0 ? null : <div>{t('unknownHint')}</div>}
			{waiting === 0 ? null : (
				<div className={css.muted}>{t('cancelsAt', { at: format.inText(account.cancelsAt) })}</div>
			)}
		</Notice>
	);
}

/** What each choice would do, and what it has done so far. */
function WhatNext({ account }: { account: FormerAccount }) {
	const { t } = useTranslation('formerAccounts');
	const format = useFormat();
	const { waiting, movable, missingSenders, decision } = account;
	if (decision === 'cancel') return <div>{t('cancelling')}</div>;
	const lacking = missingSenders.reduce((sum, sender) => sum + sender.count, 0);
	const stuck = waiting - movable - lacking;
	return (
		<>
			<div>
				{decision === 'move'
					? t(movable > 0 ? 'moving' : 'movedRest')
					: `${t('stay', { count: waiting })} ${movable > 0 ? t('movable', { movable: format.number(movable) }) : t('noneMovable')}`}
			</div>
			{missingSenders.map(({ name, count }) => (
				<div key={name}>{t('senderMissing', { sender: name, messages: format.number(count) })}</div>
			))}
			{stuck > 0 ? <div>{t('stuck', { count: stuck, messages: format.number(stuck) })}</div> : null}
		</>
	);
}

function Choices({ account }: { account: FormerAccount }) {
	const { t } = useTranslation('formerAccounts');
	const format = useFormat();
	const may = useRight('provider');
	const decide = useChange(routes.decideLeftMessages, {
		stale: ['listFormerAccounts', 'readProvider', 'listMessages'],
	});
	const choose = (decision: 'move' | 'cancel') =>
		decide.mutate({ params: { account: account.id }, body: { decision } });
	const { waiting, movable, decision } = account;
	const askCancel = () =>
		modals.openConfirmModal({
			title: t('cancelTitle'),
			children: t('cancelText', { count: waiting, messages: format.number(waiting) }),
			labels: { confirm: t('cancelConfirm'), cancel: t('keep') },
			confirmProps: { color: 'red', variant: 'light' },
			onConfirm: () => choose('cancel'),
		});
	const noMove = movable === 0 ? t('nothingMovable') : decision === 'move' ? t('moving') : null;
	return (
		<div className={css.choices}>
			<WithReason reason={may ? noMove : t('common:noRight.provider')}>
				<Button
					size="xs"
					variant="default"
					disabled={!may || noMove !== null}
					loading={decide.isPending && decide.variables?.body?.decision === 'move'}
					onClick={() => choose('move')}
				>
					{t('move')}
				</Button>
			</WithReason>
			<WithReason reason={may ? (decision === 'cancel' ? t('cancelling') : null) : t('common:noRight.provider')}>
				<Button
					size="xs"
					variant="default"
					disabled={!may || decision === 'cancel'}
					loading={decide.isPending && decide.variables?.body?.decision === 'cancel'}
					onClick={askCancel}
				>
					{t('cancel')}
				</Button>
			</WithReason>
		</div>
	);
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : url;
}
