import type { ErrorComponentProps } from '@tanstack/react-router';
import { useRouter } from '@tanstack/react-router';
import { ErrorState } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';

/** The api did not answer, or a screen broke: what happened, and the way to try again. */
export function Unreachable({ error, reset }: ErrorComponentProps) {
	const { t } = useTranslation('common');
	const errorText = useErrorText();
	const router = useRouter();
	return (
		<main style={{ maxWidth: 560, margin: '48px auto' }}>
			<ErrorState
				text={errorText(error)}
				retryLabel={t('retry')}
				onRetry={() => {
					reset();
					void router.invalidate();
				}}
			/>
		</main>
	);
}
