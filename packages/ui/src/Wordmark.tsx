/** The mark of Volna, with or without its name. */
export function Wordmark({ name }: { name: string | null }) {
	return (
		<span style={{ display: 'inline-flex', alignItems: 'center', gap: 10, fontWeight: 600, fontSize: 17 }}>
			<svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
				<rect width="28" height="28" rx="8" fill="var(--sea-6)" />
				<path
					d="M4 16.5c3.3 0 3.3-5 6.7-5s3.3 5 6.6 5 3.4-5 6.7-5"
					fill="none"
					stroke="#fff"
					strokeWidth="2.6"
					strokeLinecap="round"
				/>
			</svg>
			{name}
		</span>
	);
}
