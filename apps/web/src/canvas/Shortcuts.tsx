import { Modal } from '@mantine/core';
import { useCanvas, useView } from './canvas-context.ts';
import { commands, type Keys } from './commands.ts';
import { useTexts } from './model/texts.ts';
import styles from './shortcuts.module.css';

const names: Readonly<Record<string, string>> = {
	ArrowLeft: '←',
	ArrowRight: '→',
	ArrowUp: '↑',
	ArrowDown: '↓',
	BracketLeft: '[',
	BracketRight: ']',
	Equal: '+',
	Minus: '−',
	Slash: '?',
	Escape: 'Esc',
};

/** The sheet of shortcuts, drawn from the list of commands. */
export function Shortcuts() {
	const texts = useTexts();
	const { view } = useCanvas();
	const isOpen = useView((state) => state.dialog === 'shortcuts');
	if (!isOpen) return null;
	return (
		<Modal opened onClose={() => view.setState({ dialog: null })} size={560} title={texts.t('top.shortcuts')}>
			<dl className={styles.sheet}>
				{commands.map((command) => (
					<div key={command.id}>
						<dt>{texts.t(`command.${command.id}`)}</dt>
						<dd>
							<kbd>{keyText(command.keys[0]!)}</kbd>
						</dd>
					</div>
				))}
			</dl>
		</Modal>
	);
}

function keyText({ code, ctrl, shift, alt }: Keys): string {
	const key = names[code] ?? code.replace(/^(Key|Digit)/, '');
	return [ctrl && 'Ctrl', alt && 'Alt', shift && code !== 'Slash' && 'Shift', key].filter(Boolean).join(' ');
}
