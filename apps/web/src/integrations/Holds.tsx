import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ProviderAccount, routes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useChange } from '../reading/use-change.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import css from './SigmaScreen.module.css';

/** What holds the account or a sender: cause, since when, the next trial, and the one remedy. */
export function Holds({ account }: { account: ProviderAccount }) {
	const { t, i18n } = useTranslation('messages');
	const format = useFormat();
	const may = useRight('provider');
	const lift = useChange(routes.liftHold, { stale: ['readProvider', 'readSession'] });
	const known = (key: string) => (i18n.exists(`messages:${key}`) ? t(key as never) : null) as string | null;
	return account.holds.map((hold) => {
		const cause = hold.detail ?? hold.reason;
		const sender = hold.key.startsWith('sender:') ? hold.key.split(':').at(-1) : undefined;
		const demo = hold.detail === 'demo_customers';
		return (
			<Notice
				key={hold.key}
				tone="danger"
				action={
					demo ? (
						<RemoveDemo count={account.demoCustomers} />
					) : (
						<WithReason reason={may ? null : t('common:noRight.provider')}>
							<Button
								size="xs"
								variant="default"
								disabled={!may}
								loading={lift.isPending}
								onClick={() => lift.mutate({ body: { key: hold.key } })}
							>
								{t('integrations:tryNow')}
							</Button>
						</WithReason>
					)
				}
			>
				<b>
					{sender ? t('integrations:senderHeld', { sender }) : t('integrations:accountHeld')}{' '}
					{known(`hold.${cause}`) ?? cause}
				</b>
				<div>{known(`holdRemedy.${cause}`)}</div>
				<div className={css.muted}>
					{hold.waiting === 0
						? t('integrations:heldNothing', { at: format.inText(hold.since) })
						: t('integrations:heldSince', {
								at: format.inText(hold.since),
								count: hold.waiting,
								waiting: format.number(hold.waiting),
							})}
					{hold.nextTrialAt ? ` ${t('integrations:nextTrial', { at: format.when(hold.nextTrialAt) })}` : ''}
				</div>
			</Notice>
		);
	});
}

function RemoveDemo({ count }: { count: number }) {
	const { t } = useTranslation('integrations');
	const may = useRight('delete');
	const format = useFormat();
	const remove = useChange(routes.removeDemo, {
		stale: ['readProvider', 'readSession', 'listCustomers', 'listFlows', 'listMessages'],
	});
	const ask = () =>
		modals.openConfirmModal({
			title: t('removeDemoTitle'),
			children: t('removeDemoText', { count, customers: format.number(count) }),
			labels: { confirm: t('removeDemo'), cancel: t('common:cancel') },
			confirmProps: { color: 'red', variant: 'light' },
			onConfirm: () => remove.mutate({}),
		});
	return (
		<WithReason reason={may ? null : t('common:noRight.delete')}>
			<Button size="xs" variant="default" disabled={!may} loading={remove.isPending} onClick={ask}>
				{t('removeDemo')}
			</Button>
		</WithReason>
	);
}
