import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useFacts, useProblems } from '../canvas-context.ts';
import { valueText } from '../model/card-summary.ts';
import { useTexts } from '../model/texts.ts';
import { SeverityIcon } from '../problems/ProblemsDrawer.tsx';
import type { FieldProps } from './field-props.ts';
import styles from './inspector.module.css';

/** A rare field as a row of name and value; it opens in place. A problem keeps it open. */
export function FoldedField({
	node,
	name,
	field,
	value,
	wanted,
	children,
}: Pick<FieldProps, 'node' | 'definition' | 'name' | 'field' | 'value'> & {
	wanted: string | null;
	children: ReactNode;
}) {
	const texts = useTexts();
	const { names } = useFacts();
	const [isOpen, setOpen] = useState(false);
	const worst = useProblems(
		(state) => state.byNode.get(node.id)?.find((issue) => issue.at.field?.split('.')[0] === name)?.severity ?? null,
	);
	useEffect(() => {
		if (wanted?.split('.')[0] === name) setOpen(true);
	}, [wanted, name]);
	const shown = value === undefined ? '' : valueText(node.type, name, field, value, texts, names);
	const suffix = texts.node(node.type, `config.${name}.suffix`);
	return (
		<div className={styles.row}>
			<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
				<span>{texts.node(node.type, `config.${name}.label`)}</span>
				<span className={styles.rowValue}>
					{shown === '' ? texts.t('form.none') : `${shown}${suffix}`}
					{worst && !isOpen && <SeverityIcon severity={worst} />}
				</span>
				{isOpen ? (
					<IconChevronUp size={16} stroke={1.75} aria-hidden />
				) : (
					<IconChevronDown size={16} stroke={1.75} aria-hidden />
				)}
			</button>
			{(isOpen || worst !== null) && <div className={styles.rowBody}>{children}</div>}
		</div>
	);
}
