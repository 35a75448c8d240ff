import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

/** The one button of an empty list: where to go from here. */
export function EmptyAction({ href, children }: { href: string; children: ReactNode }) {
	const router = useRouter();
	return (
		<Button
			component="a"
			variant="default"
			href={href}
			onClick={(event: MouseEvent) => {
				if (event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				router.history.push(href);
			}}
		>
			{children}
		</Button>
	);
}
