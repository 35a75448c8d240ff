import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link of the app by its address, for addresses put together from a list's row. */
export function Go({
	href,
	children,
	className,
}: {
	href: string;
	children: ReactNode;
	className?: string | undefined;
}) {
	const router = useRouter();
	return (
		<a
			className={className}
			href={href}
			onClick={(event) => {
				if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
				event.preventDefault();
				router.history.push(href);
			}}
		>
			{children}
		</a>
	);
}
