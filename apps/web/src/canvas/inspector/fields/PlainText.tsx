import { useLayoutEffect, useRef } from 'react';
import styles from './template.module.css';

/** The text while its editor is on its way: what is typed here goes on there, and so does the focus. */
export function PlainText(props: {
	label: string;
	value: string;
	disabled: boolean;
	onChange: (value: string) => void;
	onReplaced: () => void;
}) {
	const area = useRef<HTMLTextAreaElement>(null);
	const replaced = useRef(props.onReplaced);
	useLayoutEffect(() => {
		const element = area.current;
		return () => {
			if (element && document.activeElement === element) replaced.current();
		};
	}, []);
	return (
		<textarea
			ref={area}
			className={styles.plain}
			aria-label={props.label}
			value={props.value}
			disabled={props.disabled}
			onChange={(event) => props.onChange(event.currentTarget.value)}
		/>
	);
}
