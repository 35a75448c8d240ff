import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '@volna/ui';
import { useTranslation } from 'react-i18next';

/** An address that leads nowhere. */
export function UnknownPage() {
	const { t } = useTranslation('shell');
	return (
		<main>
			<EmptyState
				icon={IconMapQuestion}
				text={t('unknownPage')}
				action={
					<Button component={Link} to="/" variant="default">
						{t('toHome')}
					</Button>
				}
			/>
		</main>
	);
}
