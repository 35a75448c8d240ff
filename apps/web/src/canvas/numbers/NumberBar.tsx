import { AppLink } from '../AppLink.tsx';
import { useTexts } from '../model/texts.ts';
import styles from './node-numbers.module.css';

/** A named figure with a bar, a link to who is behind it. */
export function NumberBar({
	label,
	count,
	of,
	share,
	href,
	isMuted,
}: {
	label: string;
	count: number;
	of: number;
	share: string;
	href: string;
	isMuted?: boolean;
}) {
	const texts = useTexts();
	return (
		<AppLink className={styles.bar} data-muted={isMuted} href={href}>
			<span title={label}>{label}</span>
			<i style={{ width: `${Math.round((100 * count) / Math.max(1, of))}%` }} aria-hidden />
			<b>{texts.number(count)}</b>
			{!isMuted && <em>{share}</em>}
		</AppLink>
	);
}
