import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

/** A link to a place of the app that opens without loading the page anew; a new tab is left to the browser. */
export function AppLink({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
	const router = useRouter();
	return (
		<a
			{...rest}
			href={href}
			onClick={(event: MouseEvent<HTMLAnchorElement>) => {
				onClick?.(event);
				event.stopPropagation();
				if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				router.history.push(href);
			}}
		/>
	);
}
