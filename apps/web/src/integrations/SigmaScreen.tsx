import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { type AnswerOf, routes } from '@volna/contract';
import { Card, CopyField, EmptyState, ErrorState, Figure, FigureRow, Notice, PageHeader, StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { useSession } from '../session/use-session.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { AccessForm } from './AccessForm.tsx';
import { FormerAccounts } from './FormerAccounts.tsx';
import { Holds } from './Holds.tsx';
import { problemText } from './problem-text.ts';
import { Senders } from './Senders.tsx';
import css from './SigmaScreen.module.css';

/** The provider's account: access, limits, what holds it, the names it may send from. */
export function SigmaScreen() {
	const { t } = useTranslation('integrations');
	const errorText = useErrorText();
	const read = useRead(routes.readProvider, {}, { pollMs: 5000 });
	const may = useRight('provider');
	const check = useChange(routes.checkProvider, { stale: ['readProvider', 'readSession'] });
	const account = read.data?.account;
	return (
		<Screen crumbs={[{ label: t('shell:nav.integrations') }, { label: t('shell:nav.sigma') }]}>
			<PageHeader
				title={t('shell:nav.sigma')}
				pill={account?.emulator ? <StatePill tone="warning" label={t('shell:environment.emulator')} /> : null}
				actions={
					<WithReason reason={may ? (account ? null : t('checkNeedsAccess')) : t('common:noRight.provider')}>
						<Button
							disabled={!may || !account}
							loading={check.isPending}
							leftSection={<IconPlugConnected size={16} stroke={1.75} />}
							onClick={() => check.mutate({})}
						>
							{t('check')}
						</Button>
					</WithReason>
				}
			/>
			<ScreenBody>
				{read.error ? (
					<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
				) : null}
				{check.data ? <CheckResult result={check.data} /> : null}
				{account === undefined ? null : (
					<>
						{account ? (
							<>
								{account.emulator ? <EmulatorAccess /> : null}
								<Holds account={account} />
								<FormerAccounts />
								<Account account={account} />
							</>
						) : (
							<EmptyState icon={IconPlugConnected} text={t('noAccount')} />
						)}
						<div className={css.columns}>
							<AccessForm key={account?.id ?? 'new'} account={account} />
							<Senders hasAccount={account !== null} />
						</div>
					</>
				)}
			</ScreenBody>
		</Screen>
	);
}

/** The one account the emulator knows. */
const emulatorAccount = { username: 'demo', password: 'demo' } as const;

/** How to sign in at the emulator, and where its phones are: nobody else tells. */
function EmulatorAccess() {
	const { t } = useTranslation('integrations');
	const { environment } = useSession();
	return (
		<Notice tone="info">
			<b>{t('emulatorAccess')}</b>
			<div>
				{t('emulatorLogin')} <code>{emulatorAccount.username}</code>, {t('emulatorPassword')}{' '}
				<code>{emulatorAccount.password}</code>.{' '}
				{environment.phonesUrl === null ? null : (
					<a href={environment.phonesUrl} target="_blank" rel="noreferrer">
						{t('emulatorPhones')}
					</a>
				)}
			</div>
		</Notice>
	);
}

function CheckResult({ result }: { result: AnswerOf<typeof routes.checkProvider> }) {
	const { t } = useTranslation('integrations');
	const { project } = useSession();
	const format = useFormat();
	if (!result.ok) {
		return (
			<Notice tone="danger">
				<b>{t('checkFailed')}</b>
				<div>{problemText(t, result.problem)}</div>
			</Notice>
		);
	}
	return (
		<Notice tone="success">
			{result.username === null ? t('checkPassed') : t('checkPassedAs', { name: result.username })}
			{result.balance === null
				? null
				: ` ${t('balanceIs', { balance: format.money(result.balance, project.currency) })}`}
		</Notice>
	);
}

/** Whether the account was stopped after it was last checked: the check's good word is of before. */
function isHeldSince({ holds }: ProviderAccount, checkedAt: string): boolean {
	return holds.some((hold) => hold.key.startsWith('account:') && hold.since > checkedAt);
}

type ProviderAccount = NonNullable<AnswerOf<typeof routes.readProvider>['account']>;

function Account({ account }: { account: ProviderAccount }) {
	const { t } = useTranslation('integrations');
	const { project } = useSession();
	const format = useFormat();
	return (
		<>
			<FigureRow>
				<Figure
					label={t('balance')}
					value={account.balance === null ? '—' : format.money(account.balance, project.currency)}
					hint={account.balanceAt ? t('common:asOf', { at: format.when(account.balanceAt) }) : t('balanceUnknown')}
				/>
				<Figure
					label={t('waiting')}
					value={format.number(account.waiting)}
					hint={
						account.scheduled > 0
							? t('scheduledHint', { count: account.scheduled, scheduled: format.number(account.scheduled) })
							: t('waitingHint')
					}
				/>
				<Figure label={t('unknown')} value={format.number(account.unknownOutcomes)} hint={t('unknownHint')} />
				<Figure
					label={t('checked')}
					value={account.checkedAt ? format.when(account.checkedAt) : '—'}
					hint={
						account.checkProblem
							? problemText(t, account.checkProblem)
							: account.checkedAt
								? t(isHeldSince(account, account.checkedAt) ? 'checkedBeforeHold' : 'checkedWell')
								: t('notChecked')
					}
				/>
			</FigureRow>
			<Card title={t('callback')}>
				<CopyField value={account.callbackUrl} copyLabel={t('common:copy')} copiedLabel={t('common:copied')} />
				<p className={css.hint}>{t(account.flags.callbacks ? 'callbackHint' : 'callbackOff')}</p>
			</Card>
		</>
	);
}
