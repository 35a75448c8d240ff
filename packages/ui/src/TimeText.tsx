/** An instant: `text` as it is read, `title` the exact one with its zone. */
export function TimeText({ at, text, title, muted }: { at: string; text: string; title: string; muted?: boolean }) {
	return (
		<time dateTime={at} title={title} style={{ whiteSpace: 'nowrap', color: muted ? 'var(--text-3)' : undefined }}>
			{text}
		</time>
	);
}
