import { IconCheck, IconClock, IconMinus, IconX } from '@tabler/icons-react';
import type { CustomerSummary } from '@volna/contract';
import { StatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';

const looks = {
	subscribed: { tone: 'success', icon: IconCheck },
	unsubscribed: { tone: 'neutral', icon: IconX },
	requires_confirmation: { tone: 'warning', icon: IconClock },
	no_data: { tone: 'neutral', icon: IconMinus },
} as const;

/** Whether a customer agreed to receive SMS. */
export function SmsPill({ state }: { state: CustomerSummary['smsSubscription'] }) {
	const { t } = useTranslation('customers');
	return <StatePill {...looks[state]} label={t(`sms.${state}`)} />;
}
