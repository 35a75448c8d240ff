import { useRouter } from '@tanstack/react-router';
import { EnvironmentBadge } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useHoldText } from '../messages/use-hold-text.ts';
import { useSession } from '../session/use-session.ts';

/** Where messages go: the emulator with a link to its phones, or the provider with its balance; red when held. */
export function Environment() {
	const { t } = useTranslation('shell');
	const { environment, project } = useSession();
	const format = useFormat();
	const holdText = useHoldText();
	const router = useRouter();
	const toSigma = { href: '/integrations/sigma', onOpen: open };

	function open(event: React.MouseEvent) {
		if (event.metaKey || event.ctrlKey || event.shiftKey) return;
		event.preventDefault();
		void router.navigate({ to: '/integrations/sigma' });
	}

	if (environment.held !== null) {
		return (
			<EnvironmentBadge look="held" label={t('environment.held')} title={holdText(environment.held)} {...toSigma} />
		);
	}
	if (environment.kind === 'none') {
		return (
			<EnvironmentBadge look="held" label={t('environment.none')} title={t('environment.noneTitle')} {...toSigma} />
		);
	}
	if (environment.kind === 'emulator') {
		const phones = environment.phonesUrl;
		return (
			<EnvironmentBadge
				look="emulator"
				label={t('environment.emulator')}
				title={t('environment.emulatorTitle')}
				{...(phones ? { href: phones, external: true } : toSigma)}
			/>
		);
	}
	const label =
		environment.balance === null
			? t('environment.provider')
			: t('environment.balance', { balance: format.money(environment.balance, project.currency) });
	const title = environment.balanceAt
		? t('environment.asOf', { at: format.inText(environment.balanceAt) })
		: t('environment.providerTitle');
	return <EnvironmentBadge look="provider" label={label} title={title} {...toSigma} />;
}
