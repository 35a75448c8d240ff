import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** What cannot be done stays visible; why is said under the pointer and to a reader without eyes. */
export function WithReason({ reason, children }: { reason: string | null; children: ReactNode }) {
	if (reason === null) return <>{children}</>;
	return (
		<Tooltip label={reason}>
			<span style={{ display: 'inline-flex' }}>{children}</span>
		</Tooltip>
	);
}
